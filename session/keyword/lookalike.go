package keyword

import (
	"strings"
	"unicode"
)

// looks maps folded letters of other scripts, and phonetic letters, to the Latin letter that they
// look like, small or as capitals.
var looks = map[rune]rune{
	'а': 'a', 'в': 'b', 'с': 'c', 'е': 'e', 'һ': 'h', 'н': 'h', 'і': 'i', 'ј': 'j', 'к': 'k', 'м': 'm', 'о': 'o',
	'р': 'p', 'ԛ': 'q', 'ѕ': 's', 'т': 't', 'у': 'y', 'ѵ': 'v', 'ԝ': 'w', 'х': 'x', 'ә': 'ə', 'ԁ': 'd', 'ү': 'y', 'ӏ': 'i', 'ө': 'ɵ',
	'α': 'a', 'β': 'b', 'ε': 'e', 'η': 'h', 'ι': 'i', 'κ': 'k', 'μ': 'm', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'σ': 's',
	'τ': 't', 'υ': 'y', 'χ': 'x', 'ζ': 'z', 'γ': 'y', 'ϲ': 'c', 'ϳ': 'j', 'θ': 'ɵ',
	'օ': 'o', 'ո': 'n', 'ս': 'u', 'հ': 'h', 'ց': 'g', 'զ': 'q', 'յ': 'j', 'լ': 'l', 'տ': 's', 'ա': 'w',
	'ⲁ': 'a', 'ⲕ': 'k', 'ⲙ': 'm', 'ⲛ': 'n', 'ⲟ': 'o', 'ⲣ': 'p', 'ⲥ': 'c', 'ⲧ': 't', 'ⲭ': 'x', 'ⲓ': 'i',
	'ɑ': 'a', 'ɡ': 'g',
	'Ꭰ': 'd', 'Ꭱ': 'r', 'Ꭲ': 't', 'Ꭵ': 'i', 'Ꭹ': 'y', 'Ꭺ': 'a', 'Ꭻ': 'j', 'Ꭼ': 'e', 'Ꮃ': 'w', 'Ꮇ': 'm', 'Ꮋ': 'h', 'Ꮍ': 'y',
	'Ꮐ': 'g', 'Ꮒ': 'h', 'Ꮓ': 'z', 'Ꮟ': 'b', 'Ꮢ': 'r', 'Ꮤ': 'w', 'Ꮥ': 's', 'Ꮩ': 'v', 'Ꮪ': 's', 'Ꮮ': 'l', 'Ꮯ': 'c', 'Ꮲ': 'p',
	'Ꮶ': 'k', 'Ꮷ': 'd', 'Ᏻ': 'g', 'Ᏼ': 'b',
	'ꓐ': 'b', 'ꓑ': 'p', 'ꓒ': 'd', 'ꓓ': 'd', 'ꓔ': 't', 'ꓖ': 'g', 'ꓗ': 'k', 'ꓙ': 'j', 'ꓚ': 'c', 'ꓜ': 'z', 'ꓝ': 'f', 'ꓠ': 'n',
	'ꓡ': 'l', 'ꓢ': 's', 'ꓣ': 'r', 'ꓦ': 'v', 'ꓧ': 'h', 'ꓪ': 'w', 'ꓫ': 'x', 'ꓬ': 'y', 'ꓮ': 'a', 'ꓰ': 'e', 'ꓲ': 'i', 'ꓳ': 'o',
	'ꓴ': 'u',
}

// lookScripts are the scripts whose letters look alike. See decision 277.
var lookScripts = []struct {
	name  string
	table *unicode.RangeTable
}{
	{"Latin", unicode.Latin}, {"Cyrillic", unicode.Cyrillic}, {"Greek", unicode.Greek}, {"Armenian", unicode.Armenian},
	{"Cherokee", unicode.Cherokee}, {"Lisu", unicode.Lisu}, {"Coptic", unicode.Coptic},
}

// skeleton is a folded text with every letter as the Latin one or the katakana that it looks like.
func skeleton(folded string) string {
	out := []rune(folded)
	for i, r := range out {
		if l, ok := looks[r]; ok {
			out[i] = l
		} else if k, ok := kanaLooks[r]; ok {
			out[i] = k
		}
	}
	return string(out)
}

// script is which of the scripts that look alike a letter is of; empty for any other.
func script(r rune) string {
	switch {
	case !unicode.IsLetter(r):
		return ""
	case strings.ContainsRune("ɑɡ", r):
		return "phonetic"
	}
	for _, s := range lookScripts {
		if unicode.Is(s.table, r) {
			return s.name
		}
	}
	return ""
}

// A stranger is a letter that looks like one of the script that the rest of its word is written in.
type stranger struct {
	letter      rune
	script      string // of the letter
	among, like string // the script of the others, and the letter of it
}

// findStranger finds a letter in a folded text that is of another script than most of its word.
func findStranger(folded string) (stranger, bool) {
	var word []rune
	for _, r := range folded + " " {
		if isWordRune(r) {
			word = append(word, r)
			continue
		}
		if s, ok := strangerIn(word); ok {
			return s, true
		}
		word = word[:0]
	}
	return stranger{}, false
}

func strangerIn(word []rune) (stranger, bool) {
	if s, ok := kanaStranger(word); ok {
		return s, true
	}
	count := map[string]int{}
	for _, r := range word {
		if s := script(r); s != "" {
			count[s]++
		}
	}
	if len(count) < 2 {
		return stranger{}, false
	}
	main := ""
	for _, s := range lookScripts {
		if count[s.name] > count[main] {
			main = s.name
		}
	}
	for _, r := range word {
		s := script(r)
		if s == "" || s == main {
			continue
		}
		if like, ok := likeIn(r, main); ok {
			return stranger{letter: r, script: s, among: main, like: string(like)}, true
		}
	}
	return stranger{}, false
}

// likeIn is the letter of a script that another letter looks like.
func likeIn(r rune, in string) (like rune, ok bool) {
	latin := r
	if l, ok := looks[r]; ok {
		latin = l
	}
	if in == "Latin" {
		return latin, latin != r
	}
	for other, l := range looks {
		if l == latin && script(other) == in && (like == 0 || other < like) {
			like = other
		}
	}
	return like, like != 0
}
