package channel_test

import (
	"testing"

	"github.com/contactkit/contactkit/channel"
)

func TestDriverTitle(t *testing.T) {
	for want, d := range map[string]channel.Driver{
		"X":        {Platform: "twitter", Name: "X"},
		"Telegram": {Platform: "telegram"},
		"":         {},
	} {
		if got := d.Title(); got != want {
			t.Errorf("%+v is called %q, want %q", d, got, want)
		}
	}
}
