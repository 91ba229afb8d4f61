package host_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/routing"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// A whole backend for two pretended platforms: a robot that people can leave for an agent, who is
// found as soon as there is one. With real platforms, HTTP is nil, the store is one of package
// conversation/sqlite, and Host.Serve takes the place of Run.
func Example() {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	bot, meta := telegramtest.New(telegramtest.Config{}), facebooktest.New(facebooktest.Config{})
	offers := make(chan session.Action, 1)
	h, err := host.New(ctx, host.Config{
		Store:     conversation.NewMemory(conversation.MemoryConfig{}),
		Directory: directory.Options{Drivers: []channel.Driver{telegram.Driver(), facebook.Driver()}, HTTP: standin.NewInternet(bot, meta).Client()},
		Records:   []directory.Record{directorytest.Record(bot), directorytest.Record(meta)},
		Conversation: conversation.Config{
			Robot: conversation.Answering(func(_ context.Context, m channel.Message) (string, error) {
				return "You said " + m.Text + ". Say “agent” for a person.", nil
			}),
			Changed: func(_ channel.Thread, c conversation.Change) { // the agents' screens
				for _, a := range c.Actions {
					if a.Kind == session.Offer {
						offers <- a
					}
				}
			},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	routes := http.NewServeMux() // or any router
	routes.Handle("/", h.Webhook)
	ended := make(chan error)
	go func() { ended <- h.Run(ctx) }()

	bot.Say("7001", "hello")
	fmt.Println(bot.Deliver(routes))
	for len(bot.Sent()) == 0 {
		time.Sleep(time.Millisecond)
	}
	fmt.Println(bot.Sent()[0].Text)

	h.Router(directorytest.Tenant).Set(routing.Agent{ID: "eve", Ready: true, All: 3})
	bot.Say("7001", directorytest.Keyword)
	bot.Deliver(routes)
	offer := <-offers
	fmt.Println("offered to", offer.Agent, "of", offer.Queue)

	unknown := httptest.NewRecorder()
	routes.ServeHTTP(unknown, httptest.NewRequest("POST", "/no-such-channel", nil))
	fmt.Println(unknown.Code)
	stop()
	fmt.Println(<-ended)
	// Output:
	// [200]
	// You said hello. Say “agent” for a person.
	// offered to eve of queue
	// 401
	// <nil>
}
