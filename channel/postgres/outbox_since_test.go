package postgres_test

import (
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// A line tells since when its thread has something to send. Neither a second message, nor a claim
// that is given back for later, nor a new name of the thread changes that. A thread of which all
// was sent begins anew.
func TestSinceOfALine(t *testing.T) {
	s, db := openStore(t)
	to := channel.Thread{Platform: "x", Account: "1", Contact: "ann"}
	change := func(thread channel.Thread, c conversation.Change) {
		t.Helper()
		err := s.Update(t.Context(), thread, nil, func(conversation.View) (conversation.Change, error) { return c, nil })
		if err != nil {
			t.Fatal(err)
		}
	}
	put := func(thread channel.Thread, key string) {
		t.Helper()
		change(thread, conversation.Change{New: []dispatch.Receipt{{Key: key, To: thread, Parts: []dispatch.Part{{Message: channel.Message{Text: key}}}}}})
	}
	age := func(thread channel.Thread) (age time.Duration) {
		t.Helper()
		var seconds float64
		if err := db.QueryRow(t.Context(), `SELECT extract(epoch FROM contactkit_now() - since)::float8 FROM contactkit_line WHERE thread = $1`, thread.Key()).Scan(&seconds); err != nil {
			t.Fatal(err)
		}
		return time.Duration(seconds * float64(time.Second))
	}
	claim := func(thread channel.Thread) dispatch.Claim {
		t.Helper()
		claims, err := s.Claim(t.Context(), dispatch.ClaimQuery{Worker: "w", Lease: time.Minute, Thread: thread, Max: 1})
		if err != nil || len(claims) != 1 {
			t.Fatalf("%d claims, %v", len(claims), err)
		}
		return claims[0]
	}
	put(to, "first")
	db.Advance(time.Hour)
	put(to, "second")
	if err := s.Yield(t.Context(), claim(to), time.Minute); err != nil {
		t.Fatal(err)
	}
	if got := age(to); got < time.Hour || got >= 2*time.Hour {
		t.Errorf("put off, the thread has had something to send for %v, want an hour", got)
	}
	moved := channel.Thread{Platform: "x", Account: "1", Contact: "anne"}
	put(moved, "of the new name")
	db.Advance(time.Hour)
	change(to, conversation.Change{Row: conversation.Row{Thread: to}, Move: &moved})
	if got := age(moved); got < 2*time.Hour || got >= 3*time.Hour {
		t.Errorf("moved, the thread has had something to send for %v, want two hours", got)
	}
	if err := s.Yield(t.Context(), claim(moved), dispatch.NothingLeft); err != nil {
		t.Fatal(err)
	}
	put(moved, "later")
	if got := age(moved); got >= time.Hour {
		t.Errorf("a thread of which all was sent has had something to send for %v", got)
	}
}
