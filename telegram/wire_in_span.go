package telegram

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

// readSpans reads entities. Their offsets stay what they are, UTF-16 code units, until toBytes.
func readSpans(r *jsonread.Reader, n *receive.Count) []channel.Span {
	var spans []channel.Span
	for range r.Array {
		var s channel.Span
		var offset, length int64
		for key := range r.Object {
			switch string(key) {
			case "type":
				s.Kind = spanKind(word(r))
			case "offset":
				offset = r.Int()
			case "length":
				length = r.Int()
			case "url", "language", "custom_emoji_id":
				s.Value = r.Text()
			case "user":
				var u user
				u.read(r)
				s.Value = u.text()
			}
		}
		if offset < 0 || offset > longest || length < 0 || !n.Take() {
			continue // not a part of any text
		}
		s.Start = int(offset)
		s.End = s.Start + int(min(length, longest))
		if spans == nil {
			spans = make([]channel.Span, 0, 4)
		}
		spans = append(spans, s)
	}
	return spans
}
