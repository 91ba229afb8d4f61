package postgres_test

import (
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/session"
)

var ann = channel.Thread{Platform: "x", Account: "1", Contact: "ann"}

func heard(id string, standby bool) conversation.Input {
	e := said(id, "hello")
	e.Standby = standby
	return conversation.Input{ID: id, Thread: e.Thread, Channel: "c1", Event: &e}
}

func openStore(t testing.TB) (*postgres.Store, *postgrestest.Database) {
	t.Helper()
	db := postgrestest.Open(t)
	return postgres.NewStore(db.Pool, postgres.StoreConfig{}), db
}

// blocked returns when a call of the database waits for a lock.
func blocked(t *testing.T, db *postgrestest.Database) {
	t.Helper()
	for waiting, end := 0, time.Now().Add(2*time.Minute); waiting == 0; {
		err := db.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&waiting)
		if err != nil || time.Now().After(end) {
			t.Fatal("nothing waits for a lock: ", err)
		}
	}
}

// meanwhile runs Update, and within it, when the View is read, another call that waits for the
// commit.
func meanwhile(t *testing.T, s *postgres.Store, db *postgrestest.Database, other func() error, change func(conversation.View) conversation.Change) {
	t.Helper()
	done := make(chan error, 1)
	began := false
	err := s.Update(t.Context(), ann, nil, func(v conversation.View) (conversation.Change, error) {
		if !began {
			began = true
			go func() { done <- other() }()
			blocked(t, db)
		}
		return change(v), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func look(t *testing.T, s *postgres.Store) (v conversation.View) {
	t.Helper()
	err := s.Update(t.Context(), ann, nil, func(now conversation.View) (conversation.Change, error) {
		v = now
		return conversation.Change{}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func row(wake time.Time) conversation.Row {
	return conversation.Row{Thread: ann, Channel: "c1", State: session.State{ID: "s", Phase: session.PhaseRobot}, Wake: wake}
}

// A live copy that comes while its copy on standby is being applied is applied too.
func TestUpdateWhileALiveCopyComes(t *testing.T) {
	s, db := openStore(t)
	if err := s.Add(t.Context(), []conversation.Input{heard("e1", true)}); err != nil {
		t.Fatal(err)
	}
	meanwhile(t, s, db, func() error { return s.Add(t.Context(), []conversation.Input{heard("e1", false)}) },
		func(v conversation.View) conversation.Change { return conversation.Change{Applied: v.Inputs} })
	if v := look(t, s); len(v.Inputs) != 1 || !v.Inputs[0].Live || v.Inputs[0].Event.Standby {
		t.Errorf("inputs are %+v, want the live copy", v.Inputs)
	}
}

// A wake that comes while a thread is being changed is not overwritten.
func TestUpdateWhileItsChannelIsWoken(t *testing.T) {
	s, db := openStore(t)
	save := func(v conversation.View) conversation.Change {
		return conversation.Change{Row: row(v.Now.Add(time.Hour))}
	}
	if err := s.Update(t.Context(), ann, nil, func(v conversation.View) (conversation.Change, error) { return save(v), nil }); err != nil {
		t.Fatal(err)
	}
	meanwhile(t, s, db, func() error { return s.Wake(t.Context(), "c1") }, save)
	due, err := s.Due(t.Context(), conversation.DueQuery{Max: 10})
	if err != nil || len(due) != 1 || due[0] != ann {
		t.Errorf("due are %v, %v, want the thread that was woken", due, err)
	}
}

// A note that comes while a thread is being changed comes behind the change, and a receipt that was
// taken back meanwhile does not leave.
func TestUpdateWhileAPartBegins(t *testing.T) {
	s, db := openStore(t)
	r := dispatch.Receipt{Key: "k", To: ann, Parts: []dispatch.Part{{Message: channel.Message{Text: "1"}}}}
	if err := s.Update(t.Context(), ann, nil, func(conversation.View) (conversation.Change, error) {
		return conversation.Change{New: []dispatch.Receipt{r}}, nil
	}); err != nil {
		t.Fatal(err)
	}
	var fenced error
	meanwhile(t, s, db, func() error {
		fenced = s.Note(t.Context(), dispatch.Entry{Key: "k", Status: dispatch.Begun, Try: 1, At: time.Now()})
		return nil
	}, func(v conversation.View) conversation.Change {
		return conversation.Change{Changed: []dispatch.Receipt{v.Receipts[0].Cancel()}}
	})
	if fenced == nil {
		t.Error("a part of a receipt that was taken back began")
	}
	if got, _, err := s.Receipt(t.Context(), "k"); err != nil || got.Status() != dispatch.Cancelled {
		t.Errorf("the receipt is %q, %v, want cancelled", got.Status(), err)
	}
}

// Rows that the host stores in its hook are stored with the change, or not at all.
func TestAlsoIsPartOfTheChange(t *testing.T) {
	db := postgrestest.Open(t)
	if _, err := db.Exec(t.Context(), `CREATE TABLE queue(thread text)`); err != nil {
		t.Fatal(err)
	}
	for name, statement := range map[string]string{"stored": `INSERT INTO queue VALUES ($1)`, "taken back": `INSERT INTO nowhere VALUES ($1)`} {
		s := postgres.NewStore(db.Pool, postgres.StoreConfig{Also: alsoRuns(statement)})
		err := s.Update(t.Context(), ann, []conversation.Input{heard(name, false)}, func(v conversation.View) (conversation.Change, error) {
			return conversation.Change{Applied: v.Inputs}, nil
		})
		if (err == nil) != (name == "stored") {
			t.Errorf("%s: %v", name, err)
		}
	}
	var inputs, queue int
	if err := db.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM contactkit_input), (SELECT count(*) FROM queue)`).Scan(&inputs, &queue); err != nil || inputs != 1 || queue != 1 {
		t.Errorf("%d inputs and %d rows of the host, %v, want one each", inputs, queue, err)
	}
}

// An id of a platform that is longer than an index takes is no error, and its echo finds the
// receipt.
func TestLongNames(t *testing.T) {
	s, _ := openStore(t)
	id := strings.Repeat("x", 9000)
	r := dispatch.Receipt{Key: "k", To: ann, Parts: []dispatch.Part{{Message: channel.Message{Text: "1"}, Status: dispatch.Sent, IDs: []string{id}}}}
	if err := s.Update(t.Context(), ann, nil, func(conversation.View) (conversation.Change, error) {
		return conversation.Change{New: []dispatch.Receipt{r}, Closed: []string{"k"}}, nil
	}); err != nil {
		t.Fatal(err)
	}
	e := said("echo", "1")
	e.Origin, e.Body = channel.OriginUnknown, channel.Message{ID: id, Text: "1"}
	if err := s.Add(t.Context(), []conversation.Input{{ID: "echo", Thread: ann, Event: &e}}); err != nil {
		t.Fatal(err)
	}
	if v := look(t, s); len(v.Named) != 1 || v.Named[0].Key != "k" {
		t.Errorf("the echo names %d receipts, want the one that was sent", len(v.Named))
	}
}
