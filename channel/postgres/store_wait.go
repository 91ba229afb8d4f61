package postgres

import (
	"context"
	"fmt"
	"time"
)

// tellWithin bounds a NOTIFY.
const tellWithin = 5 * time.Second

// tell notifies all nodes that something may be due, behind the commit: within a transaction a
// NOTIFY makes all commits of the database wait for each other. One is under way at most, and what
// happens meanwhile needs one more.
func (s *Store) tell() {
	for {
		switch {
		case s.telling.CompareAndSwap(0, 1):
			go s.notify()
			return
		case s.telling.CompareAndSwap(1, 2), s.telling.Load() == 2:
			return
		}
	}
}

// notify sends the hint. If that fails it is lost, as a hint may be.
func (s *Store) notify() {
	for {
		ctx, cancel := context.WithTimeout(context.Background(), tellWithin)
		_, _ = s.pool.Exec(ctx, `NOTIFY contactkit_due`)
		cancel()
		if s.telling.CompareAndSwap(1, 0) {
			return
		}
		s.telling.Store(1)
	}
}

// Wait returns when another node or this one has stored something that may be due. It takes a
// connection out of the pool for good, to listen, and returns at once when it has got it, because
// something may have been stored before it listened. Behind a pooler in transaction mode it hears
// nothing. Call it from one goroutine; a second call waits for the first. A connection that breaks
// is an error, and the next call makes another. [Store.Close] closes the connection.
func (s *Store) Wait(ctx context.Context) error {
	s.listening.Lock()
	defer s.listening.Unlock()
	if s.listener == nil {
		conn, err := s.pool.Acquire(ctx)
		if err != nil {
			return waitError(ctx, err)
		}
		s.listener = conn.Hijack() // a pool that is being closed waits for what it has lent
		if _, err := s.listener.Exec(ctx, `LISTEN contactkit_due`); err != nil {
			s.drop()
			return waitError(ctx, err)
		}
		return nil
	}
	if _, err := s.listener.WaitForNotification(ctx); err != nil {
		s.drop()
		return waitError(ctx, err)
	}
	return nil
}

// Close closes the connection that Wait keeps, once no Wait is under way, and returns nil. The host
// closes the pool.
func (s *Store) Close() error {
	s.listening.Lock()
	defer s.listening.Unlock()
	if s.listener != nil {
		s.drop()
	}
	return nil
}

// drop closes the connection that listens.
func (s *Store) drop() {
	ctx, cancel := context.WithTimeout(context.Background(), tellWithin)
	defer cancel()
	_ = s.listener.Close(ctx) // it is given up in any case
	s.listener = nil
}

func waitError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("postgres: store: listen: %w", err)
}
