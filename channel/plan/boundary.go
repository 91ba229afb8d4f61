package plan

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/clipperhouse/uax29/v2/sentences"
	"github.com/clipperhouse/uax29/v2/words"

	"github.com/contactkit/contactkit/channel"
)

// ahead is how many bytes beyond a possible cut the segmenters see, so that they judge it by what
// follows.
const ahead = 256

// cutter finds the places at which a text is cut.
type cutter struct {
	text  string
	limit channel.Length
	walls walls

	clusters []int   // cluster borders in the room looked at, beginning with its start
	spaces   []space // runs of white space in it and right after it
	giant    int     // end of the last cluster that was longer than the limit
}

// space is a run of white space at whose start a text may be cut.
type space struct {
	at       int
	strength strength
}

// strength is how good a place for a cut is.
type strength int

const (
	wordSpace strength = iota
	lineEnd
	paragraphEnd
)

// piece is a stretch of a text.
type piece struct{ start, end int }

// pieces cuts the whole text, which is longer than the limit. It is not ok if a single rune is
// longer than the limit.
func (c *cutter) pieces() (found []piece, ok bool) {
	for p := skipSpace(c.text, 0); p < len(c.text); {
		end, ok := c.cut(p)
		if !ok {
			return nil, false
		}
		found = append(found, piece{p, end})
		p = skipSpace(c.text, end)
	}
	return found, true
}

// cut returns the end of the piece that starts at p. There is no white space at p.
func (c *cutter) cut(p int) (end int, ok bool) {
	if p < c.giant && !c.limit.Fits(c.text[p:c.giant]) {
		return c.cutGiant(p)
	}
	room, last := c.look(p)
	if last {
		return room, true
	}
	if room == p {
		it := graphemes.FromString(c.text[p:])
		it.Next()
		c.giant = p + it.End()
		return c.cutGiant(p)
	}
	return c.choose(p, room), true
}

// choose returns the best cut in (p, room]. See decision 080.
func (c *cutter) choose(p, room int) int {
	end := p
	for level := range wallLevels {
		if at, ok := c.best(p, room, level); ok {
			end = at
			break
		}
	}
	// A wall may end within a run of white space, and so the cut after it; the run goes as a whole.
	for _, s := range slices.Backward(c.spaces) {
		if s.at < end {
			if skipSpace(c.text, s.at) >= end {
				end = s.at
			}
			break
		}
	}
	return end
}

// look walks the clusters from p on. It returns the border up to which the limit reaches, and
// whether only white space comes after it.
func (c *cutter) look(p int) (room int, last bool) {
	c.clusters = append(c.clusters[:0], p)
	c.spaces = c.spaces[:0]
	room = p
	used, inRun := 0, false
	for it := graphemes.FromString(c.text[p:]); it.Next(); {
		cluster := it.Value()
		if isSpace(cluster) {
			// White space beyond the limit is walked too: a cut before it drops it.
			if !inRun {
				c.spaces = append(c.spaces, space{at: p + it.Start()})
				inRun = true
			}
			if run := &c.spaces[len(c.spaces)-1]; hasBreak(cluster) {
				run.strength = min(run.strength+1, paragraphEnd)
			}
		} else {
			inRun = false
		}
		if used += c.limit.Count(cluster); used <= c.limit.Max {
			room = p + it.End()
			c.clusters = append(c.clusters, room)
		} else if !inRun {
			return room, false
		}
	}
	if inRun {
		room = c.spaces[len(c.spaces)-1].at
	}
	return room, true
}

// cutGiant cuts a cluster that is alone longer than the limit between its runes.
func (c *cutter) cutGiant(p int) (end int, ok bool) {
	used := 0
	for i, r := range c.text[p:c.giant] {
		if used += c.limit.Count(string(r)); used > c.limit.Max {
			return p + i, i > 0
		}
	}
	return c.giant, true
}

