package telegram_test

import (
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// Three pictures of one album come as three messages. The host passes the time and shows them as one.
func ExampleAlbums() {
	ch, bot := onTheBench(telegramtest.Config{})
	bot.SendAlbum("7001", "The broken lamp", []byte("1"), []byte("2"), []byte("3"))
	var albums telegram.Albums
	now := time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC)
	h := receiver(ch, func(got channel.Delivery) {
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
