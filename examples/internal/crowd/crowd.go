// Package crowd lets customers of the pretended platforms write to a host on PostgreSQL, and counts
// what became of each message. The host's robot is [Echo].
package crowd

import (
	"context"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// A Crowd is a number of customers.
type Crowd struct {
	World    *world.World
	Contacts int  // customers of all platforms together
	Each     int  // messages of each customer
	Before   Cost // of the database, when the customers began to write: AddRecords sets it
}

// Customers returns how many of the customers are on a platform. A bot of Telegram may send 30
// messages a second, and an account of X 1,000 a day, so they have fewer of them.
func (c Crowd) Customers(platform string) int {
	few := max(c.Contacts/6, 1)
	onX := max(min(few, 900/c.Each), 1)
	switch platform {
	case telegram.Platform:
		return few
	case twitter.Platform:
		return onX
	default:
		return c.Contacts - few - onX
	}
}

// Write lets all customers write, one round after the other, and does the faults between rounds,
// while the host is at work and behind. Every tenth webhook call is made twice, and every twentieth
// one overtakes another.
func (c Crowd) Write(ctx context.Context, faults ...func(context.Context) error) error {
	said, done := 0, 0
	for i := range c.Each {
		for _, one := range c.World.Platforms {
			for n := range c.Customers(one.Name) {
				if said++; said%10 == 0 {
					one.Redeliver()
				}
				if said%20 == 0 {
					one.Reorder()
				}
				one.Server.Say(one.Customer(n), fmt.Sprint(i))
			}
		}
		for ; done < (i+1)*len(faults)/c.Each; done++ {
			for c.answers() < said/2 {
				if err := pause(ctx); err != nil {
					return fmt.Errorf("no answers come: %w", err)
				}
			}
			if err := faults[done](ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// answers counts what customers have read.
func (c Crowd) answers() (n int) {
	for _, p := range c.World.Platforms {
		n += len(p.Received())
	}
	return n
}

func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(50 * time.Millisecond):
		return nil
	}
}

// reply is how each answer of [Echo] begins.
const reply = "re "

// Echo is a robot that says what it was told.
func Echo(_ context.Context, c conversation.Call) (said conversation.Said, _ error) {
	if c.Event != nil { // otherwise it begins, and waits
		m, _ := c.Event.Body.(channel.Message)
		said.Messages = []channel.Message{{Text: reply + m.Text}}
	}
	return said, nil
}
