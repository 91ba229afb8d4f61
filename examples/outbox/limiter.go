package outbox

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel/pace"
)

// Limiter is a pace.Limiter in the same database: the limits of several workers.
type Limiter struct{ s *Store }

// Limiter returns the limiter of a store.
func (s *Store) Limiter() *Limiter { return &Limiter{s} }

// Acquire takes the permits of all limits or of none.
func (l *Limiter) Acquire(ctx context.Context, limits []pace.Limit, hold time.Duration) (grant pace.Grant, err error) {
	err = l.s.do(ctx, func(tx *sql.Tx) error {
		now := l.s.now().UnixMicro()
		for _, limit := range limits {
			wait, err := waitFor(ctx, tx, limit, now)
			if err != nil {
				return err
			}
			if wait > grant.Wait {
				grant = pace.Grant{Wait: wait, Bucket: limit.Bucket}
			}
		}
		if grant.Wait > 0 {
			return nil
		}
		if err := tx.QueryRowContext(ctx, `UPDATE last_grant SET id = id + 1 RETURNING id`).Scan(&grant.ID); err != nil {
			return err
		}
		for i, limit := range limits {
			first := i == 0 || limits[i-1].Bucket != limit.Bucket
			if err := take(ctx, tx, limit, grant.ID, now, hold, first); err != nil {
				return err
			}
		}
		return nil
	})
	return grant, err
}

// waitFor returns how long a limit makes a call wait.
func waitFor(ctx context.Context, tx *sql.Tx, l pace.Limit, now int64) (time.Duration, error) {
	var paused, remaining, reset, next int64
	err := tx.QueryRowContext(ctx, `SELECT paused, remaining, reset FROM bucket WHERE bucket = ?`, l.Bucket).Scan(&paused, &remaining, &reset)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	wait := paused - now
	if remaining < 1 && now < reset {
		wait = max(wait, reset-now)
	}
	if l.N <= 0 {
		return micros(wait), nil
	}
	per := l.Per.Microseconds()
	err = tx.QueryRowContext(ctx, `SELECT next FROM spacing WHERE bucket = ? AND per = ?`, l.Bucket, per).Scan(&next)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	wait = max(wait, next-now)
	rows, err := tx.QueryContext(ctx, `SELECT cost, back, held, SUM(cost) OVER () FROM permit WHERE bucket = ? AND per = ? AND back > ? ORDER BY back`, l.Bucket, per, now)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for lack, first := 0, true; rows.Next(); first = false {
		var c, back, held, used int64
		if err := rows.Scan(&c, &back, &held, &used); err != nil {
			return 0, err
		}
		if first {
			lack = int(used) + cost(l) - l.N
		}
		if lack <= 0 {
			break
		}
		if held == 1 { // it may be given back any moment: ask again
			back = min(back, now+per/4)
		}
		wait = max(wait, back-now)
		lack -= int(c)
	}
	return micros(wait), rows.Err()
}

// take takes the permits of one limit.
func take(ctx context.Context, tx *sql.Tx, l pace.Limit, grant uint64, now int64, hold time.Duration, first bool) error {
	if first {
		if _, err := tx.ExecContext(ctx, `UPDATE bucket SET remaining = remaining - 1 WHERE bucket = ? AND reset > ?`, l.Bucket, now); err != nil {
			return err
		}
	}
	per, back := int64(0), now+hold.Microseconds()
	if l.N > 0 {
		per = l.Per.Microseconds()
		back += per
		if _, err := tx.ExecContext(ctx, `DELETE FROM permit WHERE bucket = ? AND per = ? AND back <= ?`, l.Bucket, per, now); err != nil {
			return err
		}
		if perSecond, burst, ok := l.Spacing(); ok {
			gap := int64(float64(cost(l)) / perSecond * 1e6)
			full := now - int64(burst-1)*gap // a limit that was idle has a whole burst
			if _, err := tx.ExecContext(ctx, `INSERT INTO spacing(bucket, per, next) VALUES(?, ?, ?)
				ON CONFLICT(bucket, per) DO UPDATE SET next = MAX(next, ?) + ?`, l.Bucket, per, full+gap, full, gap); err != nil {
				return err
			}
		}
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO permit(bucket, per, grant_, cost, back, held) VALUES(?, ?, ?, ?, ?, 1)`, l.Bucket, per, grant, cost(l), back)
	return err
}

// Return gives a grant back.
func (l *Limiter) Return(ctx context.Context, grant uint64, r pace.Return) error {
	return l.s.do(ctx, func(tx *sql.Tx) error {
		now := l.s.now().UnixMicro()
		pers, err := periods(ctx, tx, grant, now)
		if err != nil || len(pers) == 0 {
			return err // it is not known, or has ended
		}
		for _, per := range pers {
			back := now
			if per > 0 {
				back += r.After(micros(per)).Microseconds()
			}
			if _, err := tx.ExecContext(ctx, `UPDATE permit SET held = 0, back = ? WHERE grant_ = ? AND per = ? AND held = 1 AND back > ?`, back, grant, per, now); err != nil {
				return err
			}
		}
		for _, c := range r.Caps {
			// Calls under way may not be in what the platform counted.
			if _, err := tx.ExecContext(ctx, `INSERT INTO bucket(bucket, remaining, reset)
				SELECT ?1, ?2 - COUNT(DISTINCT grant_), ?3 FROM permit WHERE bucket = ?1 AND held = 1 AND back > ?4 AND grant_ != ?5
				ON CONFLICT(bucket) DO UPDATE SET remaining = excluded.remaining, reset = excluded.reset
				WHERE bucket.reset <= ?4 OR excluded.remaining < bucket.remaining`,
				c.Bucket, c.Remaining, now+c.Reset.Microseconds(), now, grant); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM permit WHERE per = 0 AND (back <= ? OR grant_ = ?)`, now, grant)
		return err
	})
}

// periods returns over which times the permits of a grant in use are.
func periods(ctx context.Context, tx *sql.Tx, grant uint64, now int64) (pers []int64, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT DISTINCT per FROM permit WHERE grant_ = ? AND held = 1 AND back > ?`, grant, now)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var per int64
		if err := rows.Scan(&per); err != nil {
			return nil, err
		}
		pers = append(pers, per)
	}
	return pers, rows.Err()
}

// Pause closes a bucket for a time. A pause is never shortened.
func (l *Limiter) Pause(ctx context.Context, bucket pace.Bucket, d time.Duration) error {
	_, err := l.s.db.ExecContext(ctx, `INSERT INTO bucket(bucket, paused) VALUES(?, ?) ON CONFLICT(bucket) DO UPDATE SET paused = MAX(paused, excluded.paused)`,
		bucket, l.s.now().Add(d).UnixMicro())
	return err
}

// cost is what a call takes of a limit: at least 1, at most all of it.
func cost(l pace.Limit) int { return min(max(1, l.Cost), max(1, l.N)) }

func micros(us int64) time.Duration { return time.Duration(us) * time.Microsecond }
