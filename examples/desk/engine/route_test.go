package engine_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/routing"
	"github.com/contactkit/contactkit/telegram"
)

// A queue asks agents of its first level, and the others later; an agent takes no more
// conversations of a platform than there is room for. The page says what prevents it.
func TestStagesAndRoomOfAPlatform(t *testing.T) {
	b := newBench(t, says())
	b.say("agent")
	b.until("the queue", func() bool { return b.state().Phase == session.PhaseQueued })
	set := func(f func(*store.Tx) error) {
		t.Helper()
		if err := b.store.Do(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	stays := func(why string) {
		t.Helper()
		if err := b.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		err := b.store.View(t.Context(), func(tx *store.Tx) error {
			waiting, err := tx.Queue()
			if err != nil {
				return err
			}
			says, err := b.Waits(tx, waiting)
			if got := says[b.thread]; !strings.Contains(got, why) {
				t.Errorf("it says %q, want %q", got, why)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if s := b.state(); s.Phase != session.PhaseQueued {
			t.Errorf("phase %v, want queued: %s", s.Phase, why)
		}
	}
	set(func(tx *store.Tx) error {
		return tx.SetStages("support", store.Stage{Level: 7}, store.Stage{After: time.Hour})
	})
	if err := b.Ready(t.Context(), "anna", true); err != nil { // of level 5
		t.Fatal(err)
	}
	stays("Only the most experienced agents are asked so far.")
	set(func(tx *store.Tx) error {
		if err := tx.SetStages("support", store.Stage{Level: 5}); err != nil {
			return err
		}
		return tx.SetRooms("anna", map[string]int{"facebook": 0})
	})
	stays("All agents of this queue who are ready are busy.")
	set(func(tx *store.Tx) error { return tx.SetRooms("anna", map[string]int{"facebook": 1}) })
	if err := b.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.until("an offer", func() bool { return b.state().Phase == session.PhaseOffered })
}

// A customer of a platform whose driver was removed still waits. Agents are found for that customer
// and for all others, and the conversation takes a place.
func TestRoutingWithoutADriver(t *testing.T) {
	b := newBench(t, says())
	gone := channel.Thread{Platform: "pager", Account: "1", Contact: "2"}
	err := b.store.Do(t.Context(), func(tx *store.Tx) error {
		return tx.SaveConversation(store.Conversation{Thread: gone, Channel: "removed", State: session.State{ID: gone.Key()}})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Act(t.Context(), "waits", gone, session.Event{Kind: session.ContactMessage, Keyword: true}); err != nil {
		t.Fatal(err)
	}
	here := b.thread
	phase := func(of channel.Thread) session.Phase {
		b.thread = of
		defer func() { b.thread = here }()
		return b.state().Phase
	}
	if got := phase(gone); got != session.PhaseQueued {
		t.Fatalf("phase %v, want queued", got)
	}
	b.say("agent")
	b.until("the queue", func() bool { return b.state().Phase == session.PhaseQueued })
	if err := b.Ready(t.Context(), "anna", true); err != nil {
		t.Fatal(err)
	}
	if err := b.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.until("two offers", func() bool { return phase(gone) == session.PhaseOffered && b.state().Phase == session.PhaseOffered })
}

// A desk with more platforms than the router takes says so at the start.
func TestTooManyPlatforms(t *testing.T) {
	s, err := store.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var drivers []channel.Driver
	for i := range routing.MaxMedia + 1 {
		d := telegram.Driver()
		d.Platform += string(rune('a' + i))
		drivers = append(drivers, d)
	}
	d, err := directory.New(directory.Options{Drivers: drivers})
	if err != nil {
		t.Fatal(err)
	}
	_, err = engine.New(engine.Config{Store: s, Directory: d, Robot: says()})
	if err == nil || !strings.Contains(err.Error(), "7 platforms") {
		t.Errorf("%v, want a complaint about 7 platforms", err)
	}
}

// A conversation whose offer fails each time takes no place from those who wait behind it.
func TestFailingOfferLeavesThePlace(t *testing.T) {
	b := newBench(t, says())
	first := b.thread
	b.say("agent")
	b.until("the queue", func() bool { return b.state().Phase == session.PhaseQueued })
	b.thread.Contact = "7771000000003333"
	b.platform.Meet(b.thread.Contact, "Second")
	b.say("agent")
	b.until("the queue", func() bool { return b.state().Phase == session.PhaseQueued })
	refuseOffers(b, first)
	err := b.store.Do(t.Context(), func(tx *store.Tx) error { return tx.SetRooms("anna", map[string]int{"facebook": 1}) })
	if err == nil {
		err = b.Ready(t.Context(), "anna", true)
	}
	if err != nil {
		t.Fatal(err)
	}
	b.until("an offer of the second", func() bool { return b.state().Phase == session.PhaseOffered })
	b.thread = first
	if got := b.state().Phase; got != session.PhaseQueued {
		t.Errorf("phase %v, want queued", got)
	}
}

// refuseOffers lets the database refuse each offer of a thread.
func refuseOffers(b *bench, thread channel.Thread) {
	b.t.Helper()
	const trigger = `CREATE TRIGGER refuse BEFORE INSERT ON offer `
	if b.database != nil {
		for _, statement := range []string{
			`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$`,
			trigger + `FOR EACH ROW WHEN (NEW.thread = '` + thread.Key() + `') EXECUTE FUNCTION refuse()`,
		} {
			if _, err := b.database.Exec(b.t.Context(), statement); err != nil {
				b.t.Fatal(err)
			}
		}
		return
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.folder, "desk.db")+"?_pragma=busy_timeout(60000)")
	if err != nil {
		b.t.Fatal(err)
	}
	defer db.Close()
	_, err = db.ExecContext(b.t.Context(), trigger+`WHEN new.thread = '`+thread.Key()+`' BEGIN SELECT RAISE(ABORT, 'refused'); END`)
	if err != nil {
		b.t.Fatal(err)
	}
}
