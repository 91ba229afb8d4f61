package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
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
	stays("stage 1 of 2")
	set(func(tx *store.Tx) error {
		if err := tx.SetStages("support", store.Stage{Level: 5}); err != nil {
			return err
		}
		return tx.SetRooms("anna", map[string]int{"facebook": 0})
	})
	stays("1 full")
	set(func(tx *store.Tx) error { return tx.SetRooms("anna", map[string]int{"facebook": 1}) })
	if err := b.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.until("an offer", func() bool { return b.state().Phase == session.PhaseOffered })
}
