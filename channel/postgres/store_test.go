package postgres_test

import (
	"context"
	"flag"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/storetest"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
)

// hooked is a store whose hook and clock tests set.
type hooked struct {
	*postgres.Store
	db   *postgrestest.Database
	hook func(conversation.Change) error
}

func (h *hooked) also(_ context.Context, _ pgx.Tx, _ conversation.View, c conversation.Change) error {
	if h.hook == nil {
		return nil
	}
	return h.hook(c)
}

// stores makes stores in one database, which is emptied for each.
func stores(t testing.TB) storetest.Harness {
	db := postgrestest.Open(t)
	over := func(now func() time.Time) conversation.Store {
		h := &hooked{db: db}
		h.Store = postgres.NewStore(db.Pool, postgres.StoreConfig{Also: h.also})
		db.Clock(now)
		return h
	}
	return storetest.Harness{
		New: func(t testing.TB, now func() time.Time) conversation.Store {
			t.Helper()
			if _, err := db.Exec(t.Context(), `TRUNCATE contactkit_input, contactkit_thread, contactkit_call, contactkit_receipt, contactkit_name, contactkit_line`); err != nil {
				t.Fatal(err)
			}
			return over(now)
		},
		Reopen: func(_ testing.TB, _ conversation.Store, now func() time.Time) conversation.Store { return over(now) },
		Hook:   func(s conversation.Store, hook func(conversation.Change) error) { s.(*hooked).hook = hook },
	}
}

func TestStore(t *testing.T) { storetest.Run(t, stores(t)) }

// The short form is for everyday; the whole one:
//
//	go test . -run TestStoreKill -every 1 -v
var every = flag.Int("every", 37, "TestStoreKill kills at each so many-th point")

func TestStoreKill(t *testing.T) {
	h := stores(t)
	h.Every = *every
	storetest.Kill(t, h)
}
