package telegram_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// Three pictures of one album come as three messages. The host passes the time and shows them as
// one.
func ExampleAlbums() {
	ch, bot := albumsOnTheBench(telegramtest.Config{})
	bot.SendAlbum("7001", "The broken lamp", []byte("1"), []byte("2"), []byte("3"))
	var albums telegram.Albums
	now := time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC)
	h := albumsReceiver(ch, func(got channel.Delivery) {
		for _, ev := range got.Events {
			fmt.Println(len(albums.Add(ev.Clone(), now)), "to show")
		}
	})
	for bot.Pending() > 0 {
		bot.Deliver(h)
	}
	fmt.Println("again in", albums.Next().Sub(now))
	for _, ev := range albums.Due(albums.Next()) {
		m := ev.Body.(channel.Message)
		fmt.Println(m.Text, len(m.Attachments))
	}
	// Output:
	// 0 to show
	// 0 to show
	// 0 to show
	// again in 1s
	// The broken lamp 3
}

// albumsOnTheBench makes a channel that talks to a stand-in.
func albumsOnTheBench(standIn telegramtest.Config) (*telegram.Channel, *telegramtest.Server) {
	server := telegramtest.New(standIn)
	ch, err := telegram.New(telegram.Config{
		Token:         channel.Secret(server.Config().Token),
		WebhookSecret: channel.NewKeys(channel.Secret(server.Config().WebhookSecret)),
		HTTP:          server.Client(), Now: server.Now, Files: albumsHostFiles,
	})
	if err != nil {
		panic(err)
	}
	return ch, server
}

// albumsHostFiles opens the files of the tests: the content of a file is its name.
func albumsHostFiles(_ context.Context, name string) (channel.File, error) {
	content, found := strings.CutPrefix(name, "content:")
	switch {
	case found:
		return channel.File{Body: io.NopCloser(strings.NewReader(content)), Name: "host.txt", Type: "text/plain", Size: int64(len(content))}, nil
	case name == "streamed":
		return channel.File{Body: io.NopCloser(strings.NewReader("of no known length")), Size: -1}, nil
	case name == "cut short":
		return channel.File{Body: io.NopCloser(strings.NewReader("abc")), Size: 4}, nil
	case name == "offline":
		return channel.File{}, fmt.Errorf("no answer from the store of bot %s", albumsToken.Reveal())
	}
	return channel.File{}, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
}

// albumsReceiver is a host's webhook handler.
func albumsReceiver(ch channel.Receiver, store func(channel.Delivery)) http.Handler {
	return &channel.Handler{Channel: ch, Store: func(_ context.Context, events []channel.Event) error {
		store(channel.Delivery{Events: events})
		return nil
	}}
}

const albumsBot = "7310000042"

const albumsToken = channel.Secret(albumsBot + ":AAHk9-Kiosk_tokenForTestsOnly0123456")