// best returns the best cut in (p, room] that lies inside no wall of the level.
func (c *cutter) best(p, room int, level wallLevel) (int, bool) {
	half := func(end int) bool { return 2*c.limit.Count(c.text[p:end]) >= c.limit.Max }
	for _, want := range [...]strength{paragraphEnd, lineEnd} {
		if end, ok := c.lastSpace(want, level); ok && half(end) {
			return end, true
		}
	}
	if end, ok := c.lastSentence(p, room, level); ok && half(end) {
		return end, true
	}
	end, ok := c.lastSpace(wordSpace, level)
	if ok && (half(end) || c.fitsAlone(end)) {
		return end, true
	}
	if end, ok := c.lastWord(p, room, level); ok {
		return end, true
	}
	if ok {
		return end, true
	}
	for _, border := range slices.Backward(c.clusters[1:]) {
		if !c.walls.inside(border, level) {
			return border, true
		}
	}
	return 0, false
}

// lastSpace returns the last white space of at least the given strength.
func (c *cutter) lastSpace(want strength, level wallLevel) (int, bool) {
	for _, s := range slices.Backward(c.spaces) {
		if s.strength >= want && !c.walls.inside(s.at, level) {
			return s.at, true
		}
	}
	return 0, false
}

// fitsAlone reports whether the word after the white space at end fits in one part.
func (c *cutter) fitsAlone(end int) bool {
	start := skipSpace(c.text, end)
	used := 0
	for it := graphemes.FromString(c.text[start:]); it.Next() && !isSpace(it.Value()); {
		if used += c.limit.Count(it.Value()); used > c.limit.Max {
			return false
		}
	}
	return true
}

// lastSentence returns the last end of a sentence. A full stop without white space after it ends
// one only in scripts that write so.
func (c *cutter) lastSentence(p, room int, level wallLevel) (end int, ok bool) {
	window := c.window(p, room)
	for it := sentences.FromString(window); it.Next(); {
		at := p + it.Start() + len(trimRight(it.Value()))
		if at > room {
			break
		}
		if _, spaced := slices.BinarySearchFunc(c.spaces, at, func(s space, at int) int { return s.at - at }); !spaced {
			r, _ := utf8.DecodeLastRuneInString(window[:at-p])
			if r < utf8.RuneSelf || !c.isBorder(at) {
				continue
			}
		}
		if at > p && !c.walls.inside(at, level) {
			end, ok = at, true
		}
	}
	return end, ok
}

// lastWord returns the last border between two words that would not put a closing sign at the start
// of a part, nor an opening one at the end of one.
func (c *cutter) lastWord(p, room int, level wallLevel) (end int, ok bool) {
	window := c.window(p, room)
	for it := words.FromString(window); it.Next(); {
		at := p + it.End()
		if at > room || at == len(c.text) {
			break
		}
		before, _ := utf8.DecodeLastRuneInString(window[:at-p])
		after, _ := utf8.DecodeRuneInString(c.text[at:])
		if unicode.In(before, unicode.Ps, unicode.Pi) || unicode.In(after, unicode.Pe, unicode.Pf, unicode.Po) {
			continue
		}
		if c.isBorder(at) && !c.walls.inside(at, level) {
			end, ok = at, true
		}
	}
	return end, ok
}

func (c *cutter) window(p, room int) string {
	return c.text[p:min(len(c.text), room+ahead)]
}

func (c *cutter) isBorder(at int) bool {
	_, ok := slices.BinarySearch(c.clusters, at)
	return ok
}

// skipSpace returns the place of the first cluster at or after i that is no white space.
func skipSpace(s string, i int) int {
	if r, _ := utf8.DecodeRuneInString(s[i:]); !unicode.IsSpace(r) {
		return i // most often; and a cluster may be long
	}
	for it := graphemes.FromString(s[i:]); it.Next(); {
		if !isSpace(it.Value()) {
			return i + it.Start()
		}
	}
	return len(s)
}

// trimRight cuts white space off the end.
func trimRight(s string) string {
	for s != "" {
		r, n := utf8.DecodeLastRuneInString(s)
		if !unicode.IsSpace(r) {
			break
		}
		s = s[:len(s)-n]
	}
	return s
}

func isSpace(cluster string) bool {
	for _, r := range cluster {
		if !unicode.IsSpace(r) {
			return false
		}
	}
	return true
}

func hasBreak(cluster string) bool {
	for _, r := range cluster {
		switch r {
		case '\n', '\r', '\v', '\f', 0x85, 0x2028, 0x2029:
			return true
		}
	}
	return false
}
