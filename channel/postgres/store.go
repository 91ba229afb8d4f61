package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
)

// StoreConfig is the configuration of a Store. The zero value is good.
type StoreConfig struct {
	// Also stores the host's own rows of a change (its queue, offers, history, jobs) in the same
	// transaction, from the View that was and the Change that is made of it. It is called before
	// the commit of each Update that stores something. An error takes the whole Update back, with
	// its inputs. Also must not keep, commit or roll back the transaction, must be quick, and may
	// be called again if the database breaks the transaction off. Also must not call the Store,
	// which would wait for the lock of the thread. It may be called concurrently, for different
	// threads. If nil, nothing else is stored.
	Also func(context.Context, pgx.Tx, conversation.View, conversation.Change) error
}

// A Store is a [conversation.Store] that all nodes of a host share, and with it the [Outbox] of
// their messages: the same tables serve both. Its methods may be called concurrently, by any number
// of processes.
//
// A thread is locked with an advisory lock of the transaction, so a pooler in transaction mode is
// no obstacle, and receipts, inputs and the row of the thread are locked as rows.
//
// A Store is a host.Store of channel/conversation/host: see the example of a host.
type Store struct {
	*Outbox
	pool *pgxpool.Pool
	cfg  StoreConfig

	listening sync.Mutex
	listener  *pgx.Conn    // listens for contactkit_due; nil: not yet
	telling   atomic.Int32 // 1: a NOTIFY is under way, 2: another one is needed behind it
}

// NewStore makes a store over the tables that [Migrate] makes.
func NewStore(pool *pgxpool.Pool, cfg StoreConfig) *Store {
	return &Store{Outbox: NewOutbox(pool, OutboxConfig{Tell: true}), pool: pool, cfg: cfg}
}

var (
	_ conversation.Store    = (*Store)(nil)
	_ conversation.Waiter   = (*Store)(nil)
	_ conversation.Excluder = (*Store)(nil)
)

// attempts is how often a transaction is run that the database breaks off for a deadlock or a
// conflict: once, and three times more.
const attempts = 4

// write runs do in a transaction of its own, again if the database breaks it off.
func (s *Store) write(ctx context.Context, do func(pgx.Tx) error) (err error) {
	for range attempts {
		err = pgx.BeginFunc(ctx, s.pool, do)
		if e, ok := errors.AsType[*pgconn.PgError](err); !ok || e.Code != "40P01" && e.Code != "40001" {
			break
		}
	}
	if own, ok := errors.AsType[*pgconn.PgError](err); ok {
		return fmt.Errorf("postgres: store: %w", own)
	}
	return err
}

// writeDue is write for what may make a thread due: Wait returns, on all nodes.
func (s *Store) writeDue(ctx context.Context, do func(pgx.Tx) error) error {
	err := s.write(ctx, do)
	if err == nil {
		s.tell()
	}
	return err
}

// lock locks threads by their keys until the transaction ends. The keys are sorted, so that two
// transactions do not wait for each other.
func lock(ctx context.Context, tx pgx.Tx, keys ...string) error {
	for _, key := range keys {
		// A thread may have no row yet, so its name is locked: see decision 296.
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1, hashtext($2))`, threadLock, key); err != nil {
			return err
		}
	}
	return nil
}

// threadLock is the class of the advisory locks of threads. Two threads may have one lock, which
// makes them wait for each other and does no harm.
const threadLock = int32(0x636b7468) // "ckth"

// planLock is the class of the advisory lock that each Update shares, and that Wake has alone: see
// decision 387.
const planLock = int32(0x636b706c) // "ckpl"

// account is the part of a thread's key that its account's threads have in common.
func account(t channel.Thread) string {
	return channel.Thread{Platform: t.Platform, Account: t.Account}.Key()
}
