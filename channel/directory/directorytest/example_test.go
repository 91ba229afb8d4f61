package directorytest_test

import (
	"context"
	"fmt"
	"log"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// A host of two platforms: one client reaches both, and each delivers to its record's path.
func Example() {
	ctx := context.Background()
	bot, meta := telegramtest.New(telegramtest.Config{}), facebooktest.New(facebooktest.Config{})
	d, err := directory.New(directory.Options{
		Drivers: []channel.Driver{telegram.Driver(), facebook.Driver()}, HTTP: standin.NewInternet(bot, meta).Client(),
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := d.Load(ctx, directorytest.Record(bot), directorytest.Record(meta)); err != nil {
		log.Fatal(err)
	}
	hook := &directory.Handler{Directory: d, Store: func(ctx context.Context, got directory.Received) error {
		for _, r := range got.Events {
			m, ok := r.Event.Body.(channel.Message)
			if !ok || r.Event.Origin != channel.OriginContact || r.Event.Standby {
				continue
			}
			answer := channel.Message{Text: "You said: " + m.Text, By: channel.ByRobot, Heard: r.Event.Time}
			if _, err := d.Sender().Send(ctx, r.Event.Thread, answer); err != nil {
				log.Print(err)
			}
		}
		return nil
	}}
	bot.Say("7001", "hello")
	meta.Say("24001", "good morning")
	fmt.Println(bot.Deliver(hook), meta.Deliver(hook))
	fmt.Println(bot.Sent()[0].Text, "·", meta.Sent()[0].Text)
	// Output:
	// [200] [200]
	// You said: hello · You said: good morning
}
