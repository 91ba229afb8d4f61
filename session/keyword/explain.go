package keyword

import (
	"fmt"
	"strings"
)

// Explain says in words why a message hits a keyword, or comes near one and does not. It is for
// people, such as an administrator who tries a message: the wording may change. It holds text of
// the message.
func (m *Matcher) Explain(text string) string {
	if m == nil || len(m.list) == 0 {
		return "There are no keywords."
	}
	if h, ok := m.Match(text); ok {
		return fmt.Sprintf("Hits the keyword %q: %s.", h.Word.Text, reads(text, h.Text, where(h)))
	}
	cut, goesOn := m.cut(text)
	folded := m.folder.fold(nil, cut, goesOn)
	denied := m.denied(folded, goesOn)
	var near []string
	w := m.everywhere().walk(folded)
	named := map[int]bool{}
	for w.next() {
		f := w.found
		if named[f.id] {
			continue
		}
		named[f.id] = true
		near = append(near, fmt.Sprintf("it contains the keyword %q, but %s", m.list[f.id].Text, m.why(folded, f, goesOn, denied)))
	}
	near = append(near, m.alike(string(folded), named)...)
	if len(near) == 0 {
		near = append(near, "it contains no keyword")
	}
	if goesOn {
		near = append(near, fmt.Sprintf("what follows the first %d characters is not looked at", m.scan))
	}
	return fmt.Sprintf("Hits no keyword: %s.", reads(text, string(folded), strings.Join(near, "; ")))
}

// reads tells what a text was folded to, where that is not the text itself.
func reads(text, folded, rest string) string {
	if text == folded {
		return rest
	}
	return fmt.Sprintf("the message reads %q, and %s", folded, rest)
}

// where says how a hit counts.
func where(h Hit) string {
	switch h.Word.Mode {
	case Exact:
		return "the keyword is the whole message"
	case Prefix:
		return "the message begins with it"
	case Phrase:
		return "it is there as words of its own"
	}
	return "it is there"
}

// why says why a keyword in a message does not count.
func (m *Matcher) why(text []byte, f place, goesOn bool, denied deniedSpans) string {
	switch mode := m.list[f.id].Mode; {
	case denied.cover(f.start, f.end):
		return "within a denied phrase"
	case mode == Exact:
		return "it must be the whole message"
	case mode == Prefix:
		return "the message must begin with it"
	case mode == Phrase && !isPhrase(text, f, goesOn):
		return "as part of a longer word"
	}
	return "it does not count there"
}

// everywhere finds the keywords of all modes.
func (m *Matcher) everywhere() *automaton {
	patterns := make([]pattern, len(m.folded))
	for i, text := range m.folded {
		patterns[i] = pattern{text: text, id: i}
	}
	return newAutomaton(patterns)
}
