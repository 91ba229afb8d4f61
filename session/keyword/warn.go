package keyword

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Codes of warnings.
const (
	WarnLookAlike = "look_alike" // a letter is of another script than it seems, or a digit
	WarnSymbols   = "symbols"    // a symbol at the ends does not count, or reads as plain digits
	WarnAccents   = "accents"    // customers also write the keyword without its accents
	WarnJoiner    = "joiner"     // customers also write a space for the joiner
	WarnZawgyi    = "zawgyi"     // Burmese in the Zawgyi encoding, which Unicode text does not match
)

// Warn reports keywords and denied phrases that compile but are likely not meant. It returns nil if
// there are none. It is for the form in which an administrator enters them.
func Warn(k Set) []*FieldError {
	w := warner{folder: folder{caser: cases.Fold(), strict: k.Strict}, strict: folder{caser: cases.Fold(), strict: true}, known: map[string]bool{}, looks: map[string]int{}}
	for _, word := range k.List {
		w.known[string(w.folder.fold(nil, word.Text, false))] = true
	}
	for i, word := range k.List {
		w.text(fmt.Sprintf("list[%d].text", i), word.Text)
		w.twin(i, word.Text, k.List)
		w.accents(fmt.Sprintf("list[%d].text", i), word.Text)
	}
	for i, text := range k.Deny {
		w.text(fmt.Sprintf("deny[%d]", i), text)
	}
	return w.all
}

type warner struct {
	folder folder
	strict folder          // that keeps the letters of a text
	known  map[string]bool // keywords, folded
	looks  map[string]int  // keywords by their skeletons
	all    []*FieldError
}

func (w *warner) add(field string, code, format string, args ...any) {
	w.all = append(w.all, &FieldError{Field: field, Code: code, Reason: fmt.Sprintf(format, args...)})
}

// text warns of what a keyword or a denied phrase holds.
func (w *warner) text(field, text string) {
	folded := string(w.folder.fold(nil, text, false))
	// The looks of the text as it was typed: folding reads some letters of another script.
	if s, ok := findStranger(string(w.strict.fold(nil, text, false))); ok {
		w.add(field, WarnLookAlike, "in %q the letter %q is %s (%U) and looks like the %s %q: customers will not type it", text, string(s.letter), s.script, s.letter, s.among, s.like)
	}
	if s, ok := findSwap(text); ok && s.digit {
		w.add(field, WarnLookAlike, "in %q the digit %q (%U) looks like the letter %q: customers will not type it", text, string(s.typed), s.typed, string(s.like))
	} else if ok {
		w.add(field, WarnLookAlike, "in %q the letter %q (%U) looks like the digit %q: customers will not type it", text, string(s.typed), s.typed, string(s.like))
	}
	for _, symbol := range w.lostSymbols(text, folded) {
		w.add(field, WarnSymbols, "in %q the symbol %q does not count, so that it is the same as %q", text, string(symbol), folded)
	}
	if sign, ok := runTogether(text); ok {
		w.add(field, WarnSymbols, "in %q the sign %q reads as plain digits, so that it is the same as %q", text, string(sign), folded)
	}
	if strings.ContainsRune(text, '\u200c') {
		w.add(field, WarnJoiner, "%q has a zero-width non-joiner, for which customers also type a space: list it with a space too", text)
	}
	if isZawgyi(text) {
		w.add(field, WarnZawgyi, "%q is Burmese in the Zawgyi encoding: it matches no text in Unicode; list it in Unicode, and in Zawgyi only if customers write so", text)
	}
}

// isZawgyi reports whether Burmese text is in the Zawgyi encoding: the vowel sign e comes before
// its consonant there, and U+1039, which in Unicode stacks two consonants, ends a syllable.
func isZawgyi(text string) bool {
	consonant := func(r rune) bool { return r >= 0x1000 && r <= 0x1021 || r == 0x103f || r == 0x104e }
	before := rune(0)
	for _, r := range text + " " {
		switch {
		case before == 0x1039 && !consonant(r):
			return true
		case r == 0x1031 && !consonant(before) && (before < 0x103b || before > 0x103e):
			return true
		}
		before = r
	}
	return false
}

// twin warns of a keyword that looks like another and is not.
func (w *warner) twin(i int, text string, list []Word) {
	folded := string(w.folder.fold(nil, text, false))
	look := skeleton(folded)
	if first, ok := w.looks[look]; ok {
		if string(w.folder.fold(nil, list[first].Text, false)) != folded {
			w.add(fmt.Sprintf("list[%d].text", i), WarnLookAlike, "%q looks like list[%d] and is written with letters of another script", text, first)
		}
		return
	}
	w.looks[look] = i
}

// accents warns of a keyword of Latin letters whose form without accents is not listed. Letters
// with a stroke, and languages that write a letter with a mark for one of their own, are not told
// apart.
func (w *warner) accents(field, text string) {
	bare := strings.Map(func(r rune) rune {
		if r >= 0x0300 && r < 0x0370 {
			return -1
		}
		return r
	}, norm.NFD.String(text))
	latin := strings.IndexFunc(text, func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) }) < 0
	if latin && !w.known[string(w.folder.fold(nil, bare, false))] {
		w.add(field, WarnAccents, "customers also type %q without accents, which is another word: list %q too if it should count", text, bare)
	}
}
