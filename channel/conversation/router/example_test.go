package router_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/router"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/routing"
)

// A customer waits, the router finds eve, and eve accepts on her screen.
func Example() {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	d, ann := exampleDesk()
	store := conversation.NewMemory(conversation.MemoryConfig{})
	offers := make(chan session.Action, 1)

	r, err := router.New(router.Config{Rows: store, Queues: func() []routing.Queue { return d.Queues("shop") }})
	if err != nil {
		log.Fatal(err)
	}
	s, err := conversation.New(conversation.Config{Store: store, Directory: d, Present: r.Present, Changed: func(t channel.Thread, c conversation.Change) {
		r.Changed(t, c)
		for _, a := range c.Actions { // a screen of the host
			if a.Kind == session.Offer {
				offers <- a
			}
		}
	}})
	if err != nil {
		log.Fatal(err)
	}
	go func() { _ = r.Run(ctx, s) }()
	r.Set(routing.Agent{ID: "eve", Ready: true, All: 3})

	hello := channel.Event{ID: "1", Thread: ann, Origin: channel.OriginContact, Renews: true, Time: time.Now(), Body: channel.Message{ID: "1", Text: "hello"}}
	if err := s.Receive(ctx, []directory.Routed{{Event: hello}}); err != nil {
		log.Fatal(err)
	}
	offer := <-offers
	fmt.Println("offered to", offer.Agent, "of", offer.Queue)
	_, err = s.Do(ctx, ann, session.Event{Kind: session.AgentAccepted, ID: "screen/1", Agent: offer.Agent, Offer: offer.Offer})
	v, _ := s.Look(ctx, ann)
	fmt.Println("served by", v.Row.State.Agent, err)
	// Output:
	// offered to eve of claims
	// served by eve <nil>
}

// exampleDesk is a directory with one channel, whose customers wait in the queue "claims", and a
// customer.
func exampleDesk() (*directory.Directory, channel.Thread) {
	platform, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	if err != nil {
		log.Fatal(err)
	}
	d, err := directory.New(directory.Options{Drivers: []channel.Driver{{
		Platform: channeltest.MemoryPlatform, Open: func(channel.Settings) (channel.Channel, error) { return platform, nil },
	}}})
	if err != nil {
		log.Fatal(err)
	}
	r := directory.Default(channeltest.MemoryPlatform)
	r.Tenant, r.ID, r.Name, r.State = "shop", "c1", "shop", directory.Active
	r.Service.Mode, r.Routing.Queue = directory.Agent, "claims"
	if _, err := d.Add(context.Background(), r); err != nil {
		log.Fatal(err)
	}
	return d, channel.Thread{Platform: channeltest.MemoryPlatform, Account: platform.Info().Accounts[0], Contact: "ann"}
}
