package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
	_ "modernc.org/sqlite" // driver "sqlite"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
)

// file is the database of a desk with one process: one SQLite file.
type file struct {
	of            *Store
	conversations *sqlite.Store
	lock          *flock.Flock
	db            *sql.DB // of the writer, and of conversations
	read          *sql.DB // of view: a webhook never waits for a page's connection

	writes, reads statements
}

// Durable is SQLite's synchronous: what was answered with 200 survives a power cut. Tests that pull
// no plug lower it to "off", so that they do not wait for the disk.
var Durable = "full"

// openFile opens, or makes, the file desk.db in a folder.
func openFile(of *Store, dir string) (*file, error) {
	path := filepath.Join(dir, "desk.db")
	if err := ours(path); err != nil {
		return nil, err
	}
	dsn := "file:" + path + "?_pragma=journal_mode(wal)&_pragma=synchronous(" + Durable + ")&_pragma=busy_timeout(10000)&_pragma=foreign_keys(on)" +
		"&_pragma=temp_store(memory)" // what a savepoint may have to take back
	s := &file{of: of}
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
// it holds what customers write, and credentials. Files that SQLite adds later get the same mode.
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

// also calls the hook that Serve has set.
func (s *file) also(ctx context.Context, tx *sql.Tx, v conversation.View, c conversation.Change) error {
	return s.of.also(&Tx{ctx: ctx, q: prepared{tx, &s.writes}}, v, c)
}

func (s *file) committed(jobs int, took time.Duration) {
	s.of.Commits.note(jobs, took)
	s.writes.prepare()
}

// do runs f while nothing else writes. Transactions that wait for each other share a commit.
func (s *file) do(ctx context.Context, f func(*Tx) error) error {
	return s.conversations.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return f(&Tx{ctx: ctx, q: prepared{tx, &s.writes}})
	})
}

func (s *file) view(ctx context.Context, f func(*Tx) error) error {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer s.reads.prepare()
	defer tx.Rollback()
	return f(&Tx{ctx: ctx, q: prepared{tx, &s.reads}})
}

// compact writes the file anew, so that nothing deleted is left in its free pages or in its log.
func (s *file) compact(ctx context.Context) error {
	var err error
	for range 5 { // a page that is being read keeps the log
		_, err = s.db.ExecContext(ctx, `VACUUM`)
		var busy, log, moved int
		if err == nil {
			err = s.db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &log, &moved)
		}
		if err == nil && busy == 0 {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return errors.Join(err, errors.New("desk.db could not be compacted: it is in use"))
}

// scrub compacts the whole database: SQLite cannot write a single table anew.
func (s *file) scrub(ctx context.Context, _ []string) error { return s.compact(ctx) }

func (s *file) backup(ctx context.Context, path string) error {
	_, err := s.db.ExecContext(ctx, `VACUUM INTO ?`, path)
	return err
}

func (s *file) busy() string {
	return `SELECT message.key FROM message LEFT JOIN conversation_line USING(thread) LEFT JOIN conversation_receipt r ON r.key = message.key
			WHERE state = 'sending' AND (coalesce(due, 0) <= ?1 OR r.status > 0)
		UNION ALL SELECT key FROM task WHERE due <= ?1`
}

func (s *file) close() error {
	return errors.Join(s.db.Close(), s.read.Close(), s.lock.Unlock())
}

// prepared is a transaction whose statements are kept.
type prepared struct {
	tx *sql.Tx
	of *statements
}

func (p prepared) exec(ctx context.Context, query string, args ...any) (int64, error) {
	run := p.tx.ExecContext
	if st := p.of.of(query); st != nil {
		kept := p.tx.StmtContext(ctx, st)
		run = func(ctx context.Context, _ string, args ...any) (sql.Result, error) {
			return kept.ExecContext(ctx, args...)
		}
	}
	res, err := run(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (p prepared) query(ctx context.Context, query string, args ...any) (rows, error) {
	if st := p.of.of(query); st != nil {
		return p.tx.StmtContext(ctx, st).QueryContext(ctx, args...)
	}
	return p.tx.QueryContext(ctx, query, args...)
}

// shortTexts is how many of the newest messages are read for a text of one or two characters, which
// the index does not have.
const shortTexts = 20_000

func (p prepared) texts(text string) (condition string, args []any) {
	if len([]rune(text)) < 3 {
		return `seq > (SELECT max(seq) FROM message) - ? AND seq IN (SELECT seq FROM message_text WHERE text LIKE ? ESCAPE '\')`, []any{shortTexts, like(text)}
	}
	return `seq IN (SELECT rowid FROM message_fts WHERE message_fts MATCH ?)`, []any{`"` + strings.ReplaceAll(text, `"`, `""`) + `"`}
}
