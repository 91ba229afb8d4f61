package telegram_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/stretchr/testify/require"
)

// ada is the customer of the tests with the stand-in.
const ada = "6804410077"

// hired makes a stand-in for Telegram to which ada has written, and a channel of its bot.
func hired(tb testing.TB, standIn telegramtest.Config, change func(*telegram.Config)) (*telegram.Channel, *telegramtest.Server) {
	tb.Helper()
	standIn.Token, standIn.WebhookSecret = token.Reveal(), secret.Reveal()
	if standIn.Now == nil {
		standIn.Now = func() time.Time { return time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC) }
	}
	server := telegramtest.New(standIn)
	server.Say(ada, "Hei")
	ch := newChannel(tb, func(c *telegram.Config) {
		c.HTTP, c.Now, c.Files = server.Client(), server.Now, hostFiles
		if change != nil {
			change(c)
		}
	})
	return ch, server
}

// hostFiles opens the files of the tests: what stands behind a name is its content.
func hostFiles(_ context.Context, name string) (channel.File, error) {
	content, found := strings.CutPrefix(name, "content:")
	switch {
	case found:
		return channel.File{Body: io.NopCloser(strings.NewReader(content)), Name: "host.txt", Type: "text/plain", Size: int64(len(content))}, nil
	case name == "streamed":
		return channel.File{Body: io.NopCloser(strings.NewReader("of no known length")), Size: -1}, nil
	case name == "cut short":
		return channel.File{Body: io.NopCloser(strings.NewReader("abc")), Size: 4}, nil
	case name == "offline":
		return channel.File{}, fmt.Errorf("no answer from the store of bot %s", token.Reveal())
	}
	return channel.File{}, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
}

// lastSent is what the bot sent last.
func lastSent(tb testing.TB, server *telegramtest.Server) telegramtest.Sent {
	tb.Helper()
	all := server.Sent()
	require.NotEmpty(tb, all)
	return all[len(all)-1]
}

// received delivers what waits to the channel and returns the events.
func received(tb testing.TB, ch channel.Receiver, server *telegramtest.Server) []channel.Event {
	tb.Helper()
	var events []channel.Event
	h := receiver(ch, func(got channel.Delivery) { events = append(events, got.Events...) })
	for server.Pending() > 0 {
		for _, status := range server.Deliver(h) {
			require.Equal(tb, 200, status)
		}
	}
	return events
}
