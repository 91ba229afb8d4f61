package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

func thread(contact string) channel.Thread {
	return channel.Thread{Platform: "test", Account: "1", Contact: contact}
}

// said is an input of a contact.
func said(id, contact, text string) conversation.Input {
	return conversation.Input{ID: id, Thread: thread(contact), Channel: "c1", Event: &channel.Event{
		ID: id, Thread: thread(contact), Origin: channel.OriginContact, Body: channel.Message{ID: id, Text: text},
	}}
}

// apply applies whatever is open, and stores a row.
func apply(v conversation.View) (conversation.Change, error) {
	row := v.Row
	row.Channel, row.State.ID, row.State.Phase = "c1", row.Thread.Key(), session.PhaseRobot
	row.State.Rev++
	return conversation.Change{Row: row, Applied: v.Inputs}, nil
}

// The name of a receipt is known from its insertion, also if it is never noted.
func TestNamesOfWhatIsInserted(t *testing.T) {
	s, _ := newStore(t, sqlite.Options{})
	to := thread("ann")
	r := dispatch.Receipt{Key: "k", To: to, Echoes: dispatch.EchoesRef, Parts: []dispatch.Part{{Message: channel.Message{Ref: "r"}, Status: dispatch.Sent}}}
	err := s.Update(t.Context(), to, nil, func(conversation.View) (conversation.Change, error) {
		return conversation.Change{New: []dispatch.Receipt{r}, Closed: []string{"k"}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	echo := said("1", "ann", "hi")
	echo.Event.Origin, echo.Event.Body = channel.OriginUs, channel.Message{ID: "m", Ref: "r"}
	err = s.Update(t.Context(), to, []conversation.Input{echo}, func(v conversation.View) (conversation.Change, error) {
		if len(v.Named) != 1 || v.Named[0].Key != "k" {
			t.Errorf("named are %+v, want receipt k", v.Named)
		}
		return conversation.Change{}, nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestAlso(t *testing.T) {
	full := errors.New("no room")
	fail := false
	s, db := newStore(t, sqlite.Options{Also: func(ctx context.Context, tx *sql.Tx, _ conversation.View, c conversation.Change) error {
		if fail {
			return full
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO queue(thread) VALUES(?)`, c.Row.Thread.Key())
		return err
	}})
	if _, err := db.Exec(`CREATE TABLE queue(thread TEXT)`); err != nil {
		t.Fatal(err)
	}
	if err := s.Update(t.Context(), thread("ann"), []conversation.Input{said("1", "ann", "hi")}, apply); err != nil {
		t.Fatal(err)
	}
	fail = true
	if err := s.Update(t.Context(), thread("bob"), []conversation.Input{said("2", "bob", "hi")}, apply); !errors.Is(err, full) {
		t.Errorf("Update returns %v, want the hook's error", err)
	}
	var queued string
	if err := db.QueryRow(`SELECT group_concat(thread) FROM queue`).Scan(&queued); err != nil || queued != "test/1/ann" {
		t.Errorf("queued is %q (%v), want ann alone", queued, err)
	}
	if _, err := s.Row(t.Context(), thread("bob")); !errors.Is(err, sqlite.ErrNotFound) {
		t.Errorf("Row of bob returns %v, want ErrNotFound", err)
	}
	fail = false // the input was not stored either, so it is new
	if err := s.Update(t.Context(), thread("bob"), []conversation.Input{said("2", "bob", "hi")}, func(v conversation.View) (conversation.Change, error) {
		if len(v.Inputs) != 1 {
			t.Errorf("%d inputs, want 1", len(v.Inputs))
		}
		return apply(v)
	}); err != nil {
		t.Error(err)
	}
}

func TestWaitHearsOfWhatIsStored(t *testing.T) {
	s, _ := newStore(t, sqlite.Options{})
	if err := s.Add(t.Context(), []conversation.Input{said("1", "ann", "hi")}); err != nil {
		t.Fatal(err)
	}
	if err := s.Wait(t.Context()); err != nil {
		t.Errorf("Wait after Add returns %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("a second Wait returns %v, want the context's error", err)
	}
	if _, err := s.Calls(t.Context(), conversation.CallQuery{Node: "n", Lease: time.Minute, Max: 1}); err != nil {
		t.Fatal(err)
	}
	if err := s.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Wait after a claim returns %v: a loop that claims would not rest", err)
	}
}

func TestWakeIsRoundedUp(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	now := at
	s, _ := newStore(t, sqlite.Options{Now: func() time.Time { return now }})
	err := s.Update(t.Context(), thread("ann"), nil, func(v conversation.View) (conversation.Change, error) {
		c, err := apply(v)
		c.Row.Wake = at.Add(time.Second + time.Nanosecond)
		return c, err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		after time.Duration
		want  []channel.Thread
	}{{time.Second, nil}, {time.Second + time.Microsecond, []channel.Thread{thread("ann")}}} {
		now = at.Add(tt.after)
		got, err := s.Due(t.Context(), conversation.DueQuery{Max: 10})
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
			t.Errorf("Due after %v: %v (-want +got):\n%s", tt.after, err, diff)
		}
	}
}

func TestBad(t *testing.T) {
	s, _ := newStore(t, sqlite.Options{})
	err := s.Update(t.Context(), thread("ann"), []conversation.Input{said("1", "ann", "hi"), said("2", "ann", "boom")}, func(v conversation.View) (conversation.Change, error) {
		return conversation.Change{Applied: v.Inputs[:1], Bad: v.Inputs[1:]}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Bad(t.Context(), 10)
	if err != nil || len(got) != 1 || got[0].ID != "2" {
		t.Errorf("Bad returns %+v and %v, want input 2", got, err)
	}
}

// With the pragmas that Erase names, nothing of a contact is left in the files.
func TestErasedFromTheFile(t *testing.T) {
	dir := t.TempDir()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "host.db")+pragmas+"&_pragma=secure_delete(on)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s, err := sqlite.New(t.Context(), db, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	const contact, secret = "anastasia-4711", "my card is green"
	to := thread(contact)
	in := said("event-of-anastasia-1", contact, secret)
	err = s.Update(t.Context(), to, []conversation.Input{in}, func(v conversation.View) (conversation.Change, error) {
		c, err := apply(v)
		c.New = []dispatch.Receipt{{Key: to.Key() + " 1", To: to, Parts: []dispatch.Part{{Message: channel.Message{Text: secret}, Status: dispatch.Sent, IDs: []string{contact + "-out"}}}}}
		c.Calls = []conversation.Call{{Key: to.Key() + " call", Thread: to, Event: in.Event}}
		return c, err
	})
	if err == nil {
		err = s.Erase(t.Context(), to)
	}
	if err == nil {
		_, err = db.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`)
	}
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, trace := range []string{contact, secret, in.ID} {
			if bytes.Contains(data, []byte(trace)) {
				t.Errorf("%s still has %q", filepath.Base(file), trace)
			}
		}
	}
	if err := s.Add(t.Context(), []conversation.Input{in}); err != nil {
		t.Fatal(err)
	}
	if due, err := s.Due(t.Context(), conversation.DueQuery{Max: 1}); len(due) != 0 || err != nil {
		t.Errorf("due after a redelivery: %v (%v), want none", due, err)
	}
}

func TestReceiptThatIsNotThere(t *testing.T) {
	s, _ := newStore(t, sqlite.Options{})
	if r, err := s.Receipt(t.Context(), "k"); !errors.Is(err, sqlite.ErrNotFound) {
		t.Errorf("Receipt returns %+v and %v, want ErrNotFound", r, err)
	}
}

// A store that has the database for itself takes up at once what a former process had claimed.
func TestAlone(t *testing.T) {
	s, db := newStore(t, sqlite.Options{})
	ann := thread("ann")
	err := s.Update(t.Context(), ann, nil, func(v conversation.View) (conversation.Change, error) {
		return conversation.Change{
			New:   []dispatch.Receipt{{Key: "k", To: ann, Parts: []dispatch.Part{{Message: channel.Message{Text: "hi"}}}}},
			Calls: []conversation.Call{{Key: "c", Thread: ann}},
		}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	claim := func(s *sqlite.Store, who string) int {
		t.Helper()
		lines, err := s.Claim(t.Context(), dispatch.ClaimQuery{Worker: who, Lease: time.Hour, Max: 10})
		calls, failed := s.Calls(t.Context(), conversation.CallQuery{Node: who, Lease: time.Hour, Max: 10})
		if err = errors.Join(err, failed); err != nil {
			t.Fatal(err)
		}
		return len(lines) + len(calls)
	}
	for i, tt := range []struct {
		alone bool
		want  int
	}{{false, 2}, {false, 0}, {true, 2}} {
		again, err := sqlite.New(t.Context(), db, sqlite.Options{Alone: tt.alone})
		if err != nil {
			t.Fatal(err)
		}
		if got := claim(again, string(rune('a'+i))); got != tt.want {
			t.Errorf("process %d, alone %t: %d claimed, want %d", i, tt.alone, got, tt.want)
		}
	}
	b, err := s.Backlog(t.Context())
	if want := (sqlite.Backlog{Calls: 1, Receipts: 1}); b != want || err != nil {
		t.Errorf("backlog %+v, %v, want %+v", b, err, want)
	}
}

func TestSkipped(t *testing.T) {
	s, _ := newStore(t, sqlite.Options{})
	paused, open := said("1", "ann", "hi"), said("2", "ann", "there?")
	paused.Channel, paused.Skipped = "c1", directory.SkippedPaused
	if err := s.Add(t.Context(), []conversation.Input{paused, open}); err != nil {
		t.Fatal(err)
	}
	list, err := s.Skipped(t.Context(), "c1", 10)
	if err != nil || len(list) != 1 || list[0].ID != "1" || list[0].Skipped != directory.SkippedPaused {
		t.Errorf("skipped %+v, %v", list, err)
	}
	if b, err := s.Backlog(t.Context()); err != nil || b.Inputs != 1 {
		t.Errorf("backlog %+v, %v", b, err)
	}
}
