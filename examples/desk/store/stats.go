package store

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/contactkit/contactkit/session"
)

// Commits count what the writer does: how many transactions it shared among how many jobs, and how
// long they took.
type Commits struct{ Batches, Jobs, Nanos atomic.Int64 }

// Reads count what views ask the database for, and how many rows it answers.
type Reads struct{ Queries, Rows atomic.Int64 }

func (r *Reads) note(rows int) {
	r.Queries.Add(1)
	r.Rows.Add(int64(rows))
}

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
	Tasks  []Tally       // by kind; questions to robots are of the kind "robot"
}

// Backlog counts what waits, and asks the store of conversations for its part.
func (s *Store) Backlog(ctx context.Context, now time.Time) (b Backlog, err error) {
	err = s.View(ctx, func(t *Tx) error {
		b, err = t.backlog(now)
		return err
	})
	if err != nil {
		return b, err
	}
	waits, err := s.Conversations.Backlog(ctx)
	b.Outbox = waits.Receipts
	if waits.Calls > 0 {
		b.Tasks = append(b.Tasks, Tally{"robot", waits.Calls})
	}
	return b, err
}

func (t *Tx) backlog(now time.Time) (b Backlog, err error) {
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
	b.Tasks, err = all(t, scanTally, `SELECT kind, count(*) FROM task GROUP BY kind ORDER BY kind`)
	return b, err
}

// An Hour is how many messages one platform carried, both ways, in an hour.
type Hour struct {
	Start    time.Time
	Platform string
	N        int
}

// Hourly counts the messages since a time, by hour of UTC and platform, oldest first. Notes that
// only agents see do not count.
func (t *Tx) Hourly(since time.Time) ([]Hour, error) {
	return all(t, func(row func(...any) error) (h Hour, err error) {
		var n int64
		err = row(&n, &h.Platform, &h.N)
		h.Start = time.Unix(n*3600, 0).UTC()
		return h, err
	}, `SELECT at / 3600000000 AS hour, substr(thread, 1, instr(thread, '/') - 1) AS platform, count(*) FROM message
		WHERE at >= ? AND side NOT IN ('desk', 'assistant') GROUP BY hour, platform ORDER BY hour, platform`, micros(since))
}

// Busy names what is under way by now: messages that are being sent, what is to be applied,
// questions to robots, and tasks. A message that waits for a later time is not.
func (s *Store) Busy(ctx context.Context, now time.Time) (busy []string, err error) {
	err = s.View(ctx, func(t *Tx) error {
		busy, err = all(t, value[string], s.in.busy(), now.UnixMicro())
		return err
	})
	if err != nil {
		return nil, err
	}
	waits, err := s.Conversations.Backlog(ctx)
	if waits.Inputs > 0 {
		busy = append(busy, fmt.Sprint(waits.Inputs, " inputs"))
	}
	if waits.Calls > 0 {
		busy = append(busy, fmt.Sprint(waits.Calls, " questions"))
	}
	return busy, err
}

// Failures counts the messages since a time that were not sent although they were not withdrawn, by
// kind, most first.
func (t *Tx) Failures(since time.Time) ([]Tally, error) {
	return all(t, scanTally, `SELECT why, count(*) AS n FROM message WHERE why != '' AND why != 'cancelled' AND at >= ? GROUP BY why ORDER BY n DESC, why`, micros(since))
}
