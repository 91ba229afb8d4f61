// Package store keeps a desk in one SQLite file: conversations, people and channels.
//
// Events, sessions and messages on their way are the tables of package
// channel/conversation/sqlite. The desk's own tables are in the same file, and are written in the
// same transactions: by the hook that Serve sets, or by Do. Transactions that wait for each other
// share a commit, so that a thousand webhooks a second share a few dozen writes to the disk, and
// none is answered before it is on it.
//
// Read schema.sql first: the tables, and why they are so. Then store.go. tx.go is what a
// transaction can do, and every other file the statements of one table or two.
package store

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"
	_ "modernc.org/sqlite" // driver "sqlite"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
)

//go:embed schema.sql
var schema string

// ErrNotFound: there is no such row.
var ErrNotFound = errors.New("not found")

// ErrClosed: the store is closed.
var ErrClosed = errors.New("the store is closed")

// A Store is one SQLite file. Its methods may be called concurrently.
type Store struct {
	// Conversations is the part of the file that a conversation.Service works on.
	Conversations *sqlite.Store

	dir  string
	lock *flock.Flock
	db   *sql.DB // of the writer, and of Conversations
	read *sql.DB // of View: a webhook never waits for a page's connection

	writes, reads statements

	serving atomic.Pointer[serving]
	using   sync.RWMutex // held for reading by each Do
	closed  bool

	Commits Commits
}

// serving is what Serve sets.
type serving struct {
	also func(*Tx, conversation.View, conversation.Change) error
	now  func() time.Time
}

// Serve sets the hook that writes the desk's own rows of a change of a conversation, in its
// transaction, and the clock of conversations. It comes before anything happens in them.
func (s *Store) Serve(also func(*Tx, conversation.View, conversation.Change) error, now func() time.Time) {
	s.serving.Store(&serving{also, now})
}

func (s *Store) also(ctx context.Context, tx *sql.Tx, v conversation.View, c conversation.Change) error {
	if h := s.serving.Load(); h != nil && h.also != nil {
		return h.also(&Tx{ctx: ctx, q: prepared{tx, &s.writes}}, v, c)
	}
	return nil
}

func (s *Store) committed(jobs int, took time.Duration) {
	s.Commits.note(jobs, took)
	s.writes.prepare()
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
	if err := os.MkdirAll(filepath.Join(dir, "media"), 0o700); err != nil {
		return nil, err
	}
	l, err := lock(dir)
	if err != nil {
		return nil, err
	}
	s, err := openFile(dir)
	if err != nil {
		return nil, errors.Join(err, l.Unlock())
	}
	s.lock = l
	return s, nil
}

// durable is SQLite's synchronous: what was answered with 200 survives a power cut. Tests that pull
// no plug lower it.
var durable = "full"

func openFile(dir string) (*Store, error) {
	path := filepath.Join(dir, "desk.db")
	if err := ours(path); err != nil {
		return nil, err
	}
	dsn := "file:" + path + "?_pragma=journal_mode(wal)&_pragma=synchronous(" + durable + ")&_pragma=busy_timeout(10000)&_pragma=foreign_keys(on)" +
		"&_pragma=temp_store(memory)" // what a savepoint may have to take back
	s := &Store{dir: dir}
	var err error
	if s.db, err = sql.Open("sqlite", dsn); err != nil {
		return nil, err
	}
	if s.read, err = sql.Open("sqlite", dsn); err != nil {
		return nil, errors.Join(err, s.db.Close())
	}
	for _, db := range []*sql.DB{s.db, s.read} {
		db.SetMaxIdleConns(8)
		db.SetMaxOpenConns(8)
	}
	s.writes.db, s.reads.db = s.db, s.read
	if err := s.migrate(context.Background()); err != nil {
		return nil, errors.Join(fmt.Errorf("desk.db: %w", err), s.db.Close(), s.read.Close())
	}
	return s, nil
}

// ours makes a file that its owner alone may read, or takes what others may from one that is there:
// it holds credentials. Files that SQLite adds later get the same mode.
func ours(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err == nil {
		err = f.Close()
	}
	for _, part := range []string{"", "-wal", "-shm"} {
		if changed := os.Chmod(path+part, 0o600); !errors.Is(changed, fs.ErrNotExist) {
			err = errors.Join(err, changed)
		}
	}
	return err
}

// Close lets what Do has begun be written, and closes the file. A conversation.Service on it must
// have ended.
func (s *Store) Close() error {
	s.using.Lock()
	defer s.using.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	return errors.Join(s.db.Close(), s.read.Close(), s.lock.Unlock())
}

// Probe writes as much as a webhook call does, and so reports whether the disk takes it.
func (s *Store) Probe(ctx context.Context) error {
	return s.Do(ctx, func(t *Tx) error {
		_, err := t.exec(`INSERT INTO probe(id, data) VALUES(1, randomblob(16384)) ON CONFLICT(id) DO UPDATE SET data = excluded.data`)
		return err
	})
}

// Do runs f in a transaction and returns when it is committed. An error of f takes back what f did,
// and nothing else. f must not block: everybody waits for it. It must not call Do or Conversations.
func (s *Store) Do(ctx context.Context, f func(*Tx) error) error {
	s.using.RLock()
	defer s.using.RUnlock()
	if s.closed {
		return ErrClosed
	}
	var after []func()
	err := s.Conversations.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		t := &Tx{ctx: ctx, q: prepared{tx, &s.writes}}
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

// View runs f on what is committed at one moment. It waits for no writer.
func (s *Store) View(ctx context.Context, f func(*Tx) error) error {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer s.reads.prepare()
	defer tx.Rollback()
	return f(&Tx{ctx: ctx, q: prepared{tx, &s.reads}})
}
