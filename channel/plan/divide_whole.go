package plan

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel"
)

// wall is a stretch of text that is not cut inside.
type wall struct{ start, end int }

// wallLevel says which walls are kept: formatting and URLs, URLs alone, or none.
type wallLevel int

const wallLevels wallLevel = 3

// walls are the stretches of each level, in order and disjoint.
type walls [wallLevels][]wall

// newWalls makes walls of the URLs, and of the spans that fit the limit: a longer span is best cut where its text is.
func newWalls(text string, spans []channel.Span, urls []wall, limit channel.Length) walls {
	all := slices.Clone(urls)
	for _, s := range spans {
		if limit.Fits(text[s.Start:s.End]) {
			all = append(all, wall{s.Start, s.End})
		}
	}
	return walls{0: joinWalls(all), 1: urls}
}

// joinWalls sorts walls and joins those that overlap. Those that only touch may be parted.
func joinWalls(all []wall) []wall {
	slices.SortFunc(all, func(a, b wall) int { return cmp.Compare(a.start, b.start) })
	joined := all[:0]
	for _, w := range all {
		if n := len(joined); n > 0 && w.start < joined[n-1].end {
			joined[n-1].end = max(joined[n-1].end, w.end)
			continue
		}
		joined = append(joined, w)
	}
	return joined
}

// inside reports whether a cut at i would go through a wall.
func (w walls) inside(i int, level wallLevel) bool {
	list := w[level]
	n, _ := slices.BinarySearchFunc(list, i, func(w wall, i int) int { return cmp.Compare(w.start, i) })
	return n > 0 && i < list[n-1].end
}

// findURLs returns the URLs in a text, in order. Where a URL ends is a guess in scripts without spaces: it is taken as far as
// possible or, where that is longer than the limit, as far as it is ASCII.
func findURLs(text string, limit channel.Length) []wall {
	var found []wall
	for i := 0; ; {
		start := nextURL(text, i)
		if start < 0 {
			return found
		}
		i = start + urlEnd(text[start:], false)
		if !limit.Fits(text[start:i]) {
			i = start + urlEnd(text[start:], true)
		}
		found = append(found, wall{start, i})
	}
}

// nextURL returns where the next URL with a scheme starts, or -1.
func nextURL(text string, from int) int {
	for {
		i := strings.Index(text[from:], "://")
		if i < 0 {
			return -1
		}
		colon := from + i
		start := colon
		for start > from && isSchemeByte(text[start-1]) {
			start--
		}
		if start < colon {
			return start
		}
		from = colon + len("://")
	}
}

func isSchemeByte(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '+' || b == '-' || b == '.'
}

// urlEnd returns the length of the URL at the start of a text.
func urlEnd(text string, ascii bool) int {
	for i, r := range text {
		switch {
		case r <= ' ', r == '<', r == '>', r == '"', r == 0x7F, unicode.IsSpace(r):
			return i
		case r < utf8.RuneSelf:
		case ascii, 0x3000 <= r && r <= 0x303F, 0xFF00 <= r && r <= 0xFF0F, 0xFF1A <= r && r <= 0xFF20, unicode.In(r, unicode.Ps, unicode.Pe, unicode.Pi, unicode.Pf):
			return i
		}
	}
	return len(text)
}
