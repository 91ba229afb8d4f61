package store

import (
	"context"
	"database/sql"
	"time"
)

// A Tx is a transaction. It is used by one goroutine, and not after the function that it was given
// to.
type Tx struct {
	ctx   context.Context
	q     querier
	after []func()
}

// After runs f once the transaction of a Do is committed, before Do returns. f must not block.
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

// micros is the form of times in the file; the zero Time is 0.
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
