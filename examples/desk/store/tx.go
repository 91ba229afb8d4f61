package store

import (
	"context"
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// A Tx is a transaction. It is used by one goroutine, and not after the function that it was given
// to.
type Tx struct {
	ctx    context.Context
	q      querier
	lock   func(name string) error           // nil: there is no other writer, or nothing is written
	thread func(thread channel.Thread) error // the same for the lock of a thread; nil in the hook too, which has it
	after  []func()
	reads  *Reads // counts what is read; nil: nothing is counted
	vault  *Vault // encrypts credentials; nil: they are stored as they are
}

// Lock makes other writing transactions that lock the same name wait until this one ends, on all
// nodes: for a decision on rows that may not be there yet. In a View it does nothing.
func (t *Tx) Lock(name string) error {
	if t.lock == nil {
		return nil
	}
	return t.lock(name)
}

// After runs f once the transaction of a Do is committed, before Do returns. f must not block.
func (t *Tx) After(f func()) { t.after = append(t.after, f) }

// LockPerson is Lock for what is decided on a person's offers or presence.
func (t *Tx) LockPerson(id string) error { return t.Lock("person/" + id) }

// querier is what the transactions of all databases can do.
type querier interface {
	// exec returns how many rows changed.
	exec(ctx context.Context, query string, args ...any) (int64, error)
	query(ctx context.Context, query string, args ...any) (rows, error)
	// texts is the condition that a message holds a text, with its arguments.
	texts(text string) (condition string, args []any)
}

// rows are the result of a query.
type rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
}

// exec changes rows and tells how many.
func (t *Tx) exec(query string, args ...any) (int64, error) { return t.q.exec(t.ctx, query, args...) }

// insert returns the row's number, which the statement returns, or 0 if the row was there already.
func (t *Tx) insert(query string, args ...any) (int64, error) {
	seq, err := one(t, value[int64], query, args...)
	if errors.Is(err, ErrNotFound) {
		return 0, nil
	}
	return seq, err
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
	if t.reads != nil {
		t.reads.note(len(list))
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

// micros is the form of times in the database; the zero Time is 0.
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
