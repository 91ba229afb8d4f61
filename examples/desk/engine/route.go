package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/routing"
)

const (
	// routeRounds bounds how often route looks again for those who come after a conversation that
	// cannot be offered.
	routeRounds = 4
	// notOffered is how long a conversation that cannot be offered takes no agent's place.
	notOffered = time.Minute
)

// route finds agents for those who wait. The board of package routing chooses; the session decides
// whether that can be, and the rows whether the agent still has room. A conversation whose offer
// fails leaves its agent to those who come after it.
func (e *Engine) route(ctx context.Context) error {
	var failed error
	for range routeRounds {
		again, err := e.routeOnce(ctx)
		failed = errors.Join(failed, err)
		if !again || ctx.Err() != nil {
			break
		}
	}
	return failed
}

// routeOnce is a round of route. again reports whether an offer failed, so that its agent may be
// free for another conversation.
func (e *Engine) routeOnce(ctx context.Context) (again bool, err error) {
	var choices []routing.Choice
	var keys map[string]store.Waiting
	now := e.stamp()
	err = e.store.View(ctx, func(t *store.Tx) error {
		if ready, err := t.AnyReady(); err != nil || !ready {
			return err
		}
		waiting, err := t.Queue()
		waiting = slices.DeleteFunc(waiting, func(w store.Waiting) bool { return e.skipped(w, now) })
		if err == nil && len(waiting) > 0 {
			choices, keys, err = e.board(t, waiting, now)
		}
		return err
	})
	for _, choice := range choices {
		w := keys[choice.Request]
		id := fmt.Sprintf("found/%s/%s/%d", choice.Agent, w.Key, now.UnixMicro())
		_, fault := e.service.Do(ctx, w.Thread, session.Event{Kind: session.AgentFound, Agent: choice.Agent, ID: id})
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		if fault != nil && !errors.Is(fault, errNoRoom) { // such as: its channel has no usable rules
			e.skip(w, now)
			again, err = true, errors.Join(err, fault)
		}
		e.log.Debug("an agent is asked", "thread", choice.Request, "agent", choice.Agent, "error", fault)
	}
	return again, err
}

// skip leaves a conversation whose offer failed out of the next rounds.
func (e *Engine) skip(w store.Waiting, now time.Time) {
	e.skips.Range(func(key, until any) bool {
		if !now.Before(until.(time.Time)) {
			e.skips.Delete(key)
		}
		return true
	})
	e.skips.Store(w.Key, now.Add(notOffered))
}

// skipped reports whether a conversation is left out of this round.
func (e *Engine) skipped(w store.Waiting, now time.Time) bool {
	until, ok := e.skips.Load(w.Key)
	return ok && now.Before(until.(time.Time))
}

// board fills a board from the store's rows and lets it choose. A desk of this size needs none that
// lives on: see package routing, "Restart and fail-over". If an error comes with choices, one of
// the conversations could not be put on the board, and the choices are those of the others.
func (e *Engine) board(t *store.Tx, waiting []store.Waiting, now time.Time) ([]routing.Choice, map[string]store.Waiting, error) {
	cfg := routing.Config{Media: e.platforms(), Point: store.Point, Answer: store.Answer}
	keys := make(map[string]store.Waiting, len(waiting))
	var requests []routing.Request
	for _, w := range waiting {
		if e.record(w.Channel).Routing.Mode == directory.Pull {
			continue // agents help themselves
		}
		r := routing.Request{
			ID: w.Thread.Key(), Queue: w.Channel + "/" + w.Queue, Media: e.medium(w.Thread.Platform), Since: w.Since.Time(), Priority: int(w.Priority), Front: w.Front,
			Answer: w.Answer, Prefer: w.Agent, Until: w.Until.Time(), Exclude: w.Exclude.Slice(),
		}
		if !slices.ContainsFunc(cfg.Queues, func(q routing.Queue) bool { return q.ID == r.Queue }) {
			q, err := e.queue(t, w, r.Queue)
			if err != nil {
				return nil, nil, err
			}
			cfg.Queues = append(cfg.Queues, q)
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

// queue is a skill queue as a channel's customers find agents in it, by the stages of the desk. A
// queue without a name is everybody's.
func (e *Engine) queue(t *store.Tx, w store.Waiting, id string) (routing.Queue, error) {
	q := routing.Queue{ID: id, Select: e.record(w.Channel).Routing.Selection.Routing()}
	if w.Queue == "" {
		return q, nil
	}
	stages, err := t.Stages(w.Queue)
	if len(stages) == 0 || stages[0].After > 0 { // the first asks at once
		stages = append([]store.Stage{{}}, stages...)
	}
	for _, s := range stages {
		q.Stages = append(q.Stages, routing.Stage{After: s.After, Needs: []routing.Need{{Skill: w.Queue, Level: s.Level}}})
	}
	return q, err
}

// agents puts all people on a board, with the places they have: those they serve, are offered, help
// in and write up.
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
		if a.Room, err = t.Rooms(p.ID); err != nil {
			return err
		}
		b.Set(a, now)
		busy, err := t.Loads(p.ID)
		if err != nil {
			return err
		}
		for platform, n := range busy {
			for i := range n {
				r := routing.Request{ID: fmt.Sprint(p.ID, "/", platform, "/", i), Queue: queue, Media: e.medium(platform)}
				if _, err := b.Hold(r, p.ID, now); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// medium is a platform's medium on the board. If the driver of the platform is gone, its customers
// count as those of the first platform: they wait, and take places, all the same.
func (e *Engine) medium(platform string) string {
	known := e.platforms()
	if slices.Contains(known, platform) {
		return platform
	}
	return known[0]
}

// platforms are the media of the board: each may have room of its own.
func (e *Engine) platforms() []string {
	var list []string
	for _, d := range e.directory.Options().Drivers {
		list = append(list, d.Platform)
	}
	return list
}
