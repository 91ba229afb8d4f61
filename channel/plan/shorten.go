package plan

import (
	"github.com/contactkit/contactkit/channel"
)

// ellipsis ends a text whose rest is lost.
const ellipsis = "…"

// shortenLast cuts the last piece again so that the last message is within the limit. Everything
// before it stays one piece.
func (f *fitting) shortenLast(pieces []piece, limit channel.Length) ([]piece, bool) {
	whole := pieces[len(pieces)-1]
	text, spans := f.Text[whole.start:whole.end], cutSpans(f.Spans, whole)
	urls := findURLs(text, limit)
	c := &cutter{text: text, limit: limit, walls: newWalls(text, spans, urls, limit)}
	cuts, ok := c.pieces()
	if !ok || len(cuts) == 0 {
		return nil, false
	}
	front := piece{whole.start + cuts[0].start, whole.start + cuts[max(0, len(cuts)-2)].end}
	back := piece{whole.start + cuts[len(cuts)-1].start, whole.start + cuts[len(cuts)-1].end}
	pieces = pieces[:len(pieces)-1]
	if len(cuts) > 1 {
		pieces = append(pieces, front)
		f.noteBroken([]piece{front, back}, findURLs(f.Text, limit), limit, c.giant > 0)
	}
	return append(pieces, back), true
}

// truncate returns the text cut to the limit, with an ellipsis if there is room for one.
func (f *fitting) truncate(limit channel.Length) (string, []channel.Span) {
	f.noteLength(Shortened, "text", f.Text, limit)
	kept, mark := shorten(f.Text, f.Spans, limit)
	return f.Text[kept.start:kept.end] + mark, cutSpans(f.Spans, kept)
}

// shortenField shortens a title or another small text.
func (f *fitting) shortenField(field, s string, l channel.Length) string {
	if l.Fits(s) {
		return s
	}
	f.noteLength(Shortened, field, s, l)
	return Shorten(s, l)
}

// Shorten returns s, or its beginning with an ellipsis if it is longer than the limit. It cuts by
// the rules in the package comment: between sentences or words if at least half of the limit is
// used, never inside a grapheme cluster. A limit too small for the ellipsis gets none.
func Shorten(s string, l channel.Length) string {
	if l.Fits(s) {
		return s
	}
	s = channel.Clean(s)
	kept, mark := shorten(s, nil, l)
	return s[kept.start:kept.end] + mark
}

// shorten returns what is kept of a text that is too long, and what to write after it.
func shorten(s string, spans []channel.Span, l channel.Length) (kept piece, mark string) {
	if size := l.Count(ellipsis); size <= l.Max {
		mark, l.Max = ellipsis, l.Max-size
	}
	start := skipSpace(s, 0)
	c := &cutter{text: s, limit: l, walls: newWalls(s, spans, findURLs(s, l), l)}
	room, last := c.look(start)
	if last {
		return piece{start, room}, mark
	}
	return piece{start, c.choose(start, room)}, mark
}
