package host_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/keyword"
	"github.com/contactkit/contactkit/session/routing"
)

// agentsPolicies are the policies of a channel, as fields of its record.
func agentsPolicies(r directory.Record) directory.Record {
	r.Tenant, r.Routing.Queue = "north", "parcels"
	// Phrase finds the word anywhere in a message. Without Mode it must be the whole message.
	r.Service.Keywords = keyword.Set{Mode: keyword.Phrase, List: []keyword.Word{{Text: "agent"}}}
	r.Silence.Customer, r.Silence.CustomerWarn = 20*60, 2*60 // seconds: a warning after 18 minutes, the end after 20
	r.Silence.Robot, r.Silence.Agent = 30, 5*60              // then to agents; then to another agent
	r.Routing.LastAgent, r.Routing.LastAgentFor, r.Routing.LastAgentWait = true, 24*60*60, 60
	r.Routing.QueueWait, r.Offline.On = 10*60, true // keep the message if no agent is found, and while no agent works
	// A notice without a text is not sent. Default has texts for Queued and a few others.
	r.Notices.Queued, r.Notices.Offline = "One moment, please.", "Nobody is free. We keep your message."
	r.Notices.Warning, r.Notices.End = "Are you still there?", "We close this conversation. Write again at any time."
	return r
}

// A customer leaves the robot for an agent, who is found, accepts, answers and closes. When the
// customer comes back, the same agent is asked first.
func Example_agents() {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	platform, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	if err != nil {
		log.Fatal(err)
	}
	driver, record := directorytest.Memory(platform)
	offers := make(chan session.Action, 1)
	h, err := host.New(ctx, host.Config{
		Store:     conversation.NewMemory(conversation.MemoryConfig{}),
		Directory: directory.Options{Drivers: []channel.Driver{driver}, OfflineOn: []string{driver.Platform}},
		Records:   []directory.Record{agentsPolicies(record)},
		Conversation: conversation.Config{Changed: func(_ channel.Thread, c conversation.Change) { // the agents' page
			for _, a := range c.Actions {
				if a.Kind == session.Offer {
					offers <- a
				}
			}
		}},
	})
	if err != nil {
		log.Fatal(err)
	}
	go func() { _ = h.Run(ctx) }()
	ann := channel.Thread{Platform: driver.Platform, Account: platform.Info().Accounts[0], Contact: "ann"}
	say := func(text string) {
		w := httptest.NewRecorder()
		h.Webhook.ServeHTTP(w, channeltest.Request(directorytest.MemoryPath, platform.Webhook(channel.Event{Thread: ann, Body: channel.Message{Text: text}})))
		if w.Code != http.StatusOK {
			log.Fatal(w.Code)
		}
	}
	do := func(e session.Event) {
		if _, err := h.Service.Do(ctx, ann, e); err != nil {
			log.Fatal(err)
		}
	}

	router := h.Router("north")
	router.Set(routing.Agent{ID: "eve", Ready: true, All: 3}) // eve signs in, with room for three
	router.Set(routing.Agent{ID: "max", Ready: true, All: 3})
	say("An agent, please!")
	offer := <-offers
	fmt.Println("offered to", offer.Agent, "of", offer.Queue)
	do(session.Event{Kind: session.AgentAccepted, ID: "page/1", Agent: "eve", Offer: offer.Offer}) // she clicks; the ID is the form's
	r, err := h.Service.Say(ctx, ann, "page/2", conversation.Said{Agent: "eve", Messages: []channel.Message{{Text: "It comes at noon."}}})
	fmt.Println("said:", r.Done(), err)
	do(session.Event{Kind: session.CloseRequested, ID: "page/3", By: session.Agent, Agent: "eve"})

	say("Agent! It did not come.")
	fmt.Println("offered to", (<-offers).Agent)      // max has waited longer, but eve knows the customer
	fmt.Println(router.Leave(ctx, h.Service, "eve")) // she goes home: what she had is offered to others
	fmt.Println("offered to", (<-offers).Agent)
	// Output:
	// offered to eve of parcels
	// said: true <nil>
	// offered to eve
	// <nil>
	// offered to max
}
