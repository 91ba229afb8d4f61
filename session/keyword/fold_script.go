package keyword

import (
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// variants folds letters that people and keyboards exchange, each script by its own rules. The text
// is decomposed for it, so that a letter and its marks can be told apart.
func variants(text string) string {
	in := []rune(norm.NFD.String(text))
	out := make([]rune, 0, len(in))
	base := rune(0) // the newest letter in out
	for i, r := range in {
		after := rune(0)
		if i+1 < len(in) {
			after = in[i+1]
		}
		switch {
		case r == 'ւ' && last(out) == 'ե': // Armenian և, whose capitals are ԵՒ or ԵՎ
			out = append(out, 'վ')
		case r >= 0x0370 && r < 0x0590:
			out = append(out, r)
		case r >= 0x0590 && r < 0x0700 || r >= 0x0870 && r < 0x0900:
			out = semitic(out, r)
		case r >= 0x0900 && r < 0x0D80:
			out = indic(out, r, after)
		case r >= 0x0E00 && r < 0x0F00:
			out = thai(out, r)
		case r == ':' && isVisarga(last(out), after):
			out = append(out, last(out)&^0x7F+visarga)
		case r == '0' && isWa(last(out), after):
			out = append(out, 'ဝ')
		case r == 'ヵ', r == 'ヶ': // 一ヶ月 is 一ケ月
			out = append(out, smallKana(r))
		case r >= 0x1200 && r < 0x1380:
			out = append(out, ethiopic(r))
		case r >= 0x80 && r < 0x0370:
			out = latin(out, base, r)
		default:
			out = append(out, r)
		}
		if (r < 0x0300 || !unicode.Is(unicode.Mn, r)) && len(out) > 0 {
			base = out[len(out)-1]
		}
	}
	return string(katakana([]rune(norm.NFC.String(string(palochka(vietnamese(out)))))))
}

// last is the newest rune of a text; zero if it is empty.
func last(text []rune) rune {
	if len(text) == 0 {
		return 0
	}
	return text[len(text)-1]
}
