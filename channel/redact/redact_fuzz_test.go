package redact_test

import (
	"testing"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/redact"
)

// Whatever the text: the report tells exactly what changed, spans mark parts of the new text on
// rune borders, and nothing is found a second time.
func FuzzText(f *testing.F) {
	f.Add("pay 4111 1111 1111 1111 now", 4, 23)
	f.Add("DE89 3704 0044 0532 0130 00", 0, 4)
	f.Add("٤١١١ ١١١١ ١١١١ ١١١١ \xff4", 1, 3)
	f.Fuzz(func(t *testing.T, text string, from, to int) {
		spans := []channel.Span{{Kind: channel.SpanBold, Start: from, End: to}}
		got, moved, found := redact.Text(text, spans, both()...)
		at := 0
		var built string
		for _, r := range found {
			if r.Start < at || r.End <= r.Start || r.End > len(text) {
				t.Fatalf("%q: %+v is out of order", text, r)
			}
			built += text[at:r.Start]
			if len(built) != r.At || got[r.At:r.At+r.Size] != "["+r.Rule+"]" {
				t.Fatalf("%q became %q: %+v does not say where", text, got, r)
			}
			built += "[" + r.Rule + "]"
			at = r.End
		}
		if built += text[at:]; built != got {
			t.Fatalf("%q became %q, the report says %q", text, got, built)
		}
		valid := utf8.ValidString(text) && from >= 0 && from <= to && to <= len(text) && utf8.ValidString(text[from:to])
		for _, s := range moved {
			if len(found) > 0 && (s.Start < 0 || s.Start >= s.End || s.End > len(got) || valid && !utf8.ValidString(got[s.Start:s.End])) {
				t.Fatalf("%q became %q: the span %+v marks no part of it", text, got, s)
			}
		}
		if again, _, more := redact.Text(got, nil, both()...); len(more) > 0 {
			t.Fatalf("%q became %q, and then %q", text, got, again)
		}
	})
}
