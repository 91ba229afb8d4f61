package keyword

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// A folder brings keywords and messages into the form in which they are compared.
type folder struct {
	caser  cases.Caser // folding has no state, so it may be shared
	strict bool        // letters that people exchange stay apart
}

// fold returns the folded text, in buf if it fits: typographic signs made plain, NFKC, full case
// folding and NFKC again; letters that people exchange made one; invisible characters gone, white
// space one space, and at the ends no punctuation or symbols but those that carry meaning. If the
// message goes on after text, its end is no end and stays as it is.
func (f *folder) fold(buf []byte, text string, goesOn bool) []byte {
	buf, ok := f.appendPlain(buf[:0], text)
	if !ok {
		buf = f.appendAny(buf[:0], text)
	}
	buf = trimLeft(buf)
	if !goesOn {
		buf = trimRight(buf)
	}
	return buf
}

// appendAny appends what Unicode's tables make of any text.
func (f *folder) appendAny(buf []byte, text string) []byte {
	text = norm.NFKC.String(strings.Map(typographic, strings.ToValidUTF8(text, "\uFFFD")))
	text = norm.NFKC.String(f.caser.String(text))
	// A dropped character may have kept a letter and its mark apart.
	text = norm.NFKC.String(strings.Map(dropInvisible, strings.Map(cherokee, text)))
	text = norm.NFKC.String(strings.Map(typographic, text))
	if !f.strict {
		text = variants(text)
	}
	space := false
	for _, r := range text {
		if unicode.IsSpace(r) {
			space = true
			continue
		}
		if space {
			buf, space = append(buf, ' '), false
		}
		buf = utf8.AppendRune(buf, r)
	}
	if space {
		buf = append(buf, ' ')
	}
	return buf
}

// cherokee folds the letters of that script.
//
// QUIRK: their capitals are the folded form, and cases.Fold turns each into the other.
func cherokee(r rune) rune {
	if unicode.Is(unicode.Cherokee, r) {
		return unicode.ToUpper(r)
	}
	return r
}

// dropInvisible drops what is not seen: format characters (joiners, directional marks, the
// zero-width space, the soft hyphen), variation selectors, and the tatweel, which only stretches an
// Arabic word.
func dropInvisible(r rune) rune {
	const tatweel = '\u0640'
	if r == tatweel || r >= 0xAD && unicode.In(r, unicode.Cf, unicode.Variation_Selector) {
		return -1
	}
	return r
}

// trimLeft drops what counts for nothing at the beginning. A symbol that carries meaning stays
// where it touches a word: #1.
func trimLeft(text []byte) []byte {
	for len(text) > 0 {
		n := 0
		r, size := utf8.DecodeRune(text)
		for n < len(text) && hasMeaning(r) {
			n += size
			r, size = utf8.DecodeRune(text[n:])
		}
		switch {
		case n > 0 && n < len(text) && isWordRune(r):
			return text
		case n > 0:
			text = text[n:]
		case !isTrimmed(r):
			return text
		default:
			text = text[size:]
		}
	}
	return text
}

// trimRight does the same at the end: c++.
func trimRight(text []byte) []byte {
	for len(text) > 0 {
		n := len(text)
		r, size := utf8.DecodeLastRune(text)
		for n > 0 && hasMeaning(r) {
			n -= size
			r, size = utf8.DecodeLastRune(text[:n])
		}
		switch {
		case n < len(text) && n > 0 && isWordRune(r):
			return text
		case n < len(text):
			text = text[:n]
		case !isTrimmed(r):
			return text
		default:
			text = text[:n-size]
		}
	}
	return text
}

// isTrimmed reports whether r counts for nothing at the ends.
func isTrimmed(r rune) bool { return r == ' ' || unicode.IsPunct(r) || unicode.IsSymbol(r) }

// hasMeaning reports whether a symbol tells words apart that it touches: c++, #1, 5%, 20€.
func hasMeaning(r rune) bool {
	switch r {
	case '+', '#', '%', '&', '@':
		return true
	}
	return r >= '$' && unicode.Is(unicode.Sc, r)
}
