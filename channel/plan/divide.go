package plan

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/contactkit/contactkit/channel"
)

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
		f.errs = append(f.errs, &channel.FieldError{Field: "text", Code: channel.CodeTooLong, Reason: "a single character is too long", Limit: limit.Max, Got: limit.Count(f.Text), Unit: string(limit.Unit)})
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

// noteBroken reports the clusters, URLs and spans that the pieces cut inside.
func (f *fitting) noteBroken(pieces []piece, urls []wall, limit channel.Length, cluster bool) {
	across := func(start, end int) bool {
		i, _ := slices.BinarySearchFunc(pieces, start+1, func(p piece, after int) int { return cmp.Compare(p.end, after) })
		return i+1 < len(pieces) && pieces[i+1].start < end
	}
	if cluster {
		f.changes = append(f.changes, Degradation{Change: Broken, Field: "text", Code: channel.CodeTooLong, Limit: limit.Max, Got: limit.Max + 1, Unit: limit.Unit})
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
