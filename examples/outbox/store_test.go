package outbox_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/dispatch/outboxtest"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/channel/pace/limitertest"
	"github.com/contactkit/contactkit/examples/outbox"
)

// clock is that of the stores: real time, which the suites set ahead.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time          { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *clock) advance(d time.Duration) { c.ahead.Add(int64(d)) }

// open makes a store in a database of its own.
func open(t *testing.T, c *clock) (*outbox.Store, *sql.DB) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "outbox.db")+"?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	s, err := outbox.New(t.Context(), db, c.now)
	if err != nil {
		t.Fatal(err)
	}
	return s, db
}

// host is a store with the transactions that a host would have.
type host struct {
	*outbox.Store
	db *sql.DB
}

func (h host) do(t *testing.T, f func(context.Context, *sql.Tx) error) {
	t.Helper()
	ctx := context.Background() // a test that ends must not take back what it put
	tx, err := h.db.BeginTx(ctx, nil)
	if err == nil {
		err = f(ctx, tx)
	}
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestStore(t *testing.T) {
	var c clock
	outboxtest.Run(t, outboxtest.Harness{
		New: func(t *testing.T) dispatch.OutboxStore {
			s, db := open(t, &c)
			return host{s, db}
		},
		Put: func(t *testing.T, s dispatch.OutboxStore, receipts ...dispatch.Receipt) {
			h := s.(host)
			h.do(t, func(ctx context.Context, tx *sql.Tx) error { return h.Put(ctx, tx, receipts...) })
		},
		Get: func(t *testing.T, s dispatch.OutboxStore, key string) dispatch.Receipt {
			r, err := s.(host).Get(context.Background(), key)
			if err != nil {
				t.Fatal(err)
			}
			return r
		},
		Replace: func(t *testing.T, s dispatch.OutboxStore, r dispatch.Receipt) {
			h := s.(host)
			h.do(t, func(ctx context.Context, tx *sql.Tx) error { return h.Save(ctx, tx, r) })
		},
		Done: func(t *testing.T, s dispatch.OutboxStore, key string) {
			h := s.(host)
			h.do(t, func(ctx context.Context, tx *sql.Tx) error { return h.Close(ctx, tx, key) })
		},
		Advance: c.advance,
	})
}

func TestLimiter(t *testing.T) {
	var c clock
	limitertest.Run(t, limitertest.Harness{
		New: func(t *testing.T) pace.Limiter {
			s, _ := open(t, &c)
			return s.Limiter()
		},
		Advance: c.advance,
		Slack:   20 * time.Millisecond,
	})
}
