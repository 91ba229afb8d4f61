package plan

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/contactkit/contactkit/channel"
)

// ellipsis ends a text whose rest is lost.
const ellipsis = "…"

// divide cuts the text into messages within limit, the last one within last.
func (f *fitting) divide(limit, last channel.Length) []channel.Message {
	if limit.Fits(f.Text) {
		f.noteLength(Divided, "text", f.Text, last)
	} else {
		f.noteLength(Divided, "text", f.Text, limit)
	}
	pieces, ok := f.cutAll(limit)
	if n := len(pieces); ok && n > 0 && !last.Fits(f.Text[pieces[n-1].start:pieces[n-1].end]) {
		pieces, ok = f.shortenLast(pieces, last)
	}
	if !ok {
		f.errs = append(f.errs, &channel.FieldError{Field: "text", Code: channel.CodeTooLong, Reason: "a single character is too long", Limit: limit.Max, Got: limit.Unit.Count(f.Text), Unit: limit.Unit})
		return nil
	}
	parts := make([]channel.Message, len(pieces))
	for i, p := range pieces {
		parts[i] = channel.Message{Text: f.Text[p.start:p.end], Spans: cutSpans(f.Spans, p)}
	}
	return parts
}

// cutAll cuts the text and reports what could not stay whole.
func (f *fitting) cutAll(limit channel.Length) ([]piece, bool) {
	urls := findURLs(f.Text, limit)
	c := &cutter{text: f.Text, limit: limit, walls: newWalls(f.Text, f.Spans, urls, limit)}
	if limit.Fits(f.Text) {
		return []piece{{0, len(f.Text)}}, true
	}
	pieces, ok := c.pieces()
	f.noteBroken(pieces, urls, limit, c.giant > 0)
	return pieces, ok
}

// shortenLast cuts the last piece again so that what comes last is within the limit. What comes before it goes in one.
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

// noteBroken reports the clusters, URLs and spans that the pieces cut inside.
func (f *fitting) noteBroken(pieces []piece, urls []wall, limit channel.Length, cluster bool) {
	across := func(start, end int) bool {
		i, _ := slices.BinarySearchFunc(pieces, start+1, func(p piece, after int) int { return cmp.Compare(p.end, after) })
		return i+1 < len(pieces) && pieces[i+1].start < end
	}
	if cluster {
		f.changes = append(f.changes, Degradation{What: Broken, Field: "text", Why: channel.CodeTooLong, Limit: limit.Max, Got: limit.Max + 1, Unit: limit.Unit})
	}
	for _, u := range urls {
		if across(u.start, u.end) {
			f.noteLength(Broken, "text", f.Text[u.start:u.end], limit)
		}
	}
	for i, s := range f.Spans {
		if across(s.Start, s.End) {
			f.noteLength(Broken, fmt.Sprintf("spans[%d]", i), f.Text[s.Start:s.End], limit)
		}
	}
}

// truncate returns the text cut to the limit, with an ellipsis if there is room for one.
func (f *fitting) truncate(limit channel.Length) (string, []channel.Span) {
	f.noteLength(Shortened, "text", f.Text, limit)
	kept, mark := shorten(f.Text, f.Spans, limit)
	return f.Text[kept.start:kept.end] + mark, cutSpans(f.Spans, kept)
}

// Shorten returns s, or its beginning with an ellipsis if it is longer than the limit. It cuts where a text is cut: between
// sentences or words if that leaves half of it, never inside a grapheme cluster. A limit too small for the ellipsis gets none.
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
	if size := l.Unit.Count(ellipsis); size <= l.Max {
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

// cutSpans returns the spans of a piece, with offsets into it.
func cutSpans(spans []channel.Span, p piece) []channel.Span {
	var kept []channel.Span
	for _, s := range spans {
		s.Start, s.End = max(s.Start, p.start)-p.start, min(s.End, p.end)-p.start
		if s.Start < s.End {
			kept = append(kept, s)
		}
	}
	return kept
}
