package channel_test

import (
	"fmt"
	"testing"

	"github.com/contactkit/contactkit/channel"
)

func TestLengthOr(t *testing.T) {
	usual := channel.Length{Max: 1000, Unit: channel.Bytes}
	for in, want := range map[channel.Length]channel.Length{
		{}:                             usual,
		{Max: 5}:                       {Max: 5, Unit: channel.Bytes},
		{Unit: channel.UTF16}:          {Max: 1000, Unit: channel.UTF16},
		{Max: -1, Unit: channel.Runes}: {Max: -1, Unit: channel.Runes},
		{Weights: "other=1"}:           {Max: 1000, Unit: channel.Bytes, Weights: "other=1"},
	} {
		if got := in.Or(usual); got != want {
			t.Errorf("%v.Or(%v) = %v, want %v", in, usual, got, want)
		}
	}
}

func TestLengthCheck(t *testing.T) {
	for l, want := range map[channel.Length]string{
		{Max: 1, Unit: channel.Runes}:    "<nil>",
		{Max: 1, Unit: channel.UTF16}:    "<nil>",
		{Max: 1, Unit: channel.Bytes}:    "<nil>",
		{Unit: channel.Bytes}:            "text: length must be at least 1",
		{Max: -1, Unit: channel.Bytes}:   "text: length must be at least 1",
		{Max: 1}:                         `text: unit must be one of "runes", "utf16", "bytes"`,
		{Max: 1, Unit: channel.Weighted}: `text: unit must be one of "runes", "utf16", "bytes"`,
	} {
		if got := fmt.Sprint(l.Check("text")); got != want {
			t.Errorf("%v.Check = %s, want %s", l, got, want)
		}
	}
	if err := (channel.Length{Max: 1, Unit: channel.Weighted}).Check("text", channel.Weighted); err != nil {
		t.Errorf("a unit that the platform adds: %v", err)
	}
	err := channel.Length{Max: 1, Unit: channel.Weighted, Weights: "x"}.Check("text", channel.Weighted)
	if list := channel.FieldErrors(err); len(list) != 1 || list[0].Field != "text.weights" {
		t.Errorf("odd weights: %v", err)
	}
}
