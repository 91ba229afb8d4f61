package benchmarks

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/rivo/uniseg"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/plan"
)

const splitMax = 4096

var long = strings.Repeat("It was a bright cold day in April. ", 300)

// splitters divide a text into parts of at most 4,096 UTF-16 units. The peers count and cut: by
// runes alone, and at line breaks as Unicode has them by package uniseg. Package plan also keeps
// links, marks and code whole.
var splitters = []struct {
	by    string
	split func(text string) ([]string, error)
}{
	{"contactkit", func(text string) ([]string, error) {
		parts, _, err := plan.Fit(channel.Message{Text: text}, channel.Limits{Text: channel.Length{Max: splitMax, Unit: channel.UTF16}}, plan.Split)
		all := make([]string, len(parts))
		for i, p := range parts {
			all[i] = p.Text
		}
		return all, err
	}},
	{"by-runes", func(text string) ([]string, error) {
		var all []string
		from, units := 0, 0
		for i, r := range text {
			n := utf16.RuneLen(r)
			if units+n > splitMax {
				all, from, units = append(all, text[from:i]), i, 0
			}
			units += n
		}
		return append(all, text[from:]), nil
	}},
	{"uniseg", func(text string) ([]string, error) {
		var all []string
		from, at, units := 0, 0, 0
		rest, state := text, -1
		for rest != "" {
			var segment string
			segment, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
			n := 0
			for _, r := range segment {
				n += utf16.RuneLen(r)
			}
			if units+n > splitMax {
				all, from, units = append(all, text[from:at]), at, 0
			}
			at, units = at+len(segment), units+n
		}
		return append(all, text[from:]), nil
	}},
}

// All make three parts, and lose nothing but white space.
func TestSplittersAgree(t *testing.T) {
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	for _, s := range splitters {
		parts, err := s.split(long)
		if err != nil || len(parts) != 3 || squeeze(strings.Join(parts, "")) != squeeze(long) {
			t.Errorf("%s: %d parts, %v", s.by, len(parts), err)
		}
	}
}

func BenchmarkSplit(b *testing.B) {
	for _, s := range splitters {
		b.Run("case=ten-thousand-characters/by="+s.by, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(long)))
			for b.Loop() {
				if parts, err := s.split(long); err != nil || len(parts) != 3 {
					b.Fatal(len(parts), err)
				}
			}
		})
	}
}
