package telegram_test

import (
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/google/go-cmp/cmp"
)

func TestLimits(t *testing.T) {
	ch := newChannel(t, nil)
	type facts struct {
		QuickReplies, Asks, Windows, Rates            int
		EchoesOwn, Typing, MarkRead, NotTogether, Tap bool
	}
	of := func(to channel.Thread) facts {
		l := ch.Limits(to)
		return facts{l.QuickReplies.Max, len(l.QuickReplies.Asks), len(l.Windows), len(l.Rates), l.EchoesOwn, l.Abilities.Typing, l.Abilities.MarkRead, l.NotTogether, l.ButtonTaps}
	}
	want := map[string]facts{
		"private":  {100, 2, 0, 2, false, true, false, true, true},
		"group":    {100, 0, 0, 3, false, true, false, true, true},
		"business": {0, 0, 1, 2, true, true, true, false, true},
		"direct":   {0, 0, 0, 3, false, false, false, false, true},
	}
	got := map[string]facts{"private": of(private), "group": of(group), "business": of(business), "direct": of(direct)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Limits (-want +got):\n%s", diff)
	}
	// Bots FAQ: "My bot is hitting limits"; Telegram Bot API: sendMessage, sendPhoto,
	// InlineKeyboardButton.
	l := ch.Limits(group)
	rates := []channel.Rate{
		{Scope: channel.ScopeAccount, N: 30, Per: time.Second}, {Scope: channel.ScopeThread, N: 1, Per: time.Second},
		{Scope: channel.ScopeThread, N: 20, Per: time.Minute},
	}
	lengths := []channel.Length{{Max: 4096, Unit: channel.UTF16}, {Max: 1024, Unit: channel.UTF16}, {Max: 64, Unit: channel.Bytes}}
	if diff := cmp.Diff(rates, l.Rates) + cmp.Diff(rates[:2], ch.Limits(private).Rates) + cmp.Diff(lengths, []channel.Length{l.Text, l.Caption, l.Buttons.Payload}); diff != "" {
		t.Errorf("rates and lengths (-want +got):\n%s", diff)
	}
	if n := testing.AllocsPerRun(100, func() { _ = ch.Limits(group) }); n != 0 {
		t.Errorf("Limits allocates %v times", n)
	}
	own := []channel.Rate{{Scope: channel.ScopeAccount, N: 1000, Per: 1e9}}
	ch = newChannel(t, func(c *telegram.Config) { c.Rates = own })
	if diff := cmp.Diff(own, ch.Limits(private).Rates); diff != "" {
		t.Errorf("Rates (-want +got):\n%s", diff)
	}
}
