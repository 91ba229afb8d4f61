package store

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
)

// follows lets a node listen, and returns a function that waits for the next thing that it hears.
func follows(t *testing.T, s *Store) (next func() string) {
	t.Helper()
	heard := make(chan string)
	ctx, cancel := context.WithCancel(t.Context())
	hear := func(what string) {
		select {
		case heard <- what:
		case <-ctx.Done():
		}
	}
	var ended sync.WaitGroup
	ended.Go(func() {
		s.Follow(ctx, News{
			Changed: func(key string) { hear(key) },
			Record:  func() { hear("record") },
			All:     func() { hear("all") },
			Log:     func(error) { hear("lost") },
		})
	})
	t.Cleanup(func() { cancel(); ended.Wait() })
	return func() string {
		t.Helper()
		select {
		case what := <-heard:
			return what
		case <-time.After(2 * time.Minute):
			t.Fatal("nothing is heard")
			return ""
		}
	}
}

// every sets how often a node looks at everything.
func every(t *testing.T, d time.Duration) {
	before := pollNews
	pollNews = d
	t.Cleanup(func() { pollNews = before })
}

// A node whose connection broke looks at everything once it listens again, and hears as before.
func TestNewsAfterALostConnection(t *testing.T) {
	every(t, time.Hour)
	db := postgrestest.Open(t)
	a, b := node(t, db), node(t, db)
	next := follows(t, b)
	got := []string{next()}
	db.Deafen("desk_record", 1)
	got = append(got, next(), next())
	do(t, a, func(tx *Tx) error { return tx.tellRecord("bot") })
	got = append(got, next())
	a.Tell(thread("x", 1))
	got = append(got, next())
	if diff := cmp.Diff([]string{"all", "lost", "all", "record", thread("x", 1).Key()}, got); diff != "" {
		t.Errorf("heard (-want +got):\n%s", diff)
	}
}

// A node that is told nothing, as behind a pooler in transaction mode, looks at everything now and
// then.
func TestNewsWithoutNotify(t *testing.T) {
	every(t, 10*time.Millisecond)
	next := follows(t, openServer(t))
	for range 3 {
		if got := next(); got != "all" {
			t.Errorf("heard %q", got)
		}
	}
}
