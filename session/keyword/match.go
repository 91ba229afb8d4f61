package keyword

import (
	"fmt"
	"sort"
	"unicode"
	"unicode/utf8"
)

// A Matcher finds keywords in messages. It is made by [Compile] and never changes afterwards; its
// methods may be called concurrently. A nil Matcher never hits.
type Matcher struct {
	folder folder
	scan   int            // characters of a message
	list   []Word         // as given, with their modes
	folded []string       // the same, folded
	runes  []int          // their lengths after folding
	exact  map[string]int // those of mode exact, folded
	words  *automaton     // the others
	deny   *automaton
}

// A Hit is a keyword found in a message.
type Hit struct {
	Word  Word   // as the administrator wrote it, with the mode that applied
	Index int    // of the keyword in the list
	Text  string // the message after folding
	Start int    // the keyword's position in Text, in bytes
	End   int
}

// String says what hit and where. It holds text of the message.
func (h Hit) String() string {
	return fmt.Sprintf("%q (%s) at %d to %d of %q", h.Word.Text, h.Word.Mode, h.Start, h.End, h.Text)
}

// Match reports which keyword a message hits, if any: of several the longest, and of those of equal
// length the one first in the list. If it occurs several times, the first counts. The text may be
// any bytes; those that are not UTF-8 are taken for U+FFFD. The time it takes grows with the
// message, not with the number of keywords.
func (m *Matcher) Match(text string) (Hit, bool) {
	if m == nil {
		return Hit{}, false
	}
	text, goesOn := m.cut(text)
	var buf [2048]byte
	folded := m.folder.fold(buf[:0], text, goesOn)
	denied := m.denied(folded, goesOn)
	var best place
	if id, ok := m.exact[string(folded)]; ok && !goesOn && !denied.cover(0, len(folded)) {
		best = place{id: id, start: 0, end: len(folded)} // nothing can be longer
	} else if best, ok = m.longest(folded, goesOn, denied); !ok {
		return Hit{}, false
	}
	return Hit{Word: m.list[best.id], Index: best.id, Text: string(folded), Start: best.start, End: best.end}, true
}

// cut is the part of a message that is looked at, and whether there is more.
func (m *Matcher) cut(text string) (string, bool) {
	if len(text) > m.scan {
		n := 0
		for i := range text {
			if n == m.scan {
				return text[:i], true
			}
			n++
		}
	}
	return text, false
}

// longest finds the best of the keywords that need not be the whole message.
func (m *Matcher) longest(text []byte, goesOn bool, denied deniedSpans) (best place, ok bool) {
	w := m.words.walk(text)
	for w.next() {
		f := w.found
		if ok && (m.runes[f.id] < m.runes[best.id] || m.runes[f.id] == m.runes[best.id] && f.id >= best.id) {
			continue
		}
		mode := m.list[f.id].Mode
		if mode == Prefix && f.start > 0 || mode == Phrase && !isPhrase(text, f, goesOn) || denied.cover(f.start, f.end) {
			continue
		}
		best, ok = f, true
	}
	return best, ok
}

// deniedSpans are the denied phrases of a text, in order, without those that lie in others.
type deniedSpans []place

func (m *Matcher) denied(text []byte, goesOn bool) deniedSpans {
	var list deniedSpans
	w := m.deny.walk(text)
	for w.next() {
		if !isPhrase(text, w.found, goesOn) {
			continue
		}
		for len(list) > 0 && list[len(list)-1].start >= w.found.start && list[len(list)-1].end < w.found.end {
			list = list[:len(list)-1]
		}
		if len(list) == 0 || list[len(list)-1].end < w.found.end {
			list = append(list, w.found)
		}
	}
	return list
}

// cover reports whether a stretch of the text lies in a denied phrase.
func (l deniedSpans) cover(start, end int) bool {
	i := sort.Search(len(l), func(i int) bool { return l[i].start > start })
	return i > 0 && l[i-1].end >= end
}

// isPhrase reports whether a place is bounded on both sides.
func isPhrase(text []byte, o place, goesOn bool) bool {
	return (o.start == 0 || isWordEnd(text, o.start)) && (o.end < len(text) && isWordEnd(text, o.end) || o.end == len(text) && !goesOn)
}

// isWordEnd reports whether a word may end, and another begin, at a place inside the text.
func isWordEnd(text []byte, at int) bool {
	before, _ := utf8.DecodeLastRune(text[:at])
	after, _ := utf8.DecodeRune(text[at:])
	switch {
	case unicode.IsMark(after):
		return false // it belongs to the character before
	case !isWordRune(before) || !isWordRune(after):
		return true
	}
	return isUnspaced(before) || isUnspaced(after)
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) }

// isUnspaced reports whether r is of a script that puts no spaces between words, or writes endings
// onto them.
func isUnspaced(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo,
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tai_Le, unicode.New_Tai_Lue, unicode.Tai_Tham,
		unicode.Tai_Viet, unicode.Javanese, unicode.Balinese, unicode.Yi)
}
