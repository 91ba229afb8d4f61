package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel/conversation"
)

// Options say how a Store works. Everything has a default.
type Options struct {
	// Also stores the host's own rows of a change (its queue, offers, history, jobs) in the same
	// transaction, from the View that was and the Change that is made of it. It is called before
	// the commit of each Update that stores something. An error takes the whole Update back, with
	// its inputs. Also must not call the Store, must not keep, commit or roll back the transaction,
	// which other callers share, and must be quick. Its context does not end. If nil, nothing else
	// is stored.
	Also func(context.Context, *sql.Tx, conversation.View, conversation.Change) error
	// Now is the store's clock. Defaults to time.Now. Several processes on one file must have the
	// same time.
	Now func() time.Time
	// Alone says that no other process works on the database. Then the claims that a former process
	// left, of threads and of questions, end at once when the store is made, and not with their
	// leases. The host must see to it, for example with a lock on the file's folder.
	Alone bool
	// Committed is called after each commit with the number of transactions that shared it and the
	// time that it took, for figures. It must be quick. If nil, nothing is called.
	Committed func(transactions int, took time.Duration)
}

// A Store is a conversation.Store in an SQLite database, and with it a dispatch.OutboxStore. Its
// methods may be called concurrently, and by several processes of one machine.
type Store struct {
	db     *sql.DB
	o      Options
	group  group
	stored chan struct{} // filled after a commit
	owned  bool          // Close closes db

	statements statements
}

// New makes a store in a database, and brings its tables up to date: see [Migrations]. The names of
// all tables begin with conversation_, so they can share a database with the host's own. The store
// does not close db.
//
// Each connection of db must wait for a lock and write through to the disk: pragmas busy_timeout,
// journal_mode(wal) and synchronous(full), which the data source name sets. With
// modernc.org/sqlite:
//
//	db, err := sql.Open("sqlite", "file:host.db?_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)")
func New(ctx context.Context, db *sql.DB, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Store{db: db, o: o, stored: make(chan struct{}, 1)}
	if err := s.migrate(ctx, Migrations()); err != nil {
		return nil, fmt.Errorf("sqlite: schema: %w", err)
	}
	if !o.Alone {
		return s, nil
	}
	return s, s.write(ctx, func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, `UPDATE conversation_line SET worker = '', until = 0`)
		if err == nil {
			_, err = t.exec(ctx, `UPDATE conversation_call SET node = '', until = 0`)
		}
		return err
	})
}

var (
	_ conversation.Store  = (*Store)(nil)
	_ conversation.Waiter = (*Store)(nil)
)
