package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// mostBack is how many offline messages one round looks at.
const mostBack = 100

// recall leads offline messages to the queue, the oldest first, if an agent has become ready since
// they were left and has room. A message that goes back to the offline list is not asked for again
// until the channel's reassignment or until another agent becomes ready.
func (e *Engine) recall(ctx context.Context) error {
	var list []store.Conversation
	err := e.store.View(ctx, func(t *store.Tx) error {
		free, err := freeAgents(t)
		if err != nil || len(free) == 0 {
			return err
		}
		waiting, err := t.Queue()
		if err != nil {
			return err
		}
		for _, w := range waiting { // those are served first
			take(free, w.Queue, time.Time{})
		}
		left, err := t.OldestIn(session.PhaseOffline, mostBack)
		for _, c := range left {
			if e.recalls(c) && take(free, c.State.Queue, c.State.From.Time()) {
				list = append(list, c)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, c := range list {
		id := fmt.Sprintf("recall/%s/%d", c.Thread.Key(), c.State.From)
		ev := session.Event{Kind: session.TransferRequested, ID: id, To: session.Queue, Queue: c.State.Queue, Force: true}
		if _, err := e.service.DoIf(ctx, c.Thread, ev); err != nil {
			return err
		}
	}
	return nil
}

// recalls reports whether the desk leads an offline message to agents before the session does. A
// message that was left in closed hours is the session's: it goes out at the opening, spread.
func (e *Engine) recalls(c store.Conversation) bool {
	r := e.record(c.Channel)
	lastAgents := r.Offline.To == directory.OfflineToLastAgent && c.State.LastAgent != ""
	return r.Routing.Mode != directory.Pull && r.Offline.To != directory.OfflineToRobot && !lastAgents && !c.State.Shut && e.serving(c)
}

// serving reports whether people work at a conversation's channel now.
func (e *Engine) serving(c store.Conversation) bool {
	p := e.policy(c)
	if p == nil || p.Hours == nil {
		return p != nil
	}
	open, _ := p.Hours.Open(e.stamp())
	return open
}

// freeAgent is an agent who is ready, and how many places are left.
type freeAgent struct {
	store.Person
	places int
}

func freeAgents(t *store.Tx) (list []*freeAgent, err error) {
	people, err := t.People()
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		if !p.Ready {
			continue
		}
		busy, err := t.Load(p.ID)
		if err != nil {
			return nil, err
		}
		if busy < p.Room {
			list = append(list, &freeAgent{p, p.Room - busy})
		}
	}
	return list, nil
}

// take takes a place of an agent who serves a queue and became ready after a time. It returns false
// if there is no such place.
func take(free []*freeAgent, queue string, after time.Time) bool {
	for _, a := range free {
		if a.places > 0 && a.Serves(queue) && a.Since.After(after) {
			a.places--
			return true
		}
	}
	return false
}
