package engine

import (
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// route finds agents for those who wait, in their order.
func (e *Engine) route(t *store.Tx, now time.Time) error {
	waiting, err := t.Queue()
	if err != nil || len(waiting) == 0 {
		return err
	}
	people, err := t.People()
	if err != nil {
		return err
	}
	free := make([]*agent, 0, len(people))
	for _, p := range people {
		busy, err := t.Load(p.ID)
		if err != nil {
			return err
		}
		if p.Ready && busy < p.Room {
			free = append(free, &agent{p, p.Room - busy})
		}
	}
	for _, w := range waiting {
		c, err := t.Conversation(w.Thread)
		if err != nil {
			return err
		}
		if e.policy(c).Routing == session.Pull {
			continue // agents help themselves
		}
		found := choose(free, w, e.record(w.Channel).Routing.Selection, now)
		if found == nil {
			continue
		}
		found.room--
		found.Idle = now
		ev := session.Event{Kind: session.AgentFound, Agent: found.ID, ID: "found/" + found.ID + "/" + w.Key.String()}
		if err := e.step(t, &c, ev, now); err != nil {
			return err
		}
	}
	return nil
}

// agent is somebody who can take conversations now.
type agent struct {
	store.Person
	room int
}

// choose picks who is to serve; nil: nobody can. Who served last is preferred where the session says so, and waited for until then.
func choose(free []*agent, w store.Waiting, how directory.Selection, now time.Time) *agent {
	able := func(a *agent) bool { return a.room > 0 && a.Serves(w.Queue) && !w.Exclude.Has(a.ID) }
	if w.Agent != "" {
		for _, a := range free {
			if a.ID == w.Agent && a.room > 0 && !w.Exclude.Has(a.ID) {
				return a
			}
		}
	}
	if now.Before(w.Until.Time()) {
		return nil
	}
	var best *agent
	for _, a := range free {
		if able(a) && (best == nil || better(a, best, how)) {
			best = a
		}
	}
	return best
}

// better compares by the tenant's selection policy, then by who has been idle for longer.
func better(a, b *agent, how directory.Selection) bool {
	switch how {
	case directory.LeastSkilled:
		if len(a.Queues) != len(b.Queues) {
			return len(a.Queues) < len(b.Queues)
		}
	case directory.MostSkilled:
		if len(a.Queues) != len(b.Queues) {
			return len(a.Queues) > len(b.Queues)
		}
	}
	return a.Idle.Before(b.Idle)
}

// present reports whether an agent is on duty and has room.
func (e *Engine) present(t *store.Tx, id string) (bool, error) {
	if id == "" {
		return false, nil
	}
	p, err := t.Person(id)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil || !p.Ready {
		return false, err
	}
	busy, err := t.Load(id)
	return busy < p.Room, err
}

// ready says whether an agent takes conversations. One who leaves gives back what he has.
func (e *Engine) ready(t *store.Tx, id string, ready, leaves bool, now time.Time) error {
	if err := t.SetReady(id, ready, now); err != nil || !leaves {
		return err
	}
	list, err := t.With(id)
	if err != nil {
		return err
	}
	offers, err := t.Offers(id)
	if err != nil {
		return err
	}
	for _, o := range offers {
		list = append(list, o.Conversation)
	}
	for _, c := range list {
		if err := e.step(t, &c, session.Event{Kind: session.AgentLeft, ID: "left/" + now.Format(time.RFC3339Nano), Agent: id}, now); err != nil {
			return err
		}
	}
	return nil
}
