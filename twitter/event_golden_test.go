package twitter_test

import (
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/golden"
	"github.com/contactkit/contactkit/twitter"
)

func TestGolden(t *testing.T) {
	ch := open(t, config())
	golden.Suite{
		Platform: twitter.Platform,
		Receive:  func(body []byte) (channel.Delivery, error) { return ch.Receive(post(body)) },
		Least:    60,
	}.Run(t)
}
