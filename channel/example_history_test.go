package channel_test

import (
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/session"
)

// How does the backlog of an outage reach a session? Oldest first, before the first tick: the
// platform tells the newest first, and a message that asks for an agent would come before the
// greeting. Config.Since is the end of the outage, so that no deadline counts the time in which the
// host was deaf.
func ExampleInOrder() {
	down, up := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	backlog := told( // in a host: channel.History(ctx, ch, account, down)
		channel.Event{ID: "2", Time: down.Add(20 * time.Minute), Origin: channel.OriginContact, Body: channel.Message{Text: "An agent, please"}},
		channel.Event{ID: "1", Time: down.Add(10 * time.Minute), Origin: channel.OriginContact, Body: channel.Message{Text: "Hello"}},
	)
	events, err := channel.InOrder(backlog, down)
	if err != nil {
		fmt.Println(err) // store nothing, walk again
		return
	}
	policy := session.Policy{Config: session.DefaultConfig()}
	policy.Since = up
	state := session.State{ID: "the thread"}
	for _, ev := range events {
		text := ev.Body.(channel.Message).Text
		var actions []session.Action
		state, actions = policy.Step(state, session.Event{Kind: session.ContactMessage, ID: ev.ID, Time: ev.Time, Keyword: text == "An agent, please"}, up)
		for _, a := range actions {
			fmt.Println(ev.ID, a.Kind)
		}
	}
	// Output:
	// 1 start-robot
	// 1 forward
	// 2 stop-robot
	// 2 enqueue
	// 2 notify
	// 2 forward
}

// told yields events in the given order; an ID of "!" is an error.
func told(events ...channel.Event) iter.Seq2[channel.Event, error] {
	return func(yield func(channel.Event, error) bool) {
		for _, ev := range events {
			var err error
			if ev.ID == "!" {
				ev, err = channel.Event{}, errors.New("broke off")
			}
			if !yield(ev, err) {
				return
			}
		}
	}
}
