// Package store keeps a desk in one SQLite file: inbox, conversations, outbox, people and channels.
//
// Everything that changes goes through Do: one goroutine writes, and what waits for it is committed
// together, so that a thousand webhooks a second share a few dozen writes to the disk, and none is
// answered before it is on it.
//
// Read schema.sql first: the tables, and why they are so. Then store.go, the writer. tx.go is what
// a transaction can do, and every other file the statements of one table or two.
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
	"time"

	"github.com/gofrs/flock"
	_ "modernc.org/sqlite" // driver "sqlite"
)

//go:embed schema.sql
var schema string

// ErrNotFound: there is no such row.
var ErrNotFound = errors.New("not found")

// ErrClosed: the store is closed.
var ErrClosed = errors.New("the store is closed")

// A Store is one SQLite file. Its methods may be called concurrently.
type Store struct {
	dir  string
	lock *flock.Flock
	db   *sql.DB
	jobs chan *job
	quit chan struct{}
	done chan struct{}
	once sync.Once

	Commits Commits
}

type job struct {
	ctx   context.Context
	do    func(*Tx) error
	after []func()
	err   chan error
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

func openFile(dir string) (*Store, error) {
	if err := ours(filepath.Join(dir, "desk.db")); err != nil {
		return nil, err
	}
	// synchronous=full: what was answered with 200 survives a power cut.
	dsn := "file:" + filepath.Join(dir, "desk.db") +
		"?_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=busy_timeout(5000)&_pragma=foreign_keys(on)" +
		"&_pragma=temp_store(memory)" // what a savepoint may have to take back
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxIdleConns(8)
	db.SetMaxOpenConns(8) // one writes, the others read
	conn, err := db.Conn(context.Background())
	if err == nil {
		_, err = conn.ExecContext(context.Background(), schema)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("desk.db: %w", err), db.Close())
	}
	s := &Store{dir: dir, db: db, jobs: make(chan *job, 256), quit: make(chan struct{}), done: make(chan struct{})}
	go s.write(conn)
	return s, nil
}

// ours makes a file that its owner alone may read, or takes what others may from one that is there:
// credentials stand in it. What SQLite writes beside it later gets the same mode.
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

// Close lets what waits be written, and closes the file.
func (s *Store) Close() error {
	s.once.Do(func() { close(s.quit) })
	<-s.done
	return errors.Join(s.db.Close(), s.lock.Unlock())
}

// Probe writes as much as a webhook call does, and so reports whether the disk takes it.
func (s *Store) Probe(ctx context.Context) error {
	return s.Do(ctx, func(t *Tx) error {
		_, err := t.exec(`INSERT INTO probe(id, data) VALUES(1, randomblob(16384)) ON CONFLICT(id) DO UPDATE SET data = excluded.data`)
		return err
	})
}

// Do runs f in a transaction and returns when it is committed. An error of f takes back what f did,
// and nothing else. f must not block: everybody waits for it.
func (s *Store) Do(ctx context.Context, f func(*Tx) error) error {
	j := &job{ctx: ctx, do: f, err: make(chan error, 1)}
	select {
	case s.jobs <- j:
	case <-ctx.Done():
		return ctx.Err()
	case <-s.quit:
		return ErrClosed
	}
	select {
	case err := <-j.err:
		return err
	case <-s.done:
		select {
		case err := <-j.err:
			return err
		default:
			return ErrClosed
		}
	}
}

// View runs f on what is committed at one moment. It waits for no writer.
func (s *Store) View(ctx context.Context, f func(*Tx) error) error {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	return f(&Tx{ctx: ctx, q: plain{tx}})
}

// most is how many jobs share a commit.
const most = 128

// write is the one goroutine that changes the file.
func (s *Store) write(conn *sql.Conn) {
	defer close(s.done)
	defer conn.Close()
	q := &prepared{conn: conn, statements: make(map[string]*sql.Stmt)}
	defer q.close()
	batch := make([]*job, 0, most)
	for {
		batch = batch[:0]
		select {
		case j := <-s.jobs:
			batch = append(batch, j)
		case <-s.quit:
			select {
			case j := <-s.jobs:
				batch = append(batch, j)
			default:
				return
			}
		}
		for more := true; more && len(batch) < most; {
			select {
			case j := <-s.jobs:
				batch = append(batch, j)
			default:
				more = false
			}
		}
		began := time.Now()
		commit(q, batch)
		s.Commits.note(len(batch), time.Since(began))
	}
}

// commit runs a batch in one transaction, each job in a savepoint of its own, and answers them when
// it is on the disk.
func commit(q *prepared, batch []*job) {
	ctx := context.Background()
	run := func(query string) error {
		_, err := q.exec(ctx, query)
		return err
	}
	results := make([]error, len(batch))
	err := run("BEGIN IMMEDIATE")
	if err == nil {
		for i, j := range batch {
			if results[i] = j.ctx.Err(); results[i] != nil {
				continue
			}
			if err = run("SAVEPOINT job"); err != nil {
				break
			}
			tx := &Tx{ctx: ctx, q: q}
			if results[i] = j.do(tx); results[i] != nil {
				err = run("ROLLBACK TO job")
			} else {
				j.after = tx.after
			}
			if err = errors.Join(err, run("RELEASE job")); err != nil {
				break
			}
		}
	}
	if err == nil {
		err = run("COMMIT")
	}
	if err != nil {
		_ = run("ROLLBACK") // it has failed already, or there is nothing to take back
	}
	for i, j := range batch {
		if err == nil && results[i] == nil {
			for _, f := range j.after {
				f()
			}
		}
		j.err <- errors.Join(results[i], err)
	}
}
