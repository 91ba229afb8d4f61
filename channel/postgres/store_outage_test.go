package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
)

// A database that hangs ends a call with its deadline, and one that crashed loses nothing that was
// stored. The store goes on by itself.
func TestOutageOfTheDatabase(t *testing.T) {
	server, err := postgrestest.Start(t.Context())
	if errors.Is(err, postgrestest.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	pool, err := pgxpool.New(t.Context(), server.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	if err := postgres.Migrate(t.Context(), pool); err != nil {
		t.Fatal(err)
	}
	s := postgres.NewStore(pool, postgres.StoreConfig{})
	add := func(id string, within time.Duration) error {
		ctx, cancel := context.WithTimeout(t.Context(), within)
		defer cancel()
		return s.Add(ctx, []conversation.Input{heard(id, false)})
	}
	if err := add("before", time.Minute); err != nil {
		t.Fatal(err)
	}
	if err := server.Freeze(); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	err = add("frozen", 500*time.Millisecond)
	if took := time.Since(began); err == nil || took > 2*time.Minute {
		t.Errorf("a call of a database that hangs returned %v after %v, want an error with its deadline", err, took)
	}
	if err := server.Thaw(); err != nil {
		t.Fatal(err)
	}
	if err := add("thawed", time.Minute); err != nil {
		t.Errorf("the database is back: %v", err)
	}
	if err := server.Crash(); err != nil {
		t.Fatal(err)
	}
	if err := add("crashed", time.Minute); err == nil {
		t.Error("a database that is down stored something")
	}
	if err := server.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for tries := 0; ; tries++ { // connections of before are found broken one by one
		if err = add("again", time.Minute); err == nil || tries == 50 {
			break
		}
	}
	if err != nil {
		t.Errorf("the database runs again: %v", err)
	}
	ids := make(map[string]bool)
	for _, in := range look(t, s).Inputs {
		ids[in.ID] = true
	}
	if !ids["before"] || !ids["thawed"] || !ids["again"] || ids["crashed"] {
		t.Errorf("stored are %v", ids)
	}
}

// A pool without a free connection ends a call with its deadline, too.
func TestPoolWithoutAFreeConnection(t *testing.T) {
	db := postgrestest.Open(t)
	cfg, err := pgxpool.ParseConfig(db.DSN())
	if err != nil {
		t.Fatal(err)
	}
	cfg.MaxConns = 1
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	s := postgres.NewStore(pool, postgres.StoreConfig{})
	held, err := pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Add(ctx, []conversation.Input{heard("waits", false)}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("while the connection is taken: %v, want its deadline", err)
	}
	held.Release()
	if err := s.Add(t.Context(), []conversation.Input{heard("free", false)}); err != nil {
		t.Error(err)
	}
}
