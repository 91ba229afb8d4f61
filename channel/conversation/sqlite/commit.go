package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"
	"time"
)

// Write runs a host's own statements in a transaction that is alone with the database. It shares
// its commit with those of the store that wait, so a host that changes its tables with Write never
// waits for SQLite's lock. If do fails, what it did is rolled back, and Write returns its error. do
// must be quick, must not call the Store, and must not keep, commit or roll back the transaction.
// See decision 215.
func (s *Store) Write(ctx context.Context, do func(context.Context, *sql.Tx) error) error {
	return s.write(ctx, func(ctx context.Context, t *tx) error { return do(ctx, t.Tx) })
}

// write runs do in a transaction, and commits unless do fails. The transaction holds the database's
// write lock from its first statement, so what it reads stays true until it commits, however the
// connections of db begin theirs. The context that do gets does not end: SQLite may roll back a
// whole transaction of which one statement is broken off.
func (s *Store) write(ctx context.Context, do func(context.Context, *tx) error) error {
	return s.group.run(ctx, do, s.commit)
}

// commit runs jobs in one transaction, each in a savepoint of its own, and sets their errors.
func (s *Store) commit(batch []*job) {
	ctx, began := context.WithoutCancel(batch[0].ctx), time.Now()
	fail := func(err error) {
		for _, j := range batch {
			if j.err == nil {
				j.err = err
			}
		}
	}
	conn, t, err := s.begin(ctx)
	if err != nil {
		fail(err)
		return
	}
	defer conn.Close() // nothing, after the commit
	defer t.Rollback()
	all := &tx{t, &s.statements, time.Time{}}
	run := func(statement string) bool {
		if _, err := all.ExecContext(ctx, statement); err != nil {
			fail(fmt.Errorf("sqlite: %w", err))
			return false
		}
		return true
	}
	for _, j := range batch {
		if j.err = j.ctx.Err(); j.err != nil {
			continue
		}
		if !run(`SAVEPOINT job`) {
			return
		}
		if j.run(&tx{t, &s.statements, s.stamp()}); (j.err != nil || j.panicked != nil) && !run(`ROLLBACK TO job`) {
			return
		}
		if !run(`RELEASE job`) {
			return
		}
	}
	if err := t.Commit(); err != nil {
		fail(fmt.Errorf("sqlite: commit: %w", err))
		return
	}
	_ = conn.Close() // what follows may need the only connection
	s.statements.prepare(ctx, s.db)
	if s.o.Committed != nil {
		s.o.Committed(len(batch), time.Since(began))
	}
}

// begin begins a transaction that may write, and closes each connection of the pool that cannot.
// SQLite opens a file for reading alone while it cannot be written, as on a disk that is read-only
// for a while, and such a connection would refuse every write afterwards. See decision 436.
func (s *Store) begin(ctx context.Context) (*sql.Conn, *sql.Tx, error) {
	for others := s.db.Stats().Idle; ; others-- {
		conn, err := s.db.Conn(ctx)
		if err != nil {
			return nil, nil, fmt.Errorf("sqlite: connect: %w", err)
		}
		t, err := conn.BeginTx(ctx, nil)
		if err == nil {
			if _, err = t.ExecContext(ctx, `UPDATE conversation_schema SET version = version WHERE 0`); err == nil {
				return conn, t, nil
			}
			_ = t.Rollback()
		}
		_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // which closes it
		_ = conn.Close()
		if others <= 0 || !strings.Contains(err.Error(), "readonly") { // the words are SQLite's own
			return nil, nil, fmt.Errorf("sqlite: begin: %w", err)
		}
	}
}

// run calls the job's function, and keeps its error or panic.
func (j *job) run(t *tx) {
	defer func() { j.panicked = recover() }()
	j.err = j.do(context.WithoutCancel(j.ctx), t)
}

// writeDue is write for what may make a thread due: Wait returns.
func (s *Store) writeDue(ctx context.Context, do func(context.Context, *tx) error) error {
	err := s.write(ctx, do)
	if err == nil {
		select {
		case s.stored <- struct{}{}:
		default:
		}
	}
	return err
}
