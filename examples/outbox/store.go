package outbox

import (
	"context"
	"database/sql"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

//go:embed schema.sql
var schema string

// Store is a dispatch.OutboxStore in a database. Its methods may be called concurrently, and by
// several processes.
type Store struct {
	db  *sql.DB
	now func() time.Time
}

// New creates the tables that are missing. If now is nil, time.Now is used; several processes must
// have the same time, or ask the database for it.
func New(ctx context.Context, db *sql.DB, now func() time.Time) (*Store, error) {
	if now == nil {
		now = time.Now
	}
	if _, err := db.ExecContext(ctx, schema); err != nil {
		return nil, fmt.Errorf("outbox: schema: %w", err)
	}
	return &Store{db, now}, nil
}

// Put inserts receipts in the host's transaction, and makes their threads due. One whose key is
// there already is left as it is.
func (s *Store) Put(ctx context.Context, tx *sql.Tx, receipts ...dispatch.Receipt) error {
	for _, r := range receipts {
		data, err := json.Marshal(r)
		if err != nil {
			return err
		}
		thread := r.To.Key()
		res, err := tx.ExecContext(ctx, `INSERT INTO receipt(key, thread, open, receipt) VALUES(?, ?, ?, ?) ON CONFLICT(key) DO NOTHING`,
			r.Key, thread, r.Open(), string(data))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); n == 0 || err != nil {
			if err != nil {
				return err
			}
			continue
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO line(thread, due) VALUES(?, ?) ON CONFLICT(thread) DO UPDATE SET count = count + 1`,
			thread, s.now().UnixMicro()); err != nil {
			return err
		}
	}
	return nil
}

// Close marks a receipt that has ended as shown, in the host's transaction.
func (s *Store) Close(ctx context.Context, tx *sql.Tx, key string) error {
	_, err := tx.ExecContext(ctx, `UPDATE receipt SET closed = 1 WHERE key = ? AND open = 0`, key)
	return err
}

// Save stores a receipt in place of the one with its key, in the host's transaction, and makes its
// thread due: for one that a person decides to send again (Receipt.Retry).
func (s *Store) Save(ctx context.Context, tx *sql.Tx, r dispatch.Receipt) error {
	if err := save(ctx, tx, r); err != nil {
		return err
	}
	return s.wake(ctx, tx, r.To)
}

// wake makes a thread due.
func (s *Store) wake(ctx context.Context, tx *sql.Tx, to channel.Thread) error {
	now := s.now().UnixMicro()
	_, err := tx.ExecContext(ctx, `INSERT INTO line(thread, due) VALUES(?, ?) ON CONFLICT(thread) DO UPDATE SET count = count + 1, due = ?`, to.Key(), now, now)
	return err
}

// Get returns the receipt with a key. If there is none, the error matches sql.ErrNoRows.
func (s *Store) Get(ctx context.Context, key string) (dispatch.Receipt, error) {
	return scan(s.db.QueryRowContext(ctx, `SELECT receipt FROM receipt WHERE key = ?`, key))
}

// Note is the fence. Its transaction is alone with the row from its begin (_txlock=immediate): of
// two nodes that hold the same receipt, the second waits for the commit of the first, reads the
// part as begun, and is refused. In PostgreSQL, SELECT … FOR UPDATE does the same.
func (s *Store) Note(ctx context.Context, e dispatch.Entry) error {
	return s.do(ctx, func(tx *sql.Tx) error {
		r, err := scan(tx.QueryRowContext(ctx, `SELECT receipt FROM receipt WHERE key = ?`, e.Key))
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("%w: no such receipt", dispatch.ErrFenced)
		}
		if err != nil {
			return err
		}
		if e.Status == dispatch.Begun {
			if _, ok := r.Begin(e); !ok {
				return dispatch.ErrFenced
			}
		}
		return save(ctx, tx, r.Apply(e))
	})
}

// Claim takes lines that are due, or the line of one thread.
func (s *Store) Claim(ctx context.Context, q dispatch.ClaimQuery) (claims []dispatch.Claim, err error) {
	err = s.do(ctx, func(tx *sql.Tx) error {
		now := s.now().UnixMicro()
		if q.Thread != (channel.Thread{}) {
			claims, err = claimThread(ctx, tx, q, now)
			return err
		}
		rows, err := tx.QueryContext(ctx, `UPDATE line SET worker = ?, until = ? WHERE thread IN
			(SELECT thread FROM line WHERE due <= ? AND (worker = '' OR until <= ?) ORDER BY due LIMIT ?) RETURNING thread, count`,
			q.Worker, now+q.Lease.Microseconds(), now, now, q.Max)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var thread string
			c := dispatch.Claim{Worker: q.Worker}
			if err := rows.Scan(&thread, &c.Count); err != nil {
				return err
			}
			if c.Thread, err = channel.ParseThread(thread); err != nil {
				return err
			}
			claims = append(claims, c)
		}
		return rows.Err()
	})
	return claims, err
}

func claimThread(ctx context.Context, tx *sql.Tx, q dispatch.ClaimQuery, now int64) ([]dispatch.Claim, error) {
	c := dispatch.Claim{Thread: q.Thread, Worker: q.Worker}
	var worker string
	var until int64
	err := tx.QueryRowContext(ctx, `SELECT worker, until, count FROM line WHERE thread = ?`, q.Thread.Key()).Scan(&worker, &until, &c.Count)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, err
	case worker != "" && worker != q.Worker && now < until:
		return nil, dispatch.ErrClaimed
	}
	_, err = tx.ExecContext(ctx, `UPDATE line SET worker = ?, until = ? WHERE thread = ?`, q.Worker, now+q.Lease.Microseconds(), q.Thread.Key())
	return []dispatch.Claim{c}, err
}

// Open returns what is to be delivered in a claimed thread, and what has ended and was not shown.
func (s *Store) Open(ctx context.Context, c dispatch.Claim) ([]dispatch.Receipt, error) {
	return scanAll(s.db.QueryContext(ctx, `SELECT receipt FROM receipt WHERE thread = ? AND (open = 1 OR closed = 0) ORDER BY seq`, c.Thread.Key()))
}

// Yield gives a claim back.
func (s *Store) Yield(ctx context.Context, c dispatch.Claim, wait time.Duration) error {
	return s.do(ctx, func(tx *sql.Tx) error {
		thread, due := c.Thread.Key(), s.now().UnixMicro()
		if wait == dispatch.NothingLeft {
			if _, err := tx.ExecContext(ctx, `DELETE FROM line WHERE thread = ? AND worker = ? AND count = ?`, thread, c.Worker, c.Count); err != nil {
				return err
			}
		} else {
			due += wait.Microseconds()
		}
		_, err := tx.ExecContext(ctx, `UPDATE line SET worker = '', due = ? WHERE thread = ? AND worker = ?`, due, thread, c.Worker)
		return err
	})
}

// Revise changes receipts of a thread.
func (s *Store) Revise(ctx context.Context, to channel.Thread, change func([]dispatch.Receipt) []dispatch.Receipt) error {
	return s.do(ctx, func(tx *sql.Tx) error {
		receipts, err := scanAll(tx.QueryContext(ctx, `SELECT receipt FROM receipt WHERE thread = ? AND (open = 1 OR unsure = 1) ORDER BY seq`, to.Key()))
		if err != nil {
			return err
		}
		changed := change(receipts)
		for _, r := range changed {
			if err := save(ctx, tx, r); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `UPDATE receipt SET closed = 0 WHERE key = ?`, r.Key); err != nil { // its new end is told
				return err
			}
		}
		if len(changed) == 0 {
			return nil
		}
		return s.wake(ctx, tx, to)
	})
}

// do runs a transaction.
func (s *Store) do(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// save stores how far a receipt is. A receipt that is open again is not closed any more.
func save(ctx context.Context, tx *sql.Tx, r dispatch.Receipt) error {
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE receipt SET receipt = ?, open = ?, unsure = ?, closed = CASE WHEN ? THEN 0 ELSE closed END WHERE key = ?`,
		string(data), r.Open(), r.Unsettled(), r.Open(), r.Key)
	return err
}

func scan(row interface{ Scan(...any) error }) (r dispatch.Receipt, err error) {
	var data string
	if err = row.Scan(&data); err == nil {
		err = json.Unmarshal([]byte(data), &r)
	}
	return r, err
}

func scanAll(rows *sql.Rows, err error) ([]dispatch.Receipt, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []dispatch.Receipt
	for rows.Next() {
		r, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}
