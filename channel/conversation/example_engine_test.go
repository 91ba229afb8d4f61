package conversation_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

// paper is a platform that prints.
type paper struct{}

func (paper) Limits(channel.Thread) channel.Limits {
	return channel.Limits{Text: channel.Length{Max: 1000}}
}

func (paper) Send(_ context.Context, _ channel.Thread, m channel.Message) (channel.Sent, error) {
	fmt.Println("sent:", m.Text)
	return channel.Sent{IDs: []string{m.Ref}}, nil
}

// When does a job of River, Kafka or Temporal come again? It names a thread, and its worker learns
// from the error how long to wait.
func ExampleService_DeliverThread_again() {
	ctx := context.Background()
	store := conversation.NewMemory(conversation.MemoryConfig{})
	policy := &session.Policy{Config: session.DefaultConfig()}
	policy.Config.Mode = session.AgentOnly
	s, err := conversation.New(conversation.Config{
		Store: store, Sender: paper{},
		Rules: func(context.Context, string, channel.Thread) (conversation.Rules, error) {
			return conversation.Rules{Policy: policy, Text: func(session.Action, conversation.Row, time.Time) string { return "One moment, please." }}, nil
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	work := func(key string) (again time.Duration, err error) {
		to, err := channel.ParseThread(key)
		if err != nil {
			return 0, err
		}
		err = s.DeliverThread(ctx, to)
		failed, ok := errors.AsType[*channel.Error](err)
		switch {
		case errors.Is(err, dispatch.ErrClaimed): // another worker has the thread: look after its lease
			return time.Minute, nil
		case ok && failed.Wait > 0: // the platform said how long
			return failed.Wait, nil
		default: // nil: nothing is left; otherwise the engine tries again as it does after any error
			return 0, err
		}
	}
	ann := channel.Thread{Platform: "paper", Account: "shop", Contact: "ann"}
	hello := channel.Event{ID: "m1", Thread: ann, Origin: channel.OriginContact, Renews: true, Body: channel.Message{ID: "m1", Text: "hello"}}
	if err := s.Receive(ctx, []directory.Routed{{Event: hello}}); err != nil { // the hook of a real store makes the job
		log.Fatal(err)
	}
	claims, err := store.Claim(ctx, dispatch.ClaimQuery{Worker: "n2", Lease: time.Minute, Thread: ann}) // another node
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(work(ann.Key()))
	if err := store.Yield(ctx, claims[0], 0); err != nil { // is done, or dead and its lease over
		log.Fatal(err)
	}
	fmt.Println(work(ann.Key()))
	// Output:
	// 1m0s <nil>
	// sent: One moment, please.
	// 0s <nil>
}
