package main

import (
	"testing"

	"github.com/contactkit/contactkit/channel/conversation/host/hosttest"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// A customer writes to the program's host, and is answered.
func TestAnswers(t *testing.T) {
	hosttest.Run(t, config(), telegramtest.New(telegramtest.Config{}), func(t *testing.T, h *hosttest.Host, bot *telegramtest.Server) {
		h.Hear(bot, "7001", "hello")
		if got := bot.Sent(); len(got) != 1 || got[0].Text != "You said: hello" {
			t.Errorf("the customer reads %v", got)
		}
	})
}

// The host does what platforms ask of one: it answers no message of its own, nothing twice, and
// stores what it cannot read.
func TestWebhooks(t *testing.T) { hosttest.Check(t, config()) }
