package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/session"
)

// A point of priority is worth a minute, the front an hour, and a reply window that ends in a day
// is as urgent as a customer who came now: as on the router's board.
func TestPlace(t *testing.T) {
	s := open(t)
	at := func(d time.Duration) session.Instant { return session.InstantOf(noon.Add(d)) }
	waiting := []struct {
		a      session.Action
		answer time.Time
	}{
		{session.Action{Queue: "q", Since: at(0)}, noon.Add(48 * time.Hour)},
		{session.Action{Queue: "q", Since: at(90 * time.Second), Priority: 1}, time.Time{}},
		{session.Action{Queue: "q", Since: at(90 * time.Second), Priority: 2}, time.Time{}},
		{session.Action{Queue: "q", Since: at(time.Minute), Front: true}, time.Time{}},
		{session.Action{Queue: "other", Since: at(0)}, time.Time{}},
		{session.Action{Queue: "q", Since: at(time.Hour)}, noon.Add(22 * time.Hour)}, // the window ends soon
		{session.Action{Queue: "q", Since: at(30 * time.Minute), Front: true}, noon.Add(23*time.Hour + 30*time.Minute)},
	}
	err := s.Do(t.Context(), func(tx *Tx) error {
		for i, w := range waiting {
			c := Conversation{Thread: thread("x", i), State: session.State{ID: "x"}}
			if err := tx.SaveConversation(c); err != nil {
				return err
			}
			if err := tx.SetWaiting(c.Thread, w.a, w.answer); err != nil {
				return err
			}
		}
		for i, want := range []int{5, 6, 4, 3, 1, 1, 2, 0} {
			if got, err := tx.Place(thread("x", i)); err != nil || got != want {
				t.Errorf("thread %d has place %d, %v, want %d", i, got, err, want)
			}
		}
		for answer, want := range map[time.Time]int{{}: 7, noon.Add(23 * time.Hour): 3, noon.Add(72 * time.Hour): 7} {
			if got, err := tx.PlaceOf("q", noon.Add(2*time.Hour), answer); err != nil || got != want {
				t.Errorf("until %v the place would be %d, %v, want %d", answer, got, err, want)
			}
		}
		list, err := tx.Queue()
		var order []string
		for _, w := range list {
			if w.Queue == "q" {
				order = append(order, w.Thread.Contact)
			}
		}
		if diff := cmp.Diff([]string{"5", "6", "3", "2", "0", "1"}, order); diff != "" {
			t.Errorf("order (-want +got):\n%s", diff)
		}
		if err := tx.SetAnswer(thread("x", 1), noon); err != nil {
			return err
		}
		if got, err := tx.Place(thread("x", 1)); err != nil || got != 1 {
			t.Errorf("with a window that ends now it has place %d, %v, want 1", got, err)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
