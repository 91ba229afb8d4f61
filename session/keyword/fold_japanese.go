package keyword

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

// smallKana is the large form of the small letters that count things.
func smallKana(r rune) rune {
	switch r {
	case 'ヵ':
		return 'カ'
	case 'ヶ':
		return 'ケ'
	}
	return r
}

func isKatakana(r rune) bool { return r >= 'ァ' && r <= 'ヺ' || r == 'ー' }
