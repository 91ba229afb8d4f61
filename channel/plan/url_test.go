package plan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/plan"
)

// A URL that fits into a message is never cut, wherever it is in a text without spaces and whatever
// its scheme.
func TestURLsAreNotCut(t *testing.T) {
	for _, scheme := range []string{"https", "HTTPS", "x9+a-b.c", "az09+AZ"} {
		url := scheme + "://a.example/1234567890"
		limit := channel.Limits{Text: channel.Length{Max: len(url) + 2}}
		for _, before := range []string{"", "://", "://中", "中中中://中", "https://b.example 中"} {
			for n := range len(url) + 4 {
				text := before + strings.Repeat("中", n) + url + strings.Repeat("中", 60)
				parts, changes, err := plan.Fit(channel.Message{Text: text}, limit, plan.Split)
				if err != nil {
					t.Fatal(err)
				}
				whole := slices.ContainsFunc(parts, func(m channel.Message) bool { return strings.Contains(m.Text, url) })
				broken := slices.ContainsFunc(changes, func(d plan.Degradation) bool { return d.Change == plan.Broken })
				// Letters of a script without spaces may belong to the URL before them.
				if !whole || broken {
					t.Errorf("%q is cut: %q, %v", text, texts(parts), changes)
				}
			}
		}
	}
}

// The law of the walls holds for a span as well, also where several overlap.
func TestOverlappingSpansAreNotCut(t *testing.T) {
	limit := channel.Limits{Text: channel.Length{Max: 20}, Spans: []channel.SpanKind{channel.SpanBold, channel.SpanItalic}}
	for n := range 24 {
		text := strings.Repeat("中", n) + "abcdefghijklmnop" + strings.Repeat("中", 10) + "qrstuvwxyz012345" + strings.Repeat("中", 20)
		at := 3 * n
		spans := []channel.Span{
			{Kind: channel.SpanBold, Start: at, End: at + 8}, {Kind: channel.SpanItalic, Start: at + 4, End: at + 12}, {Kind: channel.SpanBold, Start: at + 11, End: at + 16},
			{Kind: channel.SpanBold, Start: at + 46, End: at + 54}, {Kind: channel.SpanItalic, Start: at + 50, End: at + 62},
		}
		parts, changes, err := plan.Fit(channel.Message{Text: text, Spans: spans}, limit, plan.Split)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"abcdefghijklmnop", "qrstuvwxyz012345"} {
			if !slices.ContainsFunc(parts, func(m channel.Message) bool { return strings.Contains(m.Text, want) }) {
				t.Errorf("%q is cut: %q, %v", want, texts(parts), changes)
			}
		}
	}
}
