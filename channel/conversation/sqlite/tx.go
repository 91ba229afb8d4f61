package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// tx is a transaction that is alone with the database.
type tx struct {
	*sql.Tx
	statements *statements
	now        time.Time // of the store, in whole microseconds
}

// stamp is the present in whole microseconds.
func (s *Store) stamp() time.Time { return s.o.Now().UTC().Truncate(time.Microsecond) }

// exec runs a statement and returns how many rows it changed.
func (t *tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := t.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, fmt.Errorf("sqlite: %w", err)
	}
	return res.RowsAffected()
}

// querier is a transaction, or the database for what is read alone.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// list reads rows, one value each.
func list[T any](ctx context.Context, q querier, scan func(row func(...any) error) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	defer rows.Close()
	var values []T
	for rows.Next() {
		v, err := scan(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("sqlite: %w", err)
		}
		values = append(values, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	return values, nil
}

// one reads the first row. If there is none, the error matches ErrNotFound.
func one[T any](ctx context.Context, q querier, scan func(row func(...any) error) (T, error), query string, args ...any) (value T, err error) {
	values, err := list(ctx, q, scan, query, args...)
	if err == nil && len(values) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return value, err
	}
	return values[0], nil
}

// text scans one column of text.
func text(row func(...any) error) (value string, err error) {
	err = row(&value)
	return value, err
}

// number scans one column of a number.
func number(row func(...any) error) (value int64, err error) {
	err = row(&value)
	return value, err
}

// decoded scans one column of JSON.
func decoded[T any](row func(...any) error) (value T, err error) {
	var data string
	if err = row(&data); err == nil {
		err = json.Unmarshal([]byte(data), &value)
	}
	return value, err
}

// encoded is a value as JSON.
func encoded(value any) (string, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("sqlite: %w", err)
	}
	return string(data), nil
}

// micros is the form of an instant in a column.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// fromMicros is the instant of a column, in UTC.
func fromMicros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// microsUp is the same, rounded up: what is due at an instant is not due before it.
func microsUp(t time.Time) int64 {
	us := micros(t)
	if us != 0 && time.UnixMicro(us).Before(t) {
		us++
	}
	return us
}
