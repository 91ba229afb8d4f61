package store

import (
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// WakeLine makes a conversation's outbox due now.
func (t *Tx) WakeLine(to channel.Thread, now time.Time) error {
	_, err := t.exec(`INSERT INTO line(thread, due) VALUES(?1, ?2) ON CONFLICT(thread) DO UPDATE SET count = count + 1, due = ?2`, to.Key(), micros(now))
	return err
}

// WakeLines makes every conversation due in which something is on its way, and ends the claims of a
// desk that has stopped.
func (t *Tx) WakeLines(now time.Time) error {
	if _, err := t.exec(`UPDATE line SET due = ?, worker = ''`, micros(now)); err != nil { // also where nothing is open yet
		return err
	}
	_, err := t.exec(`INSERT INTO line(thread, due) SELECT DISTINCT thread, ?1 FROM outbox WHERE open = 1 ON CONFLICT(thread) DO NOTHING`, micros(now))
	return err
}

// Claim gives a worker conversations that are due, or one by name: see dispatch.OutboxStore.
func (t *Tx) Claim(q dispatch.ClaimQuery, now time.Time) ([]dispatch.Claim, error) {
	if q.Thread != (channel.Thread{}) {
		return t.claimThread(q, now)
	}
	return all(t, func(row func(...any) error) (dispatch.Claim, error) {
		var thread string
		c := dispatch.Claim{Worker: q.Worker}
		if err := row(&thread, &c.Count); err != nil {
			return c, err
		}
		var err error
		c.Thread, err = channel.ParseThread(thread)
		return c, err
	}, `UPDATE line SET worker = ?1, until = ?2 WHERE thread IN
		(SELECT thread FROM line WHERE due <= ?3 AND (worker = '' OR until <= ?3) ORDER BY due LIMIT ?4) RETURNING thread, count`,
		q.Worker, micros(now.Add(q.Lease)), micros(now), q.Max)
}

func (t *Tx) claimThread(q dispatch.ClaimQuery, now time.Time) ([]dispatch.Claim, error) {
	var worker string
	var until int64
	c, err := one(t, func(row func(...any) error) (dispatch.Claim, error) {
		c := dispatch.Claim{Thread: q.Thread, Worker: q.Worker}
		return c, row(&worker, &until, &c.Count)
	}, `SELECT worker, until, count FROM line WHERE thread = ?`, q.Thread.Key())
	switch {
	case errors.Is(err, ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	case worker != "" && worker != q.Worker && micros(now) < until:
		return nil, dispatch.ErrClaimed
	}
	_, err = t.exec(`UPDATE line SET worker = ?, until = ? WHERE thread = ?`, q.Worker, micros(now.Add(q.Lease)), q.Thread.Key())
	return []dispatch.Claim{c}, err
}

// Yield gives a claim back.
func (t *Tx) Yield(c dispatch.Claim, wait time.Duration, now time.Time) error {
	if wait == dispatch.NothingLeft {
		if _, err := t.exec(`DELETE FROM line WHERE thread = ? AND worker = ? AND count = ?`, c.Thread.Key(), c.Worker, c.Count); err != nil {
			return err
		}
		wait = 0
	}
	_, err := t.exec(`UPDATE line SET worker = '', due = ? WHERE thread = ? AND worker = ?`, micros(now.Add(wait)), c.Thread.Key(), c.Worker)
	return err
}
