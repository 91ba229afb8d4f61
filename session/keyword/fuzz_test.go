package keyword

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"pgregory.net/rapid"
)

// FuzzMatch gives both sides arbitrary bytes. A hit must be one by the mode.
func FuzzMatch(f *testing.F) {
	for _, text := range []string{"我要转人工服务", "ＡＧＥＮＴ!", "a\u200bgent \xff", "STRASSE", "①", "مـوظـف", "travel agent", "e\u200d\u0301", "\u0345\u0300"} {
		f.Add("agent", "转人工", "travel agent", text)
	}
	f.Fuzz(func(t *testing.T, first, second, deny, text string) {
		for _, mode := range []Mode{Exact, Phrase, Prefix, Contains} {
			m, err := Compile(Set{List: []Word{{Text: first}, {Text: second}}, Mode: mode, Deny: []string{deny}})
			if err != nil {
				continue
			}
			h, ok := m.Match(text)
			if !ok {
				continue
			}
			if !utf8.ValidString(h.Text) || h.Text[h.Start:h.End] != folded(h.Word.Text, false) {
				t.Fatalf("%v does not stand there", h)
			}
			switch {
			case mode == Exact && (h.Start != 0 || h.End != len(h.Text)), mode == Prefix && h.Start != 0:
				t.Fatalf("%v in mode %s", h, mode)
			case mode == Phrase && !isPhrase([]byte(h.Text), place{start: h.Start, end: h.End}, false):
				t.Fatalf("%v is no phrase", h)
			}
		}
	})
}

// FuzzFold: folding what is folded changes nothing.
func FuzzFold(f *testing.F) {
	for _, text := range []string{"ＡＧＥＮＴ!", "a\u200bgent \xff", "ﬁn", "ΐ", "\u0345\u0300", "ا\u0640\u0653", "e\u200d\u0301", "\u1100\u200b\u1161", " . a . ", "オペレ－タ－", "เเเ้ํา", "hòa", "सम्पर्क", "c++ #1", "हाँ", "ǘ", "ΐ", "ǽ", "İ̇",
		"хIума 1алам ворх1 1iх", "опера́тор", "ԵՎ և", "दु:ख", "എൻ്റെ", "၀န်၁၀", "一ヶ月─", "װײַ", "50 %"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once := folded(text, false)
		for _, strict := range []bool{false, true} {
			once := folded(text, strict)
			if twice := folded(once, strict); twice != once {
				t.Errorf("strict %v: %q folds to %q, and that to %q", strict, text, once, twice)
			}
		}
		if !utf8.ValidString(once) {
			t.Errorf("%q folds to %q", text, once)
		}
		f := folder{caser: cases.Fold(), strict: len(text)%2 == 0}
		if plain, ok := f.appendPlain(nil, text); ok && string(plain) != string(f.appendAny(nil, text)) {
			t.Errorf("%q folds to %q, the long way to %q", text, plain, f.appendAny(nil, text))
		}
	})
}

// TestMatchAgrees compares the automaton with looking for one keyword after the other.
func TestMatchAgrees(t *testing.T) {
	piece := rapid.StringOfN(rapid.RuneFrom([]rune("aab c人工é")), 1, 6, -1)
	trimmed := piece.Filter(func(s string) bool { return folded(s, false) == s && s != "" })
	modes := rapid.SampledFrom([]Mode{Exact, Phrase, Prefix, Contains})
	rapid.Check(t, func(t *rapid.T) {
		var k Set
		for _, text := range rapid.SliceOfNDistinct(trimmed, 0, 8, rapid.ID).Draw(t, "list") {
			k.List = append(k.List, Word{Text: text, Mode: modes.Draw(t, "mode")})
		}
		k.Deny = rapid.SliceOfNDistinct(trimmed, 0, 3, rapid.ID).Draw(t, "deny")
		k.Deny = slices.DeleteFunc(k.Deny, func(d string) bool {
			return slices.ContainsFunc(k.List, func(w Word) bool { return w.Text == d })
		})
		text := rapid.StringOfN(rapid.RuneFrom([]rune("aab c人工é")), 0, 30, -1).Draw(t, "text")
		m, err := Compile(k)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := m.Match(text)
		want, found := slowMatch(k, folded(text, false))
		if got != want || ok != found {
			t.Fatalf("Match(%q) = %v, want %v", text, got, want)
		}
	})
}

func slowMatch(k Set, text string) (Hit, bool) {
	var hits []Hit
	places := func(word string) (list []place) {
		for i := range text {
			if strings.HasPrefix(text[i:], word) {
				list = append(list, place{start: i, end: i + len(word)})
			}
		}
		return list
	}
	for i, w := range k.List {
		for _, p := range places(w.Text) {
			denied := slices.ContainsFunc(k.Deny, func(d string) bool {
				return slices.ContainsFunc(places(d), func(q place) bool {
					return isPhrase([]byte(text), q, false) && q.start <= p.start && p.end <= q.end
				})
			})
			fits := map[Mode]bool{
				Exact: p.start == 0 && p.end == len(text), Prefix: p.start == 0,
				Phrase: isPhrase([]byte(text), p, false), Contains: true,
			}
			if fits[w.Mode] && !denied {
				hits = append(hits, Hit{Word: w, Index: i, Text: text, Start: p.start, End: p.end})
			}
		}
	}
	if len(hits) == 0 {
		return Hit{}, false
	}
	slices.SortStableFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(utf8.RuneCountInString(b.Word.Text), utf8.RuneCountInString(a.Word.Text)), cmp.Compare(a.Index, b.Index))
	})
	return hits[0], true
}
