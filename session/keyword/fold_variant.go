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
		case r >= 0x0370 && r < 0x0590:
			out = append(out, r)
		case r >= 0x0590 && r < 0x0700 || r >= 0x0870 && r < 0x0900:
			out = semitic(out, r)
		case r >= 0x0900 && r < 0x0D80:
			out = indic(out, r, after)
		case r >= 0x0E00 && r < 0x0F00:
			out = thai(out, r)
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
	return string(katakana([]rune(norm.NFC.String(string(vietnamese(out))))))
}

// last is the newest rune of a text; zero if it is empty.
func last(text []rune) rune {
	if len(text) == 0 {
		return 0
	}
	return text[len(text)-1]
}

// latin folds letters of Latin, and the marks that Latin, Greek and Cyrillic share.
func latin(out []rune, base, r rune) []rune {
	before := last(out)
	switch r {
	case 'ı': // without its dot only in Turkish and its like, whose capitals every keyboard confuses
		return append(out, 'i')
	case 'æ':
		return append(out, 'a', 'e')
	case 'œ':
		return append(out, 'o', 'e')
	case 0x0307: // the dot of İ in small letters
		if before == 'i' {
			return out
		}
	case 0x0326: // Romanian ș and ț, which older keyboards write with a cedilla
		if before == 's' || before == 't' {
			return append(out, 0x0327)
		}
	case 0x0308: // Russian ё
		if before == 'е' {
			return out
		}
	case 0x0300, 0x0301, 0x0342, 0x0313, 0x0314, 0x0345: // Greek capitals are written without accents
		if base >= 0x0370 && base < 0x0400 {
			return out
		}
	}
	return append(out, r)
}

// semitic folds Arabic and Hebrew: vowel signs are not written by everybody, and the keyboards of
// Arabic, Persian, Urdu and Kurdish have letters of their own for the same sounds.
func semitic(out []rune, r rune) []rune {
	switch {
	case unicode.Is(unicode.Mn, r):
		return out // hamza and madda too, which NFD has taken from their letters
	case r == 'ٱ':
		return append(out, 'ا')
	case r == 'ى' || r == 'ي':
		return append(out, 'ی')
	case r == 'ك' || r == 'ڪ':
		return append(out, 'ک')
	case r == 'ة' || r == 'ۃ' || r == 'ہ' || r == 'ھ' || r == 'ە':
		return append(out, 'ه')
	}
	return append(out, r)
}

// Offsets in the blocks of Indic scripts, which share one order.
const (
	candrabindu = 0x01
	anusvara    = 0x02
	nukta       = 0x3C
	virama      = 0x4D
)

// indic folds the scripts of India: nasals, the nukta of borrowed sounds, and letters that have a
// code of their own beside a spelling.
func indic(out []rune, r, after rune) []rune {
	before := last(out)
	block, offset := r&^0x7F, r&0x7F
	switch {
	case r == 'ৎ':
		return append(out, 'ত', 0x09CD)
	case r >= 0x0D7A && r <= 0x0D7F: // chillus of Malayalam
		return append(out, [...]rune{'ണ', 'ന', 'ര', 'ല', 'ള', 'ക'}[r-0x0D7A], 0x0D4D)
	case block == 0x0900 && offset == nukta:
		switch before {
		case 'क', 'ख', 'ग', 'ज', 'फ': // many leave it out there; ड़ and ढ़ are letters of their own
			return out
		}
	case !hasAnusvara(block):
	case offset == candrabindu:
		return append(out, block+anusvara)
	case offset == virama && isNasalOf(before, after):
		out[len(out)-1] = block + anusvara // सम्पर्क is संपर्क
		return out
	}
	return append(out, r)
}

// hasAnusvara reports whether a script writes any nasal before a consonant as anusvara: Devanagari,
// Gujarati, Oriya, Telugu, Kannada.
func hasAnusvara(block rune) bool {
	switch block {
	case 0x0900, 0x0A80, 0x0B00, 0x0C00, 0x0C80:
		return true
	}
	return false
}

// isNasalOf reports whether a nasal belongs to the class of the consonant after it.
func isNasalOf(nasal, consonant rune) bool {
	if nasal&^0x7F != consonant&^0x7F {
		return false
	}
	c := consonant & 0x7F
	switch nasal & 0x7F {
	case 0x19, 0x1E, 0x23, 0x28, 0x2E: // ends the class of four that begins four before it
		return c < nasal&0x7F && c >= nasal&0x7F-4
	}
	return false
}

// thai folds what is seen alike in Thai and Lao: two small vowels for one, and the order of tones
// and the ring of sara am.
func thai(out []rune, r rune) []rune {
	switch {
	case (r == 'เ' || r == 'ເ') && last(out) == r:
		out[len(out)-1] = r + 1 // แ
		return out
	case r == 0x0E4D || r == 0x0ECD:
		out = append(out, r)
		for i := len(out) - 1; i > 0 && out[i-1] >= r-5 && out[i-1] < r-1; i-- { // tones come after the ring
			out[i-1], out[i] = out[i], out[i-1]
		}
		return out
	}
	return append(out, r)
}

// ethiopic folds the letters of Amharic that are read alike. Of those for "h" and the glottal stop
// the first and the fourth order are read alike too.
func ethiopic(r rune) rune {
	switch {
	case r >= 0x1210 && r <= 0x1216: // ሐ
		r -= 0x10
	case r >= 0x1280 && r <= 0x1286: // ኀ
		r -= 0x80
	case r >= 0x1220 && r <= 0x1226: // ሠ
		r += 0x10
	case r >= 0x12D0 && r <= 0x12D6: // ዐ
		r -= 0x30
	case r >= 0x1340 && r <= 0x1346: // ፀ
		r -= 0x08
	}
	if r == 'ሃ' || r == 'ኣ' {
		r -= 3
	}
	return r
}

// vietnamese moves a tone from the first vowel of oa, oe and uy to the second: hòa is hoà. Both
// spellings are taught.
func vietnamese(text []rune) []rune {
	for i := 1; i+1 < len(text); i++ {
		v, tone, w := text[i-1], text[i], text[i+1]
		if isTone(tone) && (v == 'o' && (w == 'a' || w == 'e') || v == 'u' && w == 'y') && (i+2 == len(text) || !unicode.Is(unicode.Mn, text[i+2])) {
			text[i], text[i+1] = w, tone
		}
	}
	return text
}

func isTone(r rune) bool {
	return r == 0x0300 || r == 0x0301 || r == 0x0303 || r == 0x0309 || r == 0x0323
}

// longWord is how many letters of katakana a word has at least whose last long vowel may be left
// out.
const longWord = 5

// katakana makes a dash after katakana the long vowel that was meant, and drops long vowels at the
// end of a long word: オペレータ is オペレーター.
func katakana(text []rune) []rune {
	out := text[:0]
	run := 0
	for i, r := range text {
		if r == '-' && run > 0 {
			r = 'ー'
		}
		if isKatakana(r) {
			run++
		} else {
			run = 0
		}
		out = append(out, r)
		if next := i + 1; run > 0 && (next == len(text) || !isKatakana(text[next]) && text[next] != '-') {
			for ; run >= longWord && last(out) == 'ー'; run-- {
				out = out[:len(out)-1]
			}
			run = 0
		}
	}
	return out
}

func isKatakana(r rune) bool { return r >= 'ァ' && r <= 'ヺ' || r == 'ー' }
