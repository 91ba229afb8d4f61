package sqlite_test

import (
	"context"
	"database/sql"
	"flag"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
	"github.com/contactkit/contactkit/channel/conversation/storetest"
)

// hooked is a store whose hook tests set.
type hooked struct {
	*sqlite.Store
	db   *sql.DB
	hook func(conversation.Change) error
}

func (h *hooked) also(_ context.Context, _ *sql.Tx, _ conversation.View, c conversation.Change) error {
	if h.hook == nil {
		return nil
	}
	return h.hook(c)
}

// over makes a store in a database.
func over(t testing.TB, db *sql.DB, now func() time.Time) *hooked {
	t.Helper()
	h := &hooked{db: db}
	var err error
	if h.Store, err = sqlite.New(t.Context(), db, sqlite.Options{Also: h.also, Now: now}); err != nil {
		t.Fatal(err)
	}
	return h
}

var harness = storetest.Harness{
	New: func(t testing.TB, now func() time.Time) conversation.Store { return over(t, database(t), now) },
	Reopen: func(t testing.TB, s conversation.Store, now func() time.Time) conversation.Store {
		return over(t, s.(*hooked).db, now)
	},
	Hook: func(s conversation.Store, hook func(conversation.Change) error) { s.(*hooked).hook = hook },
}

func TestStore(t *testing.T) { storetest.Run(t, harness) }

// The short form is for everyday, and with -short it is shorter still; the whole one:
//
//	go test ./channel/conversation/sqlite -run TestKill -every 1 -v
var every = flag.Int("every", 17, "TestKill kills at each so many-th point")

func TestKill(t *testing.T) {
	h := harness
	if h.Every = *every; testing.Short() {
		h.Every *= 3
	}
	storetest.Kill(t, h)
}
