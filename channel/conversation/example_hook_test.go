package conversation_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session"
)

// silent is a platform that takes everything.
type silent struct{}

func (silent) Limits(channel.Thread) channel.Limits {
	return channel.Limits{Text: channel.Length{Max: 1000}}
}

func (silent) Send(context.Context, channel.Thread, channel.Message) (channel.Sent, error) {
	return channel.Sent{IDs: []string{"1"}}, nil
}

// A host's own rows are stored in the transaction of the decision, by the hook of the store: a
// queue, a history, and a job for each thread with something to send. If the hook fails, nothing
// is stored.
func ExampleMemoryConfig_also() {
	ctx := context.Background()
	full := true
	hook := func(_ conversation.View, c conversation.Change) error { // the stores of databases give the transaction as well
		for _, a := range c.Actions {
			switch a.Kind {
			case session.Enqueue:
				if full {
					return errors.New("the queue takes no more")
				}
				fmt.Println("insert into queue:", a.Key.Thread)
			case session.Forward:
				fmt.Println("insert into history:", a.Key.Event, "for the", a.To)
			}
		}
		for _, r := range c.New {
			fmt.Println("insert a job to deliver", r.To.Key())
		}
		return nil
	}
	policy := &session.Policy{Config: session.DefaultConfig()}
	policy.Mode = session.AgentOnly
	s, err := conversation.New(conversation.Config{
		Store: conversation.NewMemory(conversation.MemoryConfig{Also: hook}), Sender: silent{},
		Rules: func(context.Context, string, channel.Thread) (conversation.Rules, error) {
			return conversation.Rules{Policy: policy}, nil
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	ann := channel.Thread{Platform: "silent", Account: "shop", Contact: "ann"}
	e := channel.Event{ID: "1", Thread: ann, Origin: channel.OriginContact, Renews: true, Body: channel.Message{ID: "1", Text: "hello"}}
	if err := s.Receive(ctx, []directory.Routed{{Event: e}}); err != nil { // stored all the same: not applied yet
		log.Fatal(err)
	}
	v, err := s.Look(ctx, ann)
	fmt.Println("waiting inputs:", len(v.Inputs), err)
	full = false
	fmt.Println(s.Apply(ctx, ann)) // Run does so after a pause
	// Output:
	// waiting inputs: 1 <nil>
	// insert into queue: silent/shop/ann
	// insert into history: 1 for the queue
	// <nil>
}

// A job engine in place of Run: the hook of the store inserts a job for each thread with something
// new to send, and the job calls DeliverThread.
func ExampleService_DeliverThread() {
	ctx := context.Background()
	var jobs []channel.Thread // rows of the engine
	store := conversation.NewMemory(conversation.MemoryConfig{Also: func(_ conversation.View, c conversation.Change) error {
		for _, r := range c.New {
			jobs = append(jobs, r.To)
		}
		return nil
	}})
	policy := &session.Policy{Config: session.DefaultConfig()}
	s, err := conversation.New(conversation.Config{
		Store: store, Sender: silent{},
		Rules: func(context.Context, string, channel.Thread) (conversation.Rules, error) {
			return conversation.Rules{Policy: policy}, nil
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	ann := channel.Thread{Platform: "silent", Account: "shop", Contact: "ann"}
	e := channel.Event{ID: "1", Thread: ann, Origin: channel.OriginContact, Renews: true, Body: channel.Message{ID: "1", Text: "hello"}}
	if err := s.Receive(ctx, []directory.Routed{{Event: e}}); err != nil {
		log.Fatal(err)
	}
	if _, err := s.Say(ctx, ann, "push/1", conversation.Said{Messages: []channel.Message{{Text: "Hi!"}}}); err != nil {
		log.Fatal(err)
	}
	for _, to := range jobs { // dispatch.ErrClaimed or channel.Error.Wait: snooze the job
		fmt.Println(to.Contact, s.DeliverThread(ctx, to))
	}
	v, err := s.Look(ctx, ann)
	fmt.Println("receipts left:", len(v.Receipts), err)
	// Output:
	// ann <nil>
	// receipts left: 0 <nil>
}
