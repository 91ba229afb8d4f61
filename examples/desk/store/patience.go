package store

import (
	"context"
	"time"
)

// patience is the default of Store.Patience.
const patience = 10 * time.Second

// Patience sets how long a transaction on PostgreSQL may take that has no deadline of its own, all
// its attempts included. Defaults to ten seconds: a webhook is answered with 503 while the database
// hangs, and is delivered again. d must be positive. A store of a file has no such bound.
// Patience may be called concurrently.
func (s *Store) Patience(d time.Duration) {
	if in, ok := s.in.(*server); ok {
		in.patience.Store(int64(d))
	}
}

func (d *server) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, time.Duration(d.patience.Load()))
}
