package keyword

import (
	"strings"
	"unicode"
)

// kanaLooks maps ideographs and hiragana to the katakana that they look like.
var kanaLooks = map[rune]rune{
	'一': 'ー', '力': 'カ', '工': 'エ', '口': 'ロ', '二': 'ニ', '八': 'ハ', '夕': 'タ', '卜': 'ト', '千': 'チ', '才': 'オ', '三': 'ミ',
	'へ': 'ヘ', 'べ': 'ベ', 'ぺ': 'ペ', 'り': 'リ',
}

// kanaStranger finds an ideograph or hiragana among katakana, or katakana among ideographs, that
// looks like one of its neighbours' script. Japanese mixes the scripts in a word, so all neighbours
// must be of the other one; a number may begin a word, and the hiragana へ after a word is a
// particle.
func kanaStranger(word []rune) (stranger, bool) {
	for i, r := range word {
		before, after := kanaScript(at(word, i-1)), kanaScript(at(word, i+1))
		among := before
		if among == "" {
			among = after
		}
		if among == "" || after != "" && after != among {
			continue
		}
		s := stranger{letter: r, script: kanaScript(r), among: among}
		switch like, ok := kanaLooks[r]; {
		case s.script == among, before == "" && strings.ContainsRune("一二三八千", r): // a number: 三ケ月
			continue
		case ok && among == "Katakana" && (s.script == "Han" || r == 'り' || before == ""):
			s.like = string(like)
			return s, true
		case r == 'カ' && strings.ContainsRune("一二三四五六七八九十百千数何", at(word, i-1)): // counts: 一カ所
		case s.script == "Katakana" && among == "Han":
			for han, kana := range kanaLooks {
				if kana == r && kanaScript(han) == among {
					s.like = string(han)
					return s, true
				}
			}
		}
	}
	return stranger{}, false
}

// kanaScript is which of the scripts of Japanese a letter is of; empty for any other.
func kanaScript(r rune) string {
	switch {
	case isKatakana(r):
		return "Katakana"
	case unicode.Is(unicode.Hiragana, r):
		return "Hiragana"
	case unicode.Is(unicode.Han, r):
		return "Han"
	}
	return ""
}
