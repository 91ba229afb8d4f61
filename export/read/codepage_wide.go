package read

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// wide are the characters of three bytes that texts of the East consist of. Other characters of
// three bytes prove less: แกง in TIS-620 and 發電 in Shift-JIS are letters of scripts that hardly
// any file has.
var wide = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x20A0, Hi: 0x20CF, Stride: 1}, // signs of currencies
	{Lo: 0x3000, Hi: 0x30FF, Stride: 1}, // punctuation and kana
	{Lo: 0x4E00, Hi: 0x9FFF, Stride: 1}, // Chinese characters
	{Lo: 0xAC00, Hi: 0xD7A3, Stride: 1}, // Hangul
	{Lo: 0xFF00, Hi: 0xFFEF, Stride: 1}, // full width
}}

// hasSign reports whether a run has a typographic quote, dash or ellipsis, or an emoji. As GBK its
// bytes begin with a very rare character; in other code pages they are none.
func hasSign(run string) bool {
	return strings.ContainsFunc(run, func(r rune) bool { return r >= 0x2010 && r <= 0x203F || r >= 0x1F000 && r <= 0x1FAFF })
}

// isOdd reports whether a run of wide characters has an odd number of bytes, and no letter behind
// it with which the last byte could be a pair: 電價 in GBK is 늃r. Where each character is a pair of
// bytes, there is no such text.
func isOdd(run, after string) bool {
	if len(run)%2 == 0 || after != "" && after[0] >= 0x40 {
		return false
	}
	return !strings.ContainsFunc(run, func(r rune) bool { return !unicode.Is(wide, r) })
}

// isRow reports whether a run has several characters of three bytes in a row that no everyday words
// of a code page make: three of them, or two of one script. One of the bytes must be below 0xA1,
// because GB 2312, EUC-KR and TIS-620 have none below.
func isRow(run string) bool {
	for i, r := range run {
		one := utf8.RuneLen(r)
		next, two := utf8.DecodeRuneInString(run[i+one:])
		if one != 3 || two != 3 {
			continue
		}
		_, three := utf8.DecodeRuneInString(run[i+6:])
		if three == 3 && hasLow(run[i:i+9]) {
			return true
		}
		if sameScript(r, next) && hasLow(run[i:i+6]) && !(unicode.Is(unicode.Han, r) && isShiftJIS(run[i:i+6])) {
			return true
		}
	}
	return false
}

// isShiftJIS reports whether the second and the third pair of six bytes begin as most characters of
// Shift-JIS do: 魏先生 is 鰐搶 in UTF-8.
func isShiftJIS(six string) bool { return six[2] < 0xA0 && six[4] < 0xA0 }

func sameScript(a, b rune) bool {
	for _, script := range []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul} {
		if unicode.Is(script, a) && unicode.Is(script, b) && unicode.Is(wide, a) && unicode.Is(wide, b) {
			return true
		}
	}
	return false
}

// hasLow reports whether one of the bytes is below 0xA1.
func hasLow(s string) bool {
	for i := range len(s) {
		if s[i] < 0xA1 {
			return true
		}
	}
	return false
}
