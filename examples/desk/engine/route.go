package engine

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/routing"
)

// route finds agents for those who wait. The board of package routing chooses; the session decides
// whether that can be.
func (e *Engine) route(t *store.Tx, now time.Time) error {
	waiting, err := t.Queue()
	if err != nil || len(waiting) == 0 {
		return err
	}
	choices, keys, err := e.board(t, waiting, now)
	if err != nil {
		return err
	}
	for _, choice := range choices {
		w := keys[choice.Request]
		c, err := t.Conversation(w.Thread)
		if err != nil {
			return err
		}
		ev := session.Event{Kind: session.AgentFound, Agent: choice.Agent, ID: "found/" + choice.Agent + "/" + w.Key.String()}
		if err := e.step(t, &c, ev, now); err != nil {
			return err
		}
	}
	return nil
}

// A minute of waiting is worth a point of priority, and a conversation whose window ends in a day
// is as urgent as one that came now.
const (
	point  = time.Minute
	answer = 24 * time.Hour
)

// board fills a board from the store's rows and lets it choose. A desk of this size needs none that
// lives on: see package routing, "Restart and fail-over".
func (e *Engine) board(t *store.Tx, waiting []store.Waiting, now time.Time) ([]routing.Choice, map[string]store.Waiting, error) {
	cfg := routing.Config{Point: point, Answer: answer}
	keys := make(map[string]store.Waiting, len(waiting))
	var requests []routing.Request
	for _, w := range waiting {
		c, err := t.Conversation(w.Thread)
		if err != nil {
			return nil, nil, err
		}
		p := e.policy(c)
		if p.Routing == session.Pull {
			continue // agents help themselves
		}
		r := routing.Request{
			ID: w.Thread.Key(), Queue: w.Channel + "/" + w.Queue, Since: w.Since.Time(), Priority: int(w.Priority), Front: w.Front,
			Answer: p.AnswerUntil(c.State, session.Agent), Prefer: w.Agent, Until: w.Until.Time(), Exclude: w.Exclude.Slice(),
		}
		if !slices.ContainsFunc(cfg.Queues, func(q routing.Queue) bool { return q.ID == r.Queue }) {
			cfg.Queues = append(cfg.Queues, e.queue(w, r.Queue))
		}
		requests = append(requests, r)
		keys[r.ID] = w
	}
	if len(requests) == 0 {
		return nil, nil, nil
	}
	b, err := routing.New(cfg)
	if err == nil {
		err = e.agents(t, b, cfg.Queues[0].ID, now)
	}
	if err != nil {
		return nil, nil, err
	}
	out, err := b.WaitAll(requests, now)
	return out, keys, err
}

// queue is a skill queue as a channel's customers find agents in it. A queue without a name is
// everybody's.
func (e *Engine) queue(w store.Waiting, id string) routing.Queue {
	q := routing.Queue{ID: id, Select: e.record(w.Channel).Routing.Selection.Routing()}
	if w.Queue != "" {
		q.Stages = []routing.Stage{{Needs: []routing.Need{{Skill: w.Queue}}}}
	}
	return q
}

// agents puts all people on a board, with the places they have.
func (e *Engine) agents(t *store.Tx, b *routing.Board, queue string, now time.Time) error {
	people, err := t.People()
	if err != nil {
		return err
	}
	for _, p := range people {
		idle := max(p.Idle.UnixMicro(), 1)
		a := routing.Agent{ID: p.ID, Ready: p.Ready, All: p.Room, Skills: make(map[string]uint8), Got: idle, Back: idle}
		for _, q := range p.Queues {
			a.Skills[q] = p.Level(q)
		}
		b.Set(a, now)
		busy, err := t.Load(p.ID)
		if err != nil {
			return err
		}
		for n := range busy {
			if _, err := b.Hold(routing.Request{ID: fmt.Sprint(p.ID, "/", n), Queue: queue}, p.ID, now); err != nil {
				return err
			}
		}
	}
	return nil
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
	helping, err := t.Helping(id)
	if err != nil {
		return err
	}
	list = append(list, helping...)
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
