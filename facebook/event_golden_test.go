package facebook_test

import (
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/golden"
	"github.com/contactkit/contactkit/facebook"
)

func TestGolden(t *testing.T) {
	ch := newChannel(t, nil)
	golden.Suite{
		Platform: facebook.Platform,
		Receive:  func(body []byte) (channel.Delivery, error) { return ch.Receive(signed(body)) },
		Least:    110,
	}.Run(t)
}
