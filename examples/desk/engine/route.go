package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/routing"
)

// route finds agents for those who wait. The board of package routing chooses; the session decides
// whether that can be, and the rows whether the agent still has room.
func (e *Engine) route(ctx context.Context) error {
	var choices []routing.Choice
	var keys map[string]store.Waiting
	now := e.stamp()
	err := e.store.View(ctx, func(t *store.Tx) error {
		if ready, err := t.AnyReady(); err != nil || !ready {
			return err
		}
		waiting, err := t.Queue()
		if err == nil && len(waiting) > 0 {
			_, choices, keys, err = e.board(t, waiting, now)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, choice := range choices {
		w := keys[choice.Request]
		id := fmt.Sprintf("found/%s/%s/%d", choice.Agent, w.Key, now.UnixMicro())
		_, err := e.service.Do(ctx, w.Thread, session.Event{Kind: session.AgentFound, Agent: choice.Agent, ID: id})
		if err != nil && !errors.Is(err, errNoRoom) {
			return err
		}
		e.log.Debug("an agent is asked", "thread", choice.Request, "agent", choice.Agent, "error", err)
	}
	return nil
}

// Waits says of each customer who waits what is in the way of an agent.
func (e *Engine) Waits(t *store.Tx, waiting []store.Waiting) (map[channel.Thread]string, error) {
	b, _, keys, err := e.board(t, waiting, e.stamp())
	if err != nil || b == nil {
		return nil, err
	}
	says := make(map[channel.Thread]string, len(keys))
	for id, w := range keys {
		says[w.Thread] = b.Explain(id)
	}
	return says, nil
}

// board fills a board from the store's rows and lets it choose. A desk of this size needs none that
// lives on: see package routing, "Restart and fail-over".
func (e *Engine) board(t *store.Tx, waiting []store.Waiting, now time.Time) (*routing.Board, []routing.Choice, map[string]store.Waiting, error) {
	cfg := routing.Config{Point: store.Point, Answer: store.Answer}
	keys := make(map[string]store.Waiting, len(waiting))
	var requests []routing.Request
	for _, w := range waiting {
		if e.record(w.Channel).Routing.Mode == directory.Pull {
			continue // agents help themselves
		}
		r := routing.Request{
			ID: w.Thread.Key(), Queue: w.Channel + "/" + w.Queue, Since: w.Since.Time(), Priority: int(w.Priority), Front: w.Front,
			Answer: w.Answer, Prefer: w.Agent, Until: w.Until.Time(), Exclude: w.Exclude.Slice(),
		}
		if !slices.ContainsFunc(cfg.Queues, func(q routing.Queue) bool { return q.ID == r.Queue }) {
			cfg.Queues = append(cfg.Queues, e.queue(w, r.Queue))
		}
		requests = append(requests, r)
		keys[r.ID] = w
	}
	if len(requests) == 0 {
		return nil, nil, nil, nil
	}
	b, err := routing.New(cfg)
	if err == nil {
		err = e.agents(t, b, cfg.Queues[0].ID, now)
	}
	if err != nil {
		return nil, nil, nil, err
	}
	out, err := b.WaitAll(requests, now)
	return b, out, keys, err
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
