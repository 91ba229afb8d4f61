package conversation_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

// flaky is a platform that refuses messages while it is broken.
type flaky struct{ broken bool }

func (*flaky) Limits(channel.Thread) channel.Limits {
	return channel.Limits{Text: channel.Length{Max: 1000}}
}

func (f *flaky) Send(_ context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	if f.broken {
		return channel.Sent{}, &channel.Error{Op: channel.OpSend, Platform: to.Platform, Kind: channel.ErrRejected, Err: errors.New("no such sticker")}
	}
	fmt.Println(to.Contact, "reads:", m.Text)
	return channel.Sent{IDs: []string{"m1"}}, nil
}

// An agent's page: what may be offered, what a click led to, a message that failed and is sent
// again.
func ExampleService_Again() {
	ctx := context.Background()
	platform := new(flaky)
	policy := &session.Policy{Config: session.DefaultConfig()}
	policy.Mode = session.AgentOnly
	s, err := conversation.New(conversation.Config{
		Store: conversation.NewMemory(conversation.MemoryConfig{}), Sender: platform,
		Rules: func(context.Context, string, channel.Thread) (conversation.Rules, error) {
			return conversation.Rules{Policy: policy}, nil
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	ann := channel.Thread{Platform: "flaky", Account: "shop", Contact: "ann"}
	hello := channel.Event{ID: "1", Thread: ann, Origin: channel.OriginContact, Renews: true, Body: channel.Message{ID: "1", Text: "hello"}}
	if err := s.Receive(ctx, []directory.Routed{{Event: hello}}); err != nil {
		log.Fatal(err)
	}
	say := func(id string) conversation.Result {
		r, err := s.Say(ctx, ann, id, conversation.Said{Agent: "eve", Messages: []channel.Message{{Text: "Good morning."}}})
		if err != nil {
			log.Fatal(err)
		}
		return r
	}

	close := session.Event{Kind: session.CloseRequested, Agent: "eve", By: session.Agent}
	may, _, err := s.Try(ctx, ann, close)
	fmt.Println("eve may close:", may, err)
	fmt.Println("eve speaks before she is in charge:", say("form/1").Refused)

	take := session.Event{Kind: session.TransferRequested, ID: "click/1", Agent: "eve", To: session.Agent, Target: "eve", Force: true}
	r, err := s.Do(ctx, ann, take)
	fmt.Println("eve takes the conversation:", r.Done(), err)
	may, _, err = s.Try(ctx, ann, close)
	fmt.Println("eve may close:", may, err)

	platform.broken = true
	key := say("form/2").Delivered[0].Key
	_ = s.DeliverThread(ctx, ann) // Run does so
	v, err := s.Look(ctx, ann)
	fmt.Println("it failed, so the turn is with the", v.Row.State.Owes, err)

	platform.broken = false
	again, err := s.Again(ctx, ann, "click/2", "eve", key)
	fmt.Println("again:", again.Delivered[0].Status() == dispatch.Unsent, err)
	fmt.Println(s.DeliverThread(ctx, ann))
	// Output:
	// eve may close: false <nil>
	// eve speaks before she is in charge: not-in-charge
	// eve takes the conversation: true <nil>
	// eve may close: true <nil>
	// it failed, so the turn is with the agent <nil>
	// again: true <nil>
	// ann reads: Good morning.
	// <nil>
}
