package keyword

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// lostSymbols finds symbols at the ends that folding drops and that an administrator may have
// meant: the star of *0, the signs of 50 % and of 20°, the point of .net, the minus of -1 and A-.
// At most one for each end is reported. Emoji, brackets, the end of a sentence, and a pair around
// the text, as in *agent*, are only decoration.
func (w *warner) lostSymbols(text, folded string) []rune {
	buf, ok := w.folder.appendPlain(nil, text)
	if !ok {
		buf = w.folder.appendAny(buf[:0], text)
	}
	whole := strings.TrimSpace(string(buf))
	before, after, ok := strings.Cut(whole, folded)
	first, _ := utf8.DecodeRuneInString(before)
	last, _ := utf8.DecodeLastRuneInString(after)
	if !ok || folded == "" || before != "" && after != "" && first == last {
		return nil
	}
	var lost []rune
	touching, _ := utf8.DecodeLastRuneInString(before)
	if i := strings.IndexFunc(before, isMeant); i >= 0 {
		r, _ := utf8.DecodeRuneInString(before[i:])
		lost = append(lost, r)
	} else if before != "" && beginsWord(touching) && !strings.HasSuffix(before, "..") {
		lost = append(lost, touching)
	}
	touching, _ = utf8.DecodeRuneInString(after)
	if i := strings.LastIndexFunc(after, isMeant); i >= 0 {
		r, _ := utf8.DecodeRuneInString(after[i:])
		lost = append(lost, r)
	} else if after != "" && endsWord(touching) {
		lost = append(lost, touching)
	}
	return lost
}

// isMeant reports whether a symbol says something, and does not only decorate, wherever it is.
func isMeant(r rune) bool {
	return strings.ContainsRune(`*/\^°§‰‱`, r) || unicode.Is(unicode.Sm, r) || hasMeaning(r)
}

// beginsWord reports whether a sign in front of a word belongs to it: .net, !help, -1. The signs
// that begin a question or a list do not.
func beginsWord(r rune) bool {
	return unicode.IsPunct(r) && !isBracket(r) && !strings.ContainsRune(`"¿¡·`, r)
}

// endsWord reports whether a sign after a word belongs to it: A-, ג'. The signs that end a sentence
// do not.
func endsWord(r rune) bool {
	return unicode.IsPunct(r) && !isBracket(r) && !unicode.In(r, unicode.Terminal_Punctuation, unicode.STerm) &&
		!strings.ContainsRune("·་", r)
}

// isBracket reports whether r opens or closes something.
func isBracket(r rune) bool {
	return unicode.In(r, unicode.Ps, unicode.Pe, unicode.Pi, unicode.Pf)
}

// runTogether finds a superscript digit or a fraction that folds to digits next to a digit, which
// then read as one number: 10⁶ is 106, and 1½ is 11⁄2.
func runTogether(text string) (rune, bool) {
	before := rune(0)
	for _, r := range text {
		digits := []rune(norm.NFKC.String(string(r)))
		if unicode.Is(unicode.No, r) && unicode.IsDigit(digits[0]) && unicode.IsNumber(before) {
			return r, true
		}
		before = r
	}
	return 0, false
}
