package plan_test

import (
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/plan"
)

func BenchmarkFit(b *testing.B) {
	long := strings.Repeat("It was a bright cold day in April. ", 300)
	for _, bench := range []struct {
		name string
		m    channel.Message
	}{
		{"fits", channel.Message{Text: "Good morning, how can we help you?", By: channel.ByPerson}},
		{"10,500 characters", channel.Message{Text: long}},
		{"10,500 characters without a space", channel.Message{Text: strings.ReplaceAll(long, " ", "")}},
		{"one cluster of 10,000 runes", channel.Message{Text: "e" + strings.Repeat("\u0301", 10_000)}},
		{"10,000 new lines", channel.Message{Text: "a" + strings.Repeat("\n", 10_000) + "b"}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(bench.m.Text)))
			for b.Loop() {
				if _, _, err := plan.Fit(bench.m, bot, plan.Split); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
