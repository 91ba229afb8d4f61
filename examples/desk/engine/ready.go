package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/metrics"
)

// Ready says whether an agent takes new conversations.
func (e *Engine) Ready(ctx context.Context, agent string, ready bool) error {
	defer poke(e.wake)
	return e.store.Do(ctx, func(t *store.Tx) error { return e.ready(t, agent, ready) })
}

// ready stores whether an agent takes conversations, and counts the time for which an agent did who
// does no more.
func (e *Engine) ready(t *store.Tx, agent string, ready bool) error {
	if err := t.LockPerson(agent); err != nil {
		return err
	}
	p, err := t.Person(agent)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	now := e.stamp()
	if err == nil && p.Ready && !ready && !p.Since.IsZero() {
		var s *metrics.Sheet
		if s, err = metrics.NewSheet(store.Levels...); err == nil {
			s.Add(metrics.Dimensions{Measure: metrics.Ready, Agent: agent}, now, now.Sub(p.Since))
			err = t.AddFigures(s, now)
		}
	}
	return errors.Join(err, t.SetReady(agent, ready, now))
}

// missedOffer counts an offer that an agent let pass. An agent who misses several in a row has left
// the screen: customers should not be offered there any longer.
func (e *Engine) missedOffer(t *store.Tx, agent string) error {
	n, err := t.Miss(agent)
	if err != nil || e.misses < 0 || n < e.misses {
		return err
	}
	return e.ready(t, agent, false)
}

// Leave takes an agent off duty: the agent's conversations go to others. Each of them is left by a
// task, so that a desk that is killed meanwhile goes on with it.
func (e *Engine) Leave(ctx context.Context, agent string) error {
	var tasks []store.Task
	err := e.store.Do(ctx, func(t *store.Tx) error {
		if err := e.ready(t, agent, false); err != nil {
			return err
		}
		threads, err := has(t, agent)
		tasks = nil // it may run again
		for _, thread := range threads {
			key := fmt.Sprintf("left/%s/%s/%s", agent, e.stamp().Format(time.RFC3339Nano), thread.Key())
			tasks = append(tasks, store.Task{Key: key, Kind: store.Leave, Thread: thread, Data: agent})
			err = errors.Join(err, t.AddTask(tasks[len(tasks)-1]))
		}
		return err
	})
	for _, task := range tasks {
		if err == nil {
			err = e.leave(ctx, task)
		}
	}
	return err
}

// leave lets the session of one conversation hear that an agent has left.
func (e *Engine) leave(ctx context.Context, task store.Task) error {
	ctx = context.WithoutCancel(ctx)
	ev := session.Event{Kind: session.AgentLeft, ID: task.Key, Agent: task.Data}
	if _, err := e.service.Do(ctx, task.Thread, ev); err != nil {
		return err
	}
	return e.store.Do(ctx, func(t *store.Tx) error {
		_, err := t.DropTask(task.Key)
		return err
	})
}

// has are the conversations that an agent serves, holds, helps in or is offered.
func has(t *store.Tx, agent string) (threads []channel.Thread, err error) {
	list, err := t.With(agent)
	if err != nil {
		return nil, err
	}
	helping, err := t.Helping(agent)
	if err != nil {
		return nil, err
	}
	offers, err := t.Offers(agent)
	if err != nil {
		return nil, err
	}
	for _, c := range append(list, helping...) {
		threads = append(threads, c.Thread)
	}
	for _, o := range offers {
		threads = append(threads, o.Thread)
	}
	return threads, nil
}

// present reports whether an agent is on duty and has room.
func (e *Engine) present(agent string) (here bool) {
	err := e.store.View(context.Background(), func(t *store.Tx) error {
		p, err := t.Person(agent)
		if errors.Is(err, store.ErrNotFound) || err != nil || !p.Ready {
			return err
		}
		busy, err := t.Load(agent)
		here = err == nil && busy < p.Room
		return err
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		e.log.Error("whether an agent is there", "agent", agent, "error", err)
	}
	return here
}
