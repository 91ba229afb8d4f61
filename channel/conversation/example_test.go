package conversation_test

import (
	"context"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/keyword"
)

// printer is a platform that prints what it is sent.
type printer struct{}

func (printer) Limits(channel.Thread) channel.Limits {
	return channel.Limits{Text: channel.Length{Max: 1000}}
}

func (printer) Send(_ context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	fmt.Printf("%s reads: %s\n", to.Contact, m.Text)
	return channel.Sent{IDs: []string{m.Ref}}, nil
}

// A host: a robot that answers, a keyword that brings people, an agent who takes over. Run does the
// work between; here it is done step by step, so that the example has an order.
func Example() {
	ctx := context.Background()
	store := conversation.NewMemory(conversation.MemoryConfig{})
	words, err := keyword.Compile(keyword.Set{List: []keyword.Word{{Text: "agent"}}})
	if err != nil {
		log.Fatal(err)
	}
	policy := &session.Policy{Config: session.DefaultConfig()}
	s, err := conversation.New(conversation.Config{
		Store: store, Sender: printer{},
		Rules: func(context.Context, string, channel.Thread) (conversation.Rules, error) { // a Directory makes them of its records
			return conversation.Rules{Policy: policy, Keywords: words, Text: func(a session.Action, _ conversation.Row, _ time.Time) string {
				if a.Notice == session.NoticeQueued {
					return "Please wait for a colleague."
				}
				return ""
			}}, nil
		},
		Robot: conversation.Answering(func(_ context.Context, m channel.Message) (string, error) {
			return "You said: " + strings.ToUpper(m.Text), nil
		}),
	})
	if err != nil {
		log.Fatal(err)
	}
	ann := channel.Thread{Platform: "printer", Account: "shop", Contact: "ann"}
	hear := func(id, text string) { // a webhook: see channel.ReadWebhook and directory.Directory.Receive
		e := channel.Event{ID: id, Thread: ann, Origin: channel.OriginContact, Renews: true, Body: channel.Message{ID: id, Text: text}}
		for range 2 { // platforms deliver again
			if err := s.Receive(ctx, []directory.Routed{{Event: e}}); err != nil {
				log.Fatal(err)
			}
		}
	}
	work := func() { // Run
		calls, err := store.Calls(ctx, conversation.CallQuery{Node: "n1", Lease: time.Minute, Max: 10})
		if err != nil {
			log.Fatal(err)
		}
		for _, c := range calls {
			if err := s.Ask(ctx, c); err != nil {
				log.Fatal(err)
			}
		}
		if err := s.DeliverThread(ctx, ann); err != nil {
			log.Fatal(err)
		}
	}

	hear("m1", "where is my parcel?")
	work()
	hear("m2", "agent")
	work()
	do := func(e session.Event) { // the router, then the agent's screen
		if _, err := s.Do(ctx, ann, e); err != nil {
			log.Fatal(err)
		}
	}
	offer := func() uint32 {
		v, err := s.Look(ctx, ann)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("phase:", v.Row.State.Phase)
		return v.Row.State.Part
	}
	do(session.Event{Kind: session.AgentFound, ID: "router/1", Agent: "eve"})
	do(session.Event{Kind: session.AgentAccepted, ID: "screen/1", Agent: "eve", Offer: offer()})
	for range 2 { // a form that is sent twice
		r, err := s.Say(ctx, ann, "form/1", conversation.Said{Agent: "eve", Messages: []channel.Message{{Text: "It comes at noon."}}})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("form: done", r.Done(), "known", r.Known)
	}
	work()
	// Output:
	// ann reads: You said: WHERE IS MY PARCEL?
	// ann reads: Please wait for a colleague.
	// phase: offered
	// form: done true known false
	// form: done false known true
	// ann reads: It comes at noon.
}
