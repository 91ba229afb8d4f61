// Package redact takes card numbers, account numbers and a host's own patterns out of what
// customers write, before a host stores or forwards it:
//
//	rules := []redact.Rule{redact.Cards(), redact.IBANs()}
//	ev, found := redact.Event(ev, rules...)
//	// "my card is [card]"; found says which rule replaced which part, and never holds the text
//
// The package has no clock, no I/O and no state. Its time grows with the length of the text.
package redact

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// A Rule finds one kind of thing in a text. Rules are values without state and may be used
// concurrently.
type Rule struct {
	// Name names the rule in Found, and in the word that takes the place of what it finds:
	// "[card]".
	Name string
	// Find returns the parts of a text that must go, in any order. They may overlap.
	Find func(text string) []Range
	// Replace makes the text that takes the place of a part. If nil, it is the rule's name in
	// brackets. See [Mask].
	Replace func(part string) string
}

// Range is a part of a text, in bytes, half-open.
type Range struct{ Start, End int }

// Found says that a part of a text was replaced. It does not hold the part.
type Found struct {
	Rule  string `json:"rule"`
	Field string `json:"field"` // where: "text", "spans[0].value", "quote", "attachments[0].name"; empty: the text given to Text
	Start int    `json:"start"` // byte offset in the text as it was
	End   int    `json:"end"`
	At    int    `json:"at"`     // byte offset in the text as it is now
	Size  int    `json:"length"` // bytes of the replacement; "length" in JSON
}

// Text returns a text in which everything that the rules find is replaced, with its spans moved to
// where their parts now are, and says what was replaced. Parts that overlap become one, which bears
// the name of the rule whose part begins first. A span that marks only a piece of a replaced part
// vanishes; any other that overlaps it covers the replacement; the value of a span, such as the
// address of a link, is redacted too. A text in which nothing is found is returned as it is. The
// slice of spans that was given is not changed.
func Text(text string, spans []channel.Span, rules ...Rule) (string, []channel.Span, []Found) {
	parts := merge(text, rules)
	redacted, found := replace(text, parts)
	spans, inValues := values(spans, rules)
	if len(parts) == 0 {
		return text, spans, inValues
	}
	moved := make([]channel.Span, 0, len(spans))
	for _, s := range spans {
		if s.Start < 0 || s.Start > s.End || s.End > len(text) {
			continue // marks no part of the text
		}
		inside := within(parts, Range{s.Start, s.End})
		if s.Start, s.End = move(found, s.Start, false), move(found, s.End, true); !inside && s.Start < s.End {
			moved = append(moved, s)
		}
	}
	if len(moved) == 0 {
		moved = nil
	}
	return redacted, moved, append(found, inValues...)
}

// within reports whether a range lies in one of the parts, and is not all of it.
func within(parts []part, r Range) bool {
	i, exact := slices.BinarySearchFunc(parts, r.Start, func(p part, at int) int { return cmp.Compare(p.Start, at) })
	if !exact {
		i--
	}
	return i >= 0 && r.Start < parts[i].End && r.End <= parts[i].End && r != parts[i].Range
}

// values redacts the values of spans, and says what was replaced.
func values(spans []channel.Span, rules []Rule) ([]channel.Span, []Found) {
	var all []Found
	for i, s := range spans {
		text, found := replace(s.Value, merge(s.Value, rules))
		if found == nil {
			continue
		}
		if all == nil {
			spans = slices.Clone(spans)
		}
		spans[i].Value = text
		for _, f := range found {
			f.Field = fmt.Sprintf("spans[%d].value", i)
			all = append(all, f)
		}
	}
	return spans, all
}

// part is a range to be replaced, and the rule that found it.
type part struct {
	Range
	rule *Rule
}

// merge returns the parts that the rules find, in order and apart from each other.
func merge(text string, rules []Rule) []part {
	if text == "" {
		return nil
	}
	var all []part
	for i := range rules {
		for _, r := range rules[i].Find(text) {
			if 0 <= r.Start && r.Start < r.End && r.End <= len(text) {
				all = append(all, part{r, &rules[i]})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b part) int { return cmp.Compare(a.Start, b.Start) })
	var out []part
	for _, p := range all {
		if n := len(out); n > 0 && p.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, p.End)
			continue
		}
		out = append(out, p)
	}
	return out
}

func replace(text string, parts []part) (string, []Found) {
	if len(parts) == 0 {
		return text, nil
	}
	var b strings.Builder
	found := make([]Found, 0, len(parts))
	from := 0
	for _, p := range parts {
		b.WriteString(text[from:p.Start])
		with := "[" + p.rule.Name + "]"
		if p.rule.Replace != nil {
			with = p.rule.Replace(text[p.Start:p.End])
		}
		found = append(found, Found{Rule: p.rule.Name, Start: p.Start, End: p.End, At: b.Len(), Size: len(with)})
		b.WriteString(with)
		from = p.End
	}
	b.WriteString(text[from:])
	return b.String(), found
}

// move says where an offset of the old text is in the new one. Within a replaced part it is the
// part's begin, or its end if end is true.
func move(found []Found, at int, end bool) int {
	i, exact := slices.BinarySearchFunc(found, at, func(f Found, at int) int { return cmp.Compare(f.Start, at) })
	if exact && !(end && at == found[i].Start) {
		return found[i].At
	}
	if i == 0 {
		return at
	}
	f := found[i-1]
	if at >= f.End {
		return f.At + f.Size + at - f.End
	}
	if end {
		return f.At + f.Size
	}
	return f.At
}
