package channel_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

func TestPrice(t *testing.T) {
	plain := channel.Price{Kind: "post", Micros: 15_000, Currency: "USD"}
	dear := channel.Price{Kind: "post with link", Micros: 200_000, Currency: "USD", Links: true}
	tests := []struct {
		name   string
		prices []channel.Price
		text   string
		want   channel.Price
		ok     bool
		warns  bool
	}{
		{"no prices", nil, "https://example.com", channel.Price{}, false, false},
		{"a text", []channel.Price{plain, dear}, "hello", plain, true, false},
		{"a link", []channel.Price{plain, dear}, "see https://example.com", dear, true, true},
		{"the dear one first", []channel.Price{dear, plain}, "see https://example.com", dear, true, true},
		{"the dear one first, a text", []channel.Price{dear, plain}, "hello", plain, true, false},
		{"one price for all", []channel.Price{plain}, "see https://example.com", plain, true, false},
		{"another currency", []channel.Price{plain, {Micros: 200_000, Currency: "EUR", Links: true}}, "https://example.com", channel.Price{Micros: 200_000, Currency: "EUR", Links: true}, true, false},
	}
	for _, tt := range tests {
		l, m := channel.Limits{Prices: tt.prices}, channel.Message{Text: tt.text}
		got, ok := l.Price(m)
		if got != tt.want || ok != tt.ok {
			t.Errorf("%s: Price = %+v, %v, want %+v, %v", tt.name, got, ok, tt.want, tt.ok)
		}
		var want []channel.Caution
		if tt.warns {
			want = []channel.Caution{{Field: "text", Code: channel.CautionLink, Reason: "a link makes this message dearer", Price: dear, Plain: plain}}
		}
		if diff := cmp.Diff(want, l.Cautions(m)); diff != "" {
			t.Errorf("%s: Cautions (-want +got):\n%s", tt.name, diff)
		}
	}
}
