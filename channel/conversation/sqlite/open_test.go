package sqlite_test

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
)

// A file of any name is opened with the pragmas that a store needs, keeps what was stored, and is
// closed with the store.
func TestOpen(t *testing.T) {
	ctx, file := t.Context(), filepath.Join(t.TempDir(), "a 100%?b#c.db")
	noon := time.Date(2026, 3, 2, 12, 0, 0, 1000, time.UTC)
	open := func() *sqlite.Store {
		s, err := sqlite.Open(ctx, "sqlite", file, sqlite.Options{Now: func() time.Time { return noon }})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open()
	if at, err := s.LastStored(ctx); err != nil || !at.IsZero() {
		t.Errorf("LastStored of an empty store: %v, %v, want the zero Time", at, err)
	}
	ann := channel.Thread{Platform: "p", Account: "a", Contact: "ann"}
	if err := s.Add(ctx, []conversation.Input{{ID: "1", Thread: ann, Event: &channel.Event{ID: "1", Thread: ann, Body: channel.Message{Text: "hi"}}}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := s.Row(ctx, ann); err == nil {
		t.Error("the database is open after Close")
	}
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
	s = open()
	defer s.Close()
	if at, err := s.LastStored(ctx); err != nil || !at.Equal(noon) {
		t.Errorf("LastStored: %v, %v, want %v", at, err, noon)
	}
}

// File opens the file when the host asks for it, and returns no store if it cannot.
func TestFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "host.db")
	open := sqlite.File("sqlite", file, sqlite.Options{})
	if _, err := os.Stat(file); err == nil {
		t.Error("the file is there before it is opened")
	}
	s, err := open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.(*sqlite.Store).Close(); err != nil {
		t.Error(err)
	}
	if s, err := sqlite.File("sqlite", "", sqlite.Options{})(t.Context()); err == nil || s != nil {
		t.Errorf("%v, %v; want an error and no store", s, err)
	}
}

// Close leaves a database open that the host opened.
func TestCloseOfAHostsDatabase(t *testing.T) {
	s, db := newStore(t, sqlite.Options{})
	if err := errors.Join(s.Close(), db.PingContext(t.Context())); err != nil {
		t.Error(err)
	}
}

// deaf is a driver that takes no pragmas.
type deaf struct{ driver.Driver }

func (d deaf) Open(name string) (driver.Conn, error) {
	file, _, _ := strings.Cut(name, "?")
	return d.Driver.Open(file)
}

func TestOpenRefuses(t *testing.T) {
	for _, file := range []string{"", ":memory:"} {
		_, err := sqlite.Open(t.Context(), "sqlite", file, sqlite.Options{})
		if e, ok := errors.AsType[*channel.FieldError](err); !ok || e.Field != "file" {
			t.Errorf("Open(%q): %v, want a complaint about the file", file, err)
		}
	}
	if _, err := sqlite.Open(t.Context(), "no-such-driver", "host.db", sqlite.Options{}); err == nil {
		t.Error("Open with a driver that is not there succeeds")
	}
	// A driver that passes over the pragmas would lose what was stored.
	db, err := sql.Open("sqlite", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if !slices.Contains(sql.Drivers(), "sqlite-deaf") {
		sql.Register("sqlite-deaf", deaf{db.Driver()})
	}
	_, err = sqlite.Open(t.Context(), "sqlite-deaf", filepath.Join(t.TempDir(), "host.db"), sqlite.Options{})
	if err == nil || !strings.Contains(err.Error(), "must take the pragmas") {
		t.Errorf("Open with a driver that takes no pragmas: %v", err)
	}
}
