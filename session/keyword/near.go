package keyword

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A nearForm is a way in which a message may come near a keyword without hitting it.
type nearForm struct {
	reduce  func(text string) string // brings message and keyword to what they share
	signs   bool                     // spaces and signs are left out too
	differs string                   // how they differ then
}

var nearForms = []nearForm{
	{func(text string) string { return withoutLong(skeleton(text)) }, false, "with letters of another script"},
	{withoutMarks, false, "with other accents or marks"},
	{strings.Clone, true, "with other spaces, hyphens or signs"},
	{inKatakana, false, "in the other kana, or with kana of another size"},
	{withDigits, false, "with a letter for a digit, or a digit for a letter"},
	{func(text string) string { return skeleton(inKatakana(withoutMarks(skeleton(text)))) }, true, "with other accents, signs or letters"},
}

// alike names keywords that the message contains in another spelling, but those named already.
func (m *Matcher) alike(folded string, named map[int]bool) []string {
	var near []string
	for _, form := range nearForms {
		text := form.read(folded)
		for i, w := range m.list {
			if named[i] || !text.holds(form.read(m.folded[i])) {
				continue
			}
			named[i] = true
			near = append(near, fmt.Sprintf("it looks like the keyword %q, but is written %s", w.Text, form.differs))
		}
	}
	return near
}

// A reading is a text in a near form, with the places where its words begin and end.
type reading struct {
	text []byte
	ends map[int]bool
}

func (f nearForm) read(text string) reading {
	r := reading{ends: map[int]bool{0: true}}
	before := false
	for _, c := range f.reduce(text) {
		is := isWordRune(c)
		if is != before {
			r.ends[len(r.text)] = true
		}
		before = is
		if is || !f.signs {
			r.text = utf8.AppendRune(r.text, c)
		}
	}
	r.ends[len(r.text)] = true
	return r
}

// holds reports whether the words of another reading are in this one as words of their own.
func (r reading) holds(words reading) bool {
	n := len(words.text)
	if n == 0 {
		return false
	}
	ends := func(at int) bool { return r.ends[at] || isWordEnd(r.text, at) }
	for at := 0; ; at++ {
		i := bytes.Index(r.text[at:], words.text)
		if i < 0 {
			return false
		}
		if at += i; ends(at) && ends(at+n) {
			return true
		}
	}
}

// withoutMarks is a text without accents, vowel signs and other marks, and with the letter under a
// stroke or a hook.
func withoutMarks(text string) string {
	out := []rune(norm.NFD.String(text))
	out = slices.DeleteFunc(out, func(r rune) bool { return unicode.Is(unicode.Mn, r) })
	for i, r := range out {
		if bare, ok := strokes[r]; ok {
			out[i] = bare
		}
	}
	return norm.NFC.String(string(out))
}

// strokes are letters with a stroke or a hook, which Unicode does not take apart.
var strokes = map[rune]rune{
	'đ': 'd', 'ð': 'd', 'ø': 'o', 'ł': 'l', 'ħ': 'h', 'ŧ': 't', 'ƙ': 'k', 'ɓ': 'b', 'ɗ': 'd', 'ƴ': 'y', 'ə': 'e',
	'ґ': 'г', 'қ': 'к', 'ң': 'н', 'ү': 'у', 'ұ': 'у', 'ө': 'о', 'һ': 'х', 'ҳ': 'х', 'ҷ': 'ч', 'ғ': 'г',
}

// inKatakana is a text with katakana of full size for hiragana.
func inKatakana(text string) string {
	return withoutLong(strings.Map(func(r rune) rune {
		if r >= 'ぁ' && r <= 'ゖ' {
			r += 'ァ' - 'ぁ'
		}
		if strings.ContainsRune("ァィゥェォッャュョヮ", r) {
			r++
		}
		return r
	}, text))
}

// withoutLong is a text as katakana folds it: without a long vowel at the end of a long word.
func withoutLong(text string) string { return string(katakana([]rune(text))) }

// withDigits is a text with a digit for each letter that looks like one.
func withDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if digit := letterLooks(r); digit != 0 {
			return digit
		}
		return r
	}, text)
}
