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

// Formatting that fits into a message is not cut either, in a text without spaces and where several
// spans overlap.
func TestOverlappingSpansAreNotCut(t *testing.T) {
	const one, two = "一二三四五六七八九十百千万亿元角", "东西南北上下左右前后里外大小多少" // 16 characters of three bytes
	limit := channel.Limits{Text: channel.Length{Max: 20}, Spans: []channel.SpanKind{channel.SpanBold, channel.SpanItalic}}
	for n := range 24 {
		text := strings.Repeat("中", n) + one + strings.Repeat("中", 10) + two + strings.Repeat("中", 20)
		at, then := 3*n, 3*n+78
		spans := []channel.Span{
			{Kind: channel.SpanBold, Start: at, End: at + 24}, {Kind: channel.SpanItalic, Start: at + 12, End: at + 36}, {Kind: channel.SpanBold, Start: at + 33, End: at + 48},
			{Kind: channel.SpanBold, Start: then, End: then + 24}, {Kind: channel.SpanItalic, Start: then + 12, End: then + 48},
		}
		parts, changes, err := plan.Fit(channel.Message{Text: text, Spans: spans}, limit, plan.Split)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{one, two} {
			if !slices.ContainsFunc(parts, func(m channel.Message) bool { return strings.Contains(m.Text, want) }) {
				t.Errorf("%q is cut: %q, %v", want, texts(parts), changes)
			}
		}
	}
}
