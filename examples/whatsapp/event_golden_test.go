package whatsapp_test

import (
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/golden"
	"github.com/contactkit/contactkit/examples/whatsapp"
)

func TestGolden(t *testing.T) {
	ch := newChannel(t, nil)
	golden.Suite{
		Platform: whatsapp.Platform,
		Receive:  func(body []byte) (channel.Delivery, error) { return ch.Receive(signed(body)) },
		Least:    40,
	}.Run(t)
}
