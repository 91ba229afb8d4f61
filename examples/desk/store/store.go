// Package store keeps a desk in one SQLite file: inbox, conversations, outbox, people and channels.
//
// Everything that changes goes through Do: one goroutine writes, and what waits for it is committed together, so that a
// thousand webhooks a second share a few dozen writes to the disk, and none is answered before it is on it.
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

// Open opens, or makes, the file desk.db in a folder, and the folder itself.
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(filepath.Join(dir, "media"), 0o700); err != nil {
		return nil, err
	}
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

// ours makes a file that its owner alone may read, or takes what others may from one that is there: credentials stand in it. What SQLite
// writes beside it later gets the same mode.
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
	return s.db.Close()
}

// Do runs f in a transaction and returns when it is committed. An error of f takes back what f did, and nothing else. f
// must not block: everybody waits for it.
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

// commit runs a batch in one transaction, each job in a savepoint of its own, and answers them when it is on the disk.
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

// A Tx is a transaction. It is used by one goroutine, and not after the function that it was given to.
type Tx struct {
	ctx   context.Context
	q     querier
	after []func()
}

// After runs f once the transaction is committed, before Do returns, in the order of the commits. f must not block.
func (t *Tx) After(f func()) { t.after = append(t.after, f) }

// querier is what both kinds of transaction can do.
type querier interface {
	exec(ctx context.Context, query string, args ...any) (sql.Result, error)
	query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

type plain struct{ tx *sql.Tx }

func (p plain) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return p.tx.ExecContext(ctx, query, args...)
}

func (p plain) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return p.tx.QueryContext(ctx, query, args...)
}

// prepared keeps every statement of the writer ready.
type prepared struct {
	conn       *sql.Conn
	statements map[string]*sql.Stmt
}

func (p *prepared) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := p.statements[query]; ok {
		return s, nil
	}
	s, err := p.conn.PrepareContext(ctx, query)
	if err == nil {
		p.statements[query] = s
	}
	return s, err
}

func (p *prepared) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

func (p *prepared) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

func (p *prepared) close() {
	for _, s := range p.statements {
		_ = s.Close()
	}
}

// exec changes rows and tells how many.
func (t *Tx) exec(query string, args ...any) (int64, error) {
	res, err := t.q.exec(t.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// insert returns the row's number, 0 if the row was there already.
func (t *Tx) insert(query string, args ...any) (int64, error) {
	res, err := t.q.exec(t.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	if n, err := res.RowsAffected(); n == 0 || err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// all reads rows, one value each.
func all[T any](t *Tx, scan func(row func(...any) error) (T, error), query string, args ...any) ([]T, error) {
	rows, err := t.q.query(t.ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []T
	for rows.Next() {
		v, err := scan(rows.Scan)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, rows.Err()
}

// one reads the first row; ErrNotFound if there is none.
func one[T any](t *Tx, scan func(row func(...any) error) (T, error), query string, args ...any) (T, error) {
	list, err := all(t, scan, query, args...)
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		var none T
		return none, err
	}
	return list[0], nil
}

// value scans one column.
func value[T any](row func(...any) error) (v T, err error) {
	err = row(&v)
	return v, err
}

// micros is how times stand in the file; the zero Time is 0.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func fromMicros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}
