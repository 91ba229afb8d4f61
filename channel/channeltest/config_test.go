package channeltest_test

import (
	"errors"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/channeltest/flaw"
)

// A platform's New, reduced to what ConfigLimits looks at.
func limitsOf(text channel.Length, rates []channel.Rate) (channel.Limits, error) {
	text = text.Or(channel.Length{Max: 100, Unit: channel.UTF16})
	if rates == nil {
		rates = []channel.Rate{{Scope: channel.ScopeAccount, N: 1, Per: time.Second}}
	}
	return channel.Limits{Text: text, Rates: rates}, errors.Join(text.Check("text"), channel.CheckRates("rates", rates))
}

func TestConfigLimits(t *testing.T) {
	channeltest.ConfigLimits(t, limitsOf)
	for name, flawed := range map[string]func(channel.Length, []channel.Rate) (channel.Limits, error){
		"a text that changes nothing": func(_ channel.Length, rates []channel.Rate) (channel.Limits, error) {
			return limitsOf(channel.Length{}, rates)
		},
		"rates that change nothing": func(text channel.Length, _ []channel.Rate) (channel.Limits, error) { return limitsOf(text, nil) },
		"a bare limit in runes": func(text channel.Length, rates []channel.Rate) (channel.Limits, error) {
			if text.Unit == "" && text.Max > 0 {
				text.Unit = channel.Runes
			}
			return limitsOf(text, rates)
		},
		"no check": func(text channel.Length, rates []channel.Rate) (channel.Limits, error) {
			l, _ := limitsOf(text, rates)
			return l, nil
		},
		"no defaults": func(text channel.Length, rates []channel.Rate) (channel.Limits, error) {
			return channel.Limits{Text: text, Rates: rates}, nil
		},
		"a complaint about another field": func(text channel.Length, rates []channel.Rate) (channel.Limits, error) {
			l, err := limitsOf(text, rates)
			if err != nil {
				err = &channel.FieldError{Field: "limits", Code: channel.CodeInvalid}
			}
			return l, err
		},
	} {
		if failed, _ := flaw.Found(t, func(t testing.TB) { channeltest.ConfigLimits(t, flawed) }); !failed {
			t.Errorf("ConfigLimits passes %s", name)
		}
	}
}
