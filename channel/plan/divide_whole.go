package plan

import (
	"cmp"
	"slices"

	"github.com/contactkit/contactkit/channel"
)

// wall is a stretch of text that is not cut inside.
type wall struct{ start, end int }

// wallLevel says which walls are kept: formatting and URLs, URLs alone, or none.
type wallLevel int

const wallLevels wallLevel = 3

// walls are the stretches of each level, in order and disjoint.
type walls [wallLevels][]wall

// newWalls makes walls of the URLs, and of the spans that fit the limit: a longer span is best cut
// where its text is.
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
