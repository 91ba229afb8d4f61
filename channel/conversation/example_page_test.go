package conversation_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session"
)

// shop is a platform that takes every message. Its limits are known or not.
type shop struct{ limits channel.Limits }

func (s shop) Limits(channel.Thread) channel.Limits { return s.limits }

func (shop) Send(context.Context, channel.Thread, channel.Message) (channel.Sent, error) {
	return channel.Sent{IDs: []string{"m1"}}, nil
}

// queued is a service with a conversation of ann's that waits for an agent.
func queued(cfg conversation.Config) (*conversation.Service, channel.Thread) {
	policy := &session.Policy{Config: session.DefaultConfig()}
	policy.Mode = session.AgentOnly
	cfg.Sender = shop{limits: channel.Limits{Text: channel.Length{Max: 1000}}}
	cfg.Rules = func(context.Context, string, channel.Thread) (conversation.Rules, error) {
		return conversation.Rules{Policy: policy}, nil
	}
	s, err := conversation.New(cfg)
	if err != nil {
		log.Fatal(err)
	}
	ann := channel.Thread{Platform: "shop", Account: "1", Contact: "ann"}
	hello := channel.Event{ID: "1", Thread: ann, Origin: channel.OriginContact, Renews: true, Body: channel.Message{ID: "1", Text: "hello"}}
	if err := s.Receive(context.Background(), []directory.Routed{{Event: hello}}); err != nil {
		log.Fatal(err)
	}
	return s, ann
}

// An agent accepts an offer in two windows: the second click comes too late, and nothing of it is
// stored.
func ExampleService_DoIf() {
	ctx := context.Background()
	s, ann := queued(conversation.Config{Store: conversation.NewMemory(conversation.MemoryConfig{})})
	if _, err := s.Do(ctx, ann, session.Event{Kind: session.AgentFound, ID: "router/1", Agent: "eve"}); err != nil {
		log.Fatal(err)
	}
	v, err := s.Look(ctx, ann)
	if err != nil {
		log.Fatal(err)
	}
	for _, click := range []string{"click/1", "click/2"} {
		r, err := s.DoIf(ctx, ann, session.Event{Kind: session.AgentAccepted, ID: click, Agent: "eve", Offer: v.Row.State.Part})
		fmt.Println(click, r.Done(), err)
	}
	v, err = s.Look(ctx, ann)
	fmt.Println("in charge:", v.Row.State.Agent, err)
	// Output:
	// click/1 true <nil>
	// click/2 false <nil>
	// in charge: eve <nil>
}

// The host's own data goes with an input into the transaction that applies it: here the words of a
// hint that only agents read.
func ExampleService_Put() {
	store := conversation.NewMemory(conversation.MemoryConfig{Also: func(_ conversation.View, c conversation.Change) error {
		for _, in := range c.Applied {
			if len(in.Data) > 0 {
				fmt.Printf("stored with %s: %s\n", in.ID, in.Data) // a row of the host's in a database
			}
		}
		return nil
	}})
	s, ann := queued(conversation.Config{Store: store})
	for range 2 { // the browser sends the form again
		r, err := s.Put(context.Background(), conversation.Input{
			ID: "form/7", Thread: ann, Data: []byte("She is a partner: be quick."),
			Session: &session.Event{Kind: session.AssistantMessage, Agent: "eve"},
		})
		fmt.Println("known:", r.Known, err)
	}
	// Output:
	// stored with form/7: She is a partner: be quick.
	// known: false <nil>
	// known: true <nil>
}

// A thread whose limits are not known waits, and after Patience it goes on without its notice: the
// contact comes to people.
func ExampleConfig_patience() {
	ctx := context.Background()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	policy := &session.Policy{Config: session.DefaultConfig()}
	policy.Mode = session.AgentOnly
	s, err := conversation.New(conversation.Config{
		Store:    conversation.NewMemory(conversation.MemoryConfig{Now: func() time.Time { return now }}),
		Sender:   shop{}, // the record of the channel cannot be read
		Patience: 30 * time.Second,
		Rules: func(context.Context, string, channel.Thread) (conversation.Rules, error) {
			return conversation.Rules{Policy: policy, Text: func(session.Action, conversation.Row, time.Time) string { return "Please wait." }}, nil
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	ann := channel.Thread{Platform: "shop", Account: "1", Contact: "ann"}
	e := channel.Event{ID: "1", Thread: ann, Origin: channel.OriginContact, Renews: true, Time: now, Body: channel.Message{ID: "1", Text: "hello"}}
	_ = s.Receive(ctx, []directory.Routed{{Event: e}})
	for range 2 {
		err := s.Apply(ctx, ann) // Run does so, later each time
		v, looked := s.Look(ctx, ann)
		fmt.Println(err != nil, v.Row.State.Phase, looked)
		now = now.Add(31 * time.Second)
	}
	// Output:
	// true closed <nil>
	// false queued <nil>
}
