// Package store keeps a desk in a database: conversations, people and channels.
//
// A desk with one process keeps it in one SQLite file and needs nothing else. Events, sessions and
// messages on their way are the tables of package channel/conversation/sqlite there. Several nodes
// share a PostgreSQL database, with the tables of package channel/postgres. The desk's own tables
// are in the same database, and are written in the same transactions: by the hook that Serve sets,
// or by Do.
//
// Read schema.sql first: the tables, and why they are so. Then store.go. tx.go is what a
// transaction can do, sqlite.go and postgres.go are how the two databases do it, dialect.go is how
// the statements are said to PostgreSQL, and every other file holds the statements of one table or
// two.
package store

import (
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
)

//go:embed schema.sql
var schema string

// ErrNotFound: there is no such row.
var ErrNotFound = errors.New("not found")

// ErrClosed: the store is closed.
var ErrClosed = errors.New("the store is closed")

// Conversations is the part of the database that a conversation.Service works on: a *sqlite.Store,
// or the one of package channel/postgres.
type Conversations interface {
	conversation.Store
	// Row returns what is stored of a thread.
	Row(ctx context.Context, thread channel.Thread) (conversation.Row, error)
	// Skipped returns the inputs of a channel that wait for Release, oldest first.
	Skipped(ctx context.Context, channelID string, max int) ([]conversation.Input, error)
	// Backlog counts what waits to be done.
	Backlog(ctx context.Context) (sqlite.Backlog, error)
}

// database is what a Store needs of one: see file (SQLite) and server (PostgreSQL).
type database interface {
	// do runs f in a transaction, and again if the database breaks it off. It may be run again, so
	// an attempt must not see anything of the former one.
	do(ctx context.Context, f func(*Tx) error) error
	// view runs f on what is committed at one moment.
	view(ctx context.Context, f func(*Tx) error) error
	compact(ctx context.Context) error
	// scrub takes former contents of rows out of the files of tables.
	scrub(ctx context.Context, tables []string) error
	backup(ctx context.Context, path string) error
	busy() string // the query of Busy
	close() error
}

// A Store is a desk's database. Its methods may be called concurrently.
type Store struct {
	// Conversations is the part of the database that a conversation.Service works on.
	Conversations Conversations

	Media   Media   // bytes of files
	Exports Exports // files of exports

	dir   string
	in    database
	vault *Vault // see Seal

	serving atomic.Pointer[serving]
	using   sync.RWMutex // held for reading by each Do
	closed  atomic.Bool

	Commits Commits
	Reads   Reads
}

// serving is what Serve sets.
type serving struct {
	also func(*Tx, conversation.View, conversation.Change) error
	now  func() time.Time
}

// Serve sets the hook that writes the desk's own rows of a change of a conversation, in its
// transaction, and the clock of conversations. PostgreSQL has a clock of its own, which all nodes
// go by. Serve comes before anything happens in conversations.
func (s *Store) Serve(also func(*Tx, conversation.View, conversation.Change) error, now func() time.Time) {
	s.serving.Store(&serving{also, now})
}

// also calls the hook. It may be called again for the same change.
func (s *Store) also(t *Tx, v conversation.View, c conversation.Change) error {
	if h := s.serving.Load(); h != nil && h.also != nil {
		t.vault = s.vault
		return h.also(t, v, c)
	}
	return nil
}

func (s *Store) now() time.Time {
	if h := s.serving.Load(); h != nil && h.now != nil {
		return h.now()
	}
	return time.Now()
}

// Open opens, or makes, the file desk.db in a folder, and the folder itself. If another process has
// the folder open, the error matches ErrInUse.
func Open(dir string) (*Store, error) {
	if err := makeMedia(dir); err != nil {
		return nil, err
	}
	l, err := lock(dir)
	if err != nil {
		return nil, err
	}
	s := &Store{dir: dir}
	f, err := openFile(s, dir)
	if err != nil {
		return nil, errors.Join(err, l.Unlock())
	}
	f.lock = l
	s.in, s.Conversations = f, f.conversations
	s.inFolders()
	return s, nil
}

// Close lets what Do has begun be written, and closes the database. A conversation.Service on it
// must have ended.
func (s *Store) Close() error {
	s.using.Lock()
	defer s.using.Unlock()
	if s.closed.Load() {
		return nil
	}
	s.closed.Store(true)
	return s.in.close()
}

// Probe writes as much as a webhook call does, and so reports whether the disk takes it.
func (s *Store) Probe(ctx context.Context) error {
	return s.Do(ctx, func(t *Tx) error {
		data := make([]byte, 16<<10)
		_, _ = rand.Read(data) // it never fails
		_, err := t.exec(`INSERT INTO probe(id, data) VALUES(1, ?) ON CONFLICT(id) DO UPDATE SET data = excluded.data`, data)
		return err
	})
}

// Do runs f in a transaction and returns when it is committed. An error of f takes back what f did,
// and nothing else. f must not block: everybody waits for it. It must not call Do or Conversations.
// If PostgreSQL breaks the transaction off, f is run again, so it must not count on what it did
// outside of the transaction, nor add to it: After is for that.
func (s *Store) Do(ctx context.Context, f func(*Tx) error) error {
	s.using.RLock()
	defer s.using.RUnlock()
	if s.closed.Load() {
		return ErrClosed
	}
	var after []func()
	err := s.in.do(ctx, func(t *Tx) error {
		t.vault = s.vault
		err := f(t)
		after = t.after
		return err
	})
	if err != nil {
		return err
	}
	for _, f := range after {
		f()
	}
	return nil
}

// View runs f on what is committed at one moment. It waits for no writer. After Close, the error
// matches ErrClosed.
func (s *Store) View(ctx context.Context, f func(*Tx) error) error {
	err := s.in.view(ctx, func(t *Tx) error {
		t.reads, t.vault = &s.Reads, s.vault
		return f(t)
	})
	if err != nil && s.closed.Load() {
		err = errors.Join(ErrClosed, err)
	}
	return err
}

// Compact takes what was deleted out of the database's files: of SQLite's at once, so that nothing
// is left in its free pages or in its log. It takes a moment for each gigabyte, in which SQLite
// writes nothing else. PostgreSQL keeps it in its write-ahead log until that is recycled.
func (s *Store) Compact(ctx context.Context) error {
	s.using.RLock()
	defer s.using.RUnlock()
	if s.closed.Load() {
		return ErrClosed
	}
	return s.in.compact(ctx)
}

// Backup writes a copy of the file, as it is at one moment, to a new file. It holds the credentials
// too, in the clear without a key (see Seal). A desk on PostgreSQL has no file: pg_dump copies its
// database.
func (s *Store) Backup(ctx context.Context, path string) error { return s.in.backup(ctx, path) }
