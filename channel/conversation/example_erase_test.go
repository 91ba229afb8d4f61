package conversation_test

import (
	"context"
	"fmt"
	"log"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/erase"
	"github.com/contactkit/contactkit/session"
)

// group is a platform on which several people write in one thread.
type group struct{}

func (group) Limits(channel.Thread) channel.Limits {
	return channel.Limits{Text: channel.Length{Max: 1000}}
}

func (group) Send(context.Context, channel.Thread, channel.Message) (channel.Sent, error) {
	return channel.Sent{}, nil
}

// A contact wants to be forgotten: the thread with the contact goes, and what the contact said in a
// group, in which others write as well.
func ExampleService_EraseContact() {
	ctx := context.Background()
	policy := &session.Policy{Config: session.DefaultConfig()}
	store := conversation.NewMemory(conversation.MemoryConfig{})
	s, err := conversation.New(conversation.Config{
		Store: store, Sender: group{},
		Rules: func(context.Context, string, channel.Thread) (conversation.Rules, error) {
			return conversation.Rules{Policy: policy}, nil
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	family := channel.Thread{Platform: "telegram", Account: "7001", Contact: "-100"}
	for id, author := range map[string]string{"1": "ann", "2": "bob"} {
		e := channel.Event{ID: id, Thread: family, From: channel.Person{ID: author}, Origin: channel.OriginContact, Body: channel.Message{ID: id, Text: "hello"}}
		if err := store.Add(ctx, []conversation.Input{{ID: id, Thread: family, Event: &e}}); err != nil {
			log.Fatal(err)
		}
	}

	plan, err := erase.New(erase.Request{Platform: "telegram", IDs: []string{"ann"}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.EraseContact(ctx, plan)) // matches dispatch.ErrClaimed while a message is on its way
	fmt.Println(plan.Verify(func(step erase.Step) (int, error) { return store.Left(ctx, plan, step) }))
	v, err := s.Look(ctx, family)
	for _, in := range v.Inputs {
		fmt.Println("left in the group:", in.Event.From.ID, err)
	}
	// Output:
	// <nil>
	// <nil>
	// left in the group: bob <nil>
}
