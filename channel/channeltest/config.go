package channeltest

import (
	"slices"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// ConfigLimits checks the fields Text and Rates of a platform's Config, which have the same form on
// every platform. The function open makes a channel with them and returns the Limits of an ordinary
// thread. A valid value must be in these Limits; a limit without a unit counts in the platform's
// own unit, and nil rates are the platform's own; an invalid value must be refused with one
// channel.FieldError with channel.CodeInvalid, for "text" or for "rates[i]".
func ConfigLimits(t testing.TB, open func(text channel.Length, rates []channel.Rate) (channel.Limits, error)) {
	t.Helper()
	usual, err := open(channel.Length{}, nil)
	if err != nil {
		t.Fatalf("a channel without Text and Rates: %v", err)
	}
	if usual.Text.Max < 1 || usual.Text.Unit == "" || len(usual.Rates) == 0 {
		t.Errorf("by default Limits has Text %v and Rates %v, want some of both", usual.Text, usual.Rates)
	}
	right := channel.Rate{Scope: channel.ScopeThread, N: 3, Per: time.Second}
	for _, c := range []struct {
		text, want channel.Length
		rates      []channel.Rate
	}{
		{channel.Length{Max: 77, Unit: channel.Runes}, channel.Length{Max: 77, Unit: channel.Runes}, []channel.Rate{right}},
		{channel.Length{Max: 77, Unit: channel.UTF16}, channel.Length{Max: 77, Unit: channel.UTF16}, []channel.Rate{{Scope: channel.ScopeKind, Kind: "text", N: 2, Per: 1}, right}},
		{channel.Length{Max: 77, Unit: channel.Bytes}, channel.Length{Max: 77, Unit: channel.Bytes}, []channel.Rate{}},
		{channel.Length{Max: 77}, channel.Length{Max: 77, Unit: usual.Text.Unit}, nil},
		{channel.Length{Unit: channel.Bytes}, channel.Length{Max: usual.Text.Max, Unit: channel.Bytes}, nil},
	} {
		want := c.rates
		if want == nil {
			want = usual.Rates
		}
		got, err := open(c.text, c.rates)
		if err != nil {
			t.Errorf("Text %v and Rates %v: %v", c.text, c.rates, err)
			continue
		}
		if got.Text != c.want || !slices.Equal(got.Rates, want) {
			t.Errorf("Text %v and Rates %v: Limits has %v and %v, want %v and %v", c.text, c.rates, got.Text, got.Rates, c.want, want)
		}
	}
	for _, text := range []channel.Length{{Max: -1}, {Max: -1, Unit: channel.Runes}, {Max: 5, Unit: "words"}, {Unit: "words"}} {
		_, err := open(text, nil)
		if !refusesOnly(err, "text") {
			t.Errorf("Text %v: the error is %v, want one channel.FieldError for text", text, err)
		}
	}
	for _, rate := range []channel.Rate{
		{},
		{N: 5, Per: time.Second},
		{Scope: "planet", N: 5, Per: time.Second},
		{Scope: channel.ScopeThread, Per: time.Second},
		{Scope: channel.ScopeThread, N: -1, Per: time.Second},
		{Scope: channel.ScopeThread, N: 5},
		{Scope: channel.ScopeThread, N: 5, Per: -time.Second},
		{Scope: channel.ScopeKind, N: 5, Per: time.Second},
		{Scope: channel.ScopeThread, Kind: "text", N: 5, Per: time.Second},
		{Scope: channel.ScopeThread, N: 5, Per: time.Second, Cost: 6},
		{Scope: channel.ScopeThread, N: 5, Per: time.Second, Cost: -1},
	} {
		_, err := open(channel.Length{}, []channel.Rate{right, rate})
		if !refusesOnly(err, "rates[1]") {
			t.Errorf("rate %+v: the error is %v, want one channel.FieldError for rates[1]", rate, err)
		}
	}
}

// refusesOnly reports whether an error is one complaint about a field.
func refusesOnly(err error, field string) bool {
	all := channel.FieldErrors(err)
	return len(all) == 1 && all[0].Field == field && all[0].Code == channel.CodeInvalid
}
