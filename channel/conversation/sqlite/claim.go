package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// claimDue takes lines that are due and free, longest due first.
const claimDue = `UPDATE conversation_line SET worker = ?, until = ? WHERE thread IN
	(SELECT thread FROM conversation_line WHERE due <= ? AND (worker = '' OR until <= ?) ORDER BY due, thread LIMIT ?)
	RETURNING thread, count`

// Claim takes the lines of threads that are due, or the line of one thread: see
// [dispatch.OutboxStore].
func (s *Store) Claim(ctx context.Context, q dispatch.ClaimQuery) (claims []dispatch.Claim, err error) {
	if q.Thread == (channel.Thread{}) && !s.anyDue(ctx) {
		return nil, nil
	}
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		claims = nil
		if q.Thread != (channel.Thread{}) {
			claims, err = t.claimThread(ctx, q)
			return err
		}
		now := t.now.UnixMicro()
		claims, err = list(ctx, t, func(row func(...any) error) (dispatch.Claim, error) {
			c := dispatch.Claim{Worker: q.Worker}
			var thread string
			err := row(&thread, &c.Count)
			if err == nil {
				c.Thread, err = channel.ParseThread(thread)
			}
			return c, err
		}, claimDue, q.Worker, now+q.Lease.Microseconds(), now, now, q.Max)
		return err
	})
	return claims, err
}

// anyDue reports whether a line is due, without the lock for writing: most questions find none. An
// error is left to the transaction.
func (s *Store) anyDue(ctx context.Context) bool {
	now := s.stamp().UnixMicro()
	_, err := one(ctx, reader{s}, number, `SELECT 1 FROM conversation_line WHERE due <= ? AND (worker = '' OR until <= ?) LIMIT 1`, now, now)
	return !errors.Is(err, ErrNotFound)
}

func (t *tx) claimThread(ctx context.Context, q dispatch.ClaimQuery) ([]dispatch.Claim, error) {
	now, thread := t.now.UnixMicro(), q.Thread.Key()
	c := dispatch.Claim{Thread: q.Thread, Worker: q.Worker}
	var worker string
	var until int64
	err := t.QueryRowContext(ctx, `SELECT worker, until, count FROM conversation_line WHERE thread = ?`, thread).Scan(&worker, &until, &c.Count)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("sqlite: %w", err)
	case worker != "" && worker != q.Worker && now < until:
		return nil, dispatch.ErrClaimed
	}
	_, err = t.exec(ctx, `UPDATE conversation_line SET worker = ?, until = ? WHERE thread = ?`, q.Worker, now+q.Lease.Microseconds(), thread)
	return []dispatch.Claim{c}, err
}

// Yield gives a claim back.
func (s *Store) Yield(ctx context.Context, c dispatch.Claim, wait time.Duration) error {
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		thread, due := c.Thread.Key(), t.now.UnixMicro()
		if wait == dispatch.NothingLeft {
			if _, err := t.exec(ctx, `DELETE FROM conversation_line WHERE thread = ? AND worker = ? AND count = ?`, thread, c.Worker, c.Count); err != nil {
				return err
			}
		} else {
			due += wait.Microseconds()
		}
		_, err := t.exec(ctx, `UPDATE conversation_line SET worker = '', due = ? WHERE thread = ? AND worker = ?`, due, thread, c.Worker)
		return err
	})
}

// raiseLine makes a thread's line, due now, or raises its count. With due, a line that waits is due
// now.
func (t *tx) raiseLine(ctx context.Context, to channel.Thread, due bool) error {
	now := t.now.UnixMicro()
	_, err := t.exec(ctx, `INSERT INTO conversation_line(thread, due) VALUES(?, ?)
		ON CONFLICT(thread) DO UPDATE SET count = count + 1, due = iif(?, excluded.due, due)`, to.Key(), now, due)
	return err
}
