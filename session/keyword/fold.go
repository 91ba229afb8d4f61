package keyword

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// A folder brings keywords and messages into the form in which they are compared.
type folder struct {
	caser  cases.Caser // folding has no state, so it may be shared
	arabic bool
}

// fold returns the folded text, in buf if it fits: NFKC, full case folding and NFKC again; invisible characters gone, white
// space one space, and no punctuation or symbols at the ends. If the message goes on after text, its end is no end and
// stays as it is.
func (f *folder) fold(buf []byte, text string, goesOn bool) []byte {
	buf, ok := f.appendPlain(buf[:0], text)
	if !ok {
		buf = f.appendAny(buf[:0], text)
	}
	buf = bytes.TrimLeftFunc(buf, isTrimmed)
	if !goesOn {
		buf = bytes.TrimRightFunc(buf, isTrimmed)
	}
	return buf
}

// appendAny appends what Unicode's tables make of any text.
func (f *folder) appendAny(buf []byte, text string) []byte {
	text = norm.NFKC.String(strings.ToValidUTF8(text, "\uFFFD"))
	text = norm.NFKC.String(f.caser.String(text))
	// What is dropped may have kept a letter and its mark apart.
	text = norm.NFKC.String(strings.Map(dropInvisible, strings.Map(cherokee, text)))
	if f.arabic {
		text = strings.Map(arabicVariant, text)
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

// dropInvisible drops what is not seen: format characters (joiners, directional marks, the zero-width space, the soft hyphen),
// variation selectors, and the tatweel, which only stretches an Arabic word.
func dropInvisible(r rune) rune {
	const tatweel = '\u0640'
	if r == tatweel || r >= 0xAD && unicode.In(r, unicode.Cf, unicode.Variation_Selector) {
		return -1
	}
	return r
}

// arabicVariant maps letters and digits that stand for each other to one of them.
func arabicVariant(r rune) rune {
	switch {
	case r == 'ي' || r == 'ى' || r == 'ئ':
		return 'ی'
	case r == 'ك':
		return 'ک'
	case r == 'آ':
		return 'ا'
	case '٠' <= r && r <= '٩':
		return r - '٠' + '0'
	case '۰' <= r && r <= '۹':
		return r - '۰' + '0'
	}
	return r
}

// isTrimmed reports whether r counts for nothing at the ends.
func isTrimmed(r rune) bool { return r == ' ' || unicode.IsPunct(r) || unicode.IsSymbol(r) }
