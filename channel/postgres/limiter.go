package postgres

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel/pace"
)

// A Limiter is a [pace.Limiter] that all nodes of a host share. Each call is one statement. The
// database's clock decides when a permit is free. The permits lie in unlogged tables: after a crash
// of the database they are gone. Calls are then not held back until new permits are taken, and for
// about a minute the platforms may refuse some.
//
// Its methods may be called concurrently.
type Limiter struct {
	db DB

	mu     sync.Mutex
	grants map[uint64]held
}

// held is a grant that this node has in use.
type held struct {
	limits []pace.Limit
	until  time.Time
}

// NewLimiter makes a limiter. Its db must not be a transaction, which would keep all other nodes
// waiting until its end.
func NewLimiter(db DB) *Limiter { return &Limiter{db: db, grants: make(map[uint64]held)} }

// Acquire takes the permits of all limits or of none.
func (l *Limiter) Acquire(ctx context.Context, limits []pace.Limit, hold time.Duration) (pace.Grant, error) {
	n := len(limits)
	buckets, ns, pers := make([]string, n), make([]int32, n), make([]int64, n)
	costs, gaps, bursts := make([]int32, n), make([]int64, n), make([]int32, n)
	longest := time.Duration(0)
	for i, limit := range limits {
		cost := min(max(1, limit.Cost), max(1, limit.N))
		buckets[i], ns[i], costs[i] = string(limit.Bucket), int32(limit.N), int32(cost)
		if limit.N > 0 {
			pers[i], longest = micros(limit.Per), max(longest, limit.Per)
		}
		if perSecond, burst, ok := limit.Spacing(); ok {
			gaps[i] = micros(time.Duration(float64(cost) / perSecond * float64(time.Second)))
			bursts[i] = int32(burst)
		}
	}
	var id, wait int64
	var bucket string
	err := l.db.QueryRow(ctx, `SELECT grant_id, wait, coalesce(bucket, '') FROM contactkit_acquire($1, $2, $3, $4, $5, $6, $7)`,
		buckets, ns, pers, costs, gaps, bursts, micros(hold)).Scan(&id, &wait, &bucket)
	if err != nil {
		return pace.Grant{}, fmt.Errorf("postgres: limits: %w", err)
	}
	if wait > 0 {
		return pace.Grant{Wait: time.Duration(wait) * time.Microsecond, Bucket: pace.Bucket(bucket)}, nil
	}
	l.keep(uint64(id), held{limits, time.Now().Add(hold + longest)})
	return pace.Grant{ID: uint64(id)}, nil
}

// keep remembers a grant, and forgets those that were never given back.
func (l *Limiter) keep(id uint64, h held) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.grants[id] = h
	if len(l.grants)%1024 != 0 {
		return
	}
	now := time.Now()
	for id, h := range l.grants {
		if now.After(h.until) {
			delete(l.grants, id)
		}
	}
}

// Return gives a grant back. Only the node that took it can.
func (l *Limiter) Return(ctx context.Context, grant uint64, r pace.Return) error {
	l.mu.Lock()
	h, ok := l.grants[grant]
	delete(l.grants, grant)
	l.mu.Unlock()
	if !ok {
		return nil
	}
	pers, afters := []int64{}, []int64{}
	seen := make(map[int64]bool)
	for _, limit := range h.limits {
		per := int64(0)
		if limit.N > 0 {
			per = micros(limit.Per)
		}
		if !seen[per] {
			seen[per] = true
			pers, afters = append(pers, per), append(afters, micros(r.After(limit.Per)))
		}
	}
	buckets, remains, resets := []string{}, []int32{}, []int64{}
	for _, c := range r.Caps {
		if c.Reset > 0 {
			buckets, remains, resets = append(buckets, string(c.Bucket)), append(remains, int32(c.Remaining)), append(resets, micros(c.Reset))
		}
	}
	_, err := l.db.Exec(ctx, `SELECT contactkit_return($1, $2, $3, $4, $5, $6)`, int64(grant), pers, afters, buckets, remains, resets)
	if err != nil {
		return fmt.Errorf("postgres: limits: %w", err)
	}
	return nil
}

// Pause closes a bucket for a time, on all nodes.
func (l *Limiter) Pause(ctx context.Context, bucket pace.Bucket, d time.Duration) error {
	_, err := l.db.Exec(ctx, `INSERT INTO contactkit_bucket AS b (bucket, paused) VALUES ($1, contactkit_clock() + contactkit_us($2))
		ON CONFLICT (bucket) DO UPDATE SET paused = greatest(b.paused, excluded.paused)`, string(bucket), micros(d))
	if err != nil {
		return fmt.Errorf("postgres: limits: %w", err)
	}
	return nil
}

// Prune removes what no call needs any more: permits that are free again, and buckets and limits
// without permits. Call it now and then, for instance each hour on one node.
func (l *Limiter) Prune(ctx context.Context) error {
	for _, statement := range []string{
		`DELETE FROM contactkit_permit WHERE back <= contactkit_now()`,
		`DELETE FROM contactkit_bucket WHERE paused <= contactkit_now() AND until <= contactkit_now()`,
		`DELETE FROM contactkit_limit l WHERE next <= contactkit_now() - contactkit_us(per)
			AND NOT EXISTS (SELECT FROM contactkit_permit p WHERE p.bucket = l.bucket AND p.per = l.per)`,
	} {
		if _, err := l.db.Exec(ctx, statement); err != nil {
			return fmt.Errorf("postgres: limits: %w", err)
		}
	}
	return nil
}

var _ pace.Limiter = (*Limiter)(nil)
