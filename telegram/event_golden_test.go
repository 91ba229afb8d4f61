package telegram_test

import (
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/golden"
	"github.com/contactkit/contactkit/telegram"
)

func TestGolden(t *testing.T) {
	ch := newChannel(t, nil)
	golden.Suite{
		Platform: telegram.Platform,
		Receive:  func(body []byte) (channel.Delivery, error) { return ch.Receive(webhook(body)) },
		Least:    100,
		Group: func(name string) string {
			if strings.HasPrefix(name, "message_migrate_") {
				return "message_migrate"
			}
			return name
		},
	}.Run(t)
}
