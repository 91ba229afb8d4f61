package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/session"
)

var noon = time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)

// opening makes the store of a test: TestPostgres runs the same tests with another.
var opening = func(t testing.TB) (*Store, error) { return Open(t.TempDir()) }

func open(t testing.TB) *Store {
	t.Helper()
	s, err := opening(t)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func thread(platform string, n int) channel.Thread {
	return channel.Thread{Platform: platform, Account: "1", Contact: fmt.Sprint(n)}
}

func TestHourly(t *testing.T) {
	s := open(t)
	err := s.Do(t.Context(), func(tx *Tx) error {
		for i, m := range []Message{
			{Thread: thread("x", 1), Side: Customer, At: noon},
			{Thread: thread("x", 2), Side: Agent, At: noon.Add(59 * time.Minute)},
			{Thread: thread("x", 2), Side: Desk, At: noon},
			{Thread: thread("telegram", 1), Side: Robot, At: noon.Add(time.Hour)},
			{Thread: thread("telegram", 1), Side: Customer, At: noon.Add(-time.Hour)},
		} {
			m.Key = fmt.Sprint(i)
			if _, err := tx.AddMessage(m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []Hour
	if err := s.View(t.Context(), func(tx *Tx) (err error) { got, err = tx.Hourly(noon); return err }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Hour{{noon, "x", 2}, {noon.Add(time.Hour), "telegram", 1}}, got); diff != "" {
		t.Errorf("hours (-want +got):\n%s", diff)
	}
}

// explained lets every query be explained before it runs: one that runs often must not read a whole
// table that grows.
type explained struct {
	prepared
	t *testing.T
}

func (e explained) query(ctx context.Context, query string, args ...any) (rows, error) {
	rows, err := e.prepared.tx.QueryContext(ctx, "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			return nil, err
		}
		if strings.HasPrefix(detail, "SEARCH name USING PRIMARY KEY (thread=?)") {
			e.t.Errorf("all names of a conversation are read: %s\n%s", query, detail)
		}
		for _, table := range []string{"conversation", "message", "name", "task", "file"} {
			if strings.HasPrefix(detail, "SCAN "+table) && !strings.Contains(detail, "INDEX") {
				e.t.Errorf("%s\n%s", query, detail)
			}
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return e.prepared.query(ctx, query, args...)
}

// ignore takes a row that is not there for no error.
func ignore(err error) error {
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

func TestQueriesUseIndexes(t *testing.T) {
	s := open(t)
	tx, err := s.in.(*file).db.BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	x := &Tx{ctx: t.Context(), q: explained{prepared{tx, new(statements)}, t}}
	at := thread("x", 1)
	for name, ask := range map[string]func() error{
		"Phases":        func() error { _, err := x.Phases(); return err },
		"Backlog":       func() error { _, err := x.backlog(noon); return err },
		"Figures":       func() error { _, err := x.Figures(noon, noon); return err },
		"Hourly":        func() error { _, err := x.Hourly(noon); return err },
		"Failures":      func() error { _, err := x.Failures(noon); return err },
		"With":          func() error { _, err := x.With("a"); return err },
		"Load":          func() error { _, err := x.Load("a"); return err },
		"InPhase":       func() error { _, err := x.InPhase(session.PhaseAgent, 10); return err },
		"Conversations": func() error { _, err := x.Conversations(10); return err },
		"Messages":      func() error { _, err := x.Messages(at, 10); return err },
		"Before":        func() error { _, err := x.Before(at, 5, 10); return err },
		"Around":        func() error { _, err := x.Around(at, 5, 10); return err },
		"FirstOf":       func() error { _, err := x.FirstOf(at, noon); return err },
		"Heard":         func() error { _, err := x.Heard(at); return err },
		"Message":       func() error { _, err := x.Message(1); return ignore(err) },
		"Named":         func() error { _, err := x.Named(at, "1"); return ignore(err) },
		"Keyed":         func() error { _, err := x.Keyed("1"); return ignore(err) },
		"NamesOf":       func() error { _, err := x.NamesOf(1); return err },
		"FilesOf":       func() error { _, err := x.FilesOf(1); return err },
		"Episodes":      func() error { _, err := x.Episodes(at, 10); return err },
		"Picture":       func() error { _, err := x.Picture(at); return err },
		"PictureFile":   func() error { _, err := x.PictureFile("1"); return ignore(err) },
		"Place":         func() error { _, err := x.Place(at); return err },
		"Tasks":         func() error { _, err := x.Tasks(noon, 10, AskAssistant); return err },
	} {
		t.Run(name, func(t *testing.T) {
			if err := ask(); err != nil {
				t.Error(err)
			}
		})
	}
}
