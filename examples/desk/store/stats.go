package store

import (
	"slices"
	"sync/atomic"
	"time"

	"github.com/contactkit/contactkit/session"
)

// Commits count what the writer does: how many transactions it shared among how many jobs, and how long they took.
type Commits struct{ Batches, Jobs, Nanos atomic.Int64 }

func (c *Commits) note(jobs int, took time.Duration) {
	c.Batches.Add(1)
	c.Jobs.Add(int64(jobs))
	c.Nanos.Add(int64(took))
}

// A Tally is a name with its number.
type Tally struct {
	Name string
	N    int
}

func scanTally(row func(...any) error) (c Tally, err error) {
	err = row(&c.Name, &c.N)
	return c, err
}

// Phases counts the conversations by phase, in the order in which a session goes through them.
func (t *Tx) Phases() ([]Tally, error) {
	found, err := all(t, scanTally, `SELECT phase, count(*) FROM conversation GROUP BY phase`)
	if err != nil {
		return nil, err
	}
	list := make([]Tally, 0, 7)
	for _, p := range []session.Phase{session.PhaseRobot, session.PhaseQueued, session.PhaseOffered, session.PhaseAgent, session.PhaseHold, session.PhaseOffline, session.PhaseClosed} {
		c := Tally{Name: p.String()}
		if i := slices.IndexFunc(found, func(f Tally) bool { return f.Name == c.Name }); i >= 0 {
			c.N = found[i].N
		}
		list = append(list, c)
	}
	return list, nil
}

// Backlog is what waits to be done.
type Backlog struct {
	Queue  []Tally       // customers who wait for an agent, by queue
	Oldest time.Duration // how long the first of them has waited
	Outbox int           // messages on their way
	Tasks  []Tally       // by kind
}

// Backlog counts what waits.
func (t *Tx) Backlog(now time.Time) (b Backlog, err error) {
	if b.Queue, err = all(t, scanTally, `SELECT queue, count(*) FROM waiting GROUP BY queue ORDER BY queue`); err != nil {
		return b, err
	}
	since, err := one(t, value[int64], `SELECT coalesce(min(since), 0) FROM waiting`)
	if err != nil {
		return b, err
	}
	if since > 0 {
		b.Oldest = max(now.Sub(fromMicros(since)), 0)
	}
	if b.Outbox, err = one(t, value[int], `SELECT count(*) FROM outbox WHERE open = 1`); err != nil {
		return b, err
	}
	b.Tasks, err = all(t, scanTally, `SELECT kind, count(*) FROM task GROUP BY kind ORDER BY kind`)
	return b, err
}

// WaitTimes is how long customers waited for an agent since a time, and how many left before one came.
type WaitTimes struct {
	Took []time.Duration // ascending
	Left int
}

// WaitTimes follows the decisions from each customer's first Enqueue to the Assign or Close that ended it, as far as both were since a time.
// It looks at the newest 200,000 decisions at most.
func (t *Tx) WaitTimes(since time.Time) (w WaitTimes, err error) {
	type step struct {
		thread, kind string
		at           int64
	}
	var steps []step
	for _, kind := range []session.ActionKind{session.Enqueue, session.Assign, session.Close} {
		some, err := all(t, func(row func(...any) error) (s step, err error) {
			err = row(&s.thread, &s.kind, &s.at)
			return s, err
		}, `SELECT thread, kind, at FROM action WHERE kind = ? AND at >= ? ORDER BY at DESC LIMIT 66666`, kind.String(), micros(since))
		if err != nil {
			return w, err
		}
		steps = append(steps, some...)
	}
	order := map[string]int{session.Enqueue.String(): 0, session.Assign.String(): 1, session.Close.String(): 2}
	slices.SortStableFunc(steps, func(a, b step) int {
		if a.at != b.at {
			return int(min(max(a.at-b.at, -1), 1))
		}
		return order[a.kind] - order[b.kind]
	})
	began := make(map[string]int64)
	for _, s := range steps {
		from, waits := began[s.thread]
		switch {
		case s.kind == session.Enqueue.String():
			if !waits { // asked again after somebody declined: he waits since the first time
				began[s.thread] = s.at
			}
			continue
		case waits && s.kind == session.Assign.String():
			w.Took = append(w.Took, time.Duration(s.at-from)*time.Microsecond)
		case waits:
			w.Left++
		}
		delete(began, s.thread)
	}
	slices.Sort(w.Took)
	return w, nil
}

// Quantile is the wait that a part of the customers, 0 to 1, did not exceed; 0 if nobody waited.
func (w WaitTimes) Quantile(part float64) time.Duration {
	if len(w.Took) == 0 {
		return 0
	}
	return w.Took[min(int(part*float64(len(w.Took))), len(w.Took)-1)]
}

// An Hour is how many messages one platform carried, both ways, in an hour.
type Hour struct {
	Start    time.Time
	Platform string
	N        int
}

// Hourly counts the messages since a time, by hour of UTC and platform, oldest first. What only agents see does not count.
func (t *Tx) Hourly(since time.Time) ([]Hour, error) {
	return all(t, func(row func(...any) error) (h Hour, err error) {
		var n int64
		err = row(&n, &h.Platform, &h.N)
		h.Start = time.Unix(n*3600, 0).UTC()
		return h, err
	}, `SELECT at / 3600000000 AS hour, substr(thread, 1, instr(thread, '/') - 1) AS platform, count(*) FROM message
		WHERE at >= ? AND side NOT IN ('desk', 'assistant') GROUP BY hour, platform ORDER BY hour, platform`, micros(since))
}

// Failures counts the messages since a time that did not go out though nobody took them back, by kind, most first.
func (t *Tx) Failures(since time.Time) ([]Tally, error) {
	return all(t, scanTally, `SELECT why, count(*) AS n FROM outbox WHERE why != '' AND why != 'cancelled' AND at >= ? GROUP BY why ORDER BY n DESC, why`, micros(since))
}
