package postgres_test

import (
	"context"
	"errors"
	"testing"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/postgres"
)

// A node hears what another node has stored, and listens again after its connection broke.
func TestWait(t *testing.T) {
	s, db := openStore(t)
	other := postgres.NewStore(db.Connect(), postgres.StoreConfig{})
	wait := func() {
		t.Helper()
		if err := s.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	wait() // at once: it listens now
	for _, id := range []string{"e1", "e2"} {
		if err := other.Add(t.Context(), []conversation.Input{heard(id, false)}); err != nil {
			t.Fatal(err)
		}
		wait()
	}
	failed := make(chan error, 1)
	go func() { failed <- s.Wait(t.Context()) }()
	db.Deafen("contactkit_due", 1)
	if err := <-failed; err == nil {
		t.Error("a connection that broke is no error")
	}
	wait() // at once, on a new connection
	if err := other.Add(t.Context(), []conversation.Input{heard("e3", false)}); err != nil {
		t.Fatal(err)
	}
	wait()
	// The pool closes although a Wait has returned and none is under way.
	pool := db.Connect()
	third := postgres.NewStore(pool, postgres.StoreConfig{})
	if err := third.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	pool.Close()
	third.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Wait of a context that ended: %v", err)
	}
}
