// Package journaltest checks an implementation of dispatch.Journal: that it stores what it is told,
// and that it is a fence, so that of two nodes that hold the same receipt one sends it.
//
//	func TestJournal(t *testing.T) {
//		journaltest.Run(t, journaltest.Harness{
//			New: func(t *testing.T) dispatch.Journal { return newOutbox(t, db) },
//			Put: func(t *testing.T, j dispatch.Journal, r dispatch.Receipt) { j.(*outbox).put(t, r) },
//			Get: func(t *testing.T, j dispatch.Journal, key string) dispatch.Receipt { return j.(*outbox).get(t, key) },
//		})
//	}
//
// Each case says which promise it checks. No case waits.
package journaltest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// Harness tells the suite how to reach an implementation's receipts.
type Harness struct {
	// New returns a journal without receipts.
	New func(t *testing.T) dispatch.Journal
	// Put stores a receipt, in place of one with its key.
	Put func(t *testing.T, j dispatch.Journal, r dispatch.Receipt)
	// Get returns the receipt with this key as it is stored.
	Get func(t *testing.T, j dispatch.Journal, key string) dispatch.Receipt
}

// suite is one case at work, with a journal of its own.
type suite struct {
	t    testing.TB
	test *testing.T // for the harness
	h    Harness
	j    dispatch.Journal
}

// Run checks a journal.
func Run(t *testing.T, h Harness) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.run(&suite{t: t, test: t, h: h, j: h.New(t)})
			if t.Failed() {
				t.Log("promise: " + c.promise)
			}
		})
	}
}

// noon is when everything happens.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// receipt returns one with parts that are unsent.
func receipt(key string, parts int) dispatch.Receipt {
	r := dispatch.Receipt{Key: key, To: channel.Thread{Platform: "test", Account: "1", Contact: "ann"}, Priority: dispatch.Person}
	for i := range parts {
		r.Parts = append(r.Parts, dispatch.Part{Message: channel.Message{Text: fmt.Sprint("part ", i+1), Ref: fmt.Sprint(key, ".", i+1)}})
	}
	return r
}

// begin is the entry with which a node begins a part.
func begin(key string, part, try int, token string) dispatch.Entry {
	return dispatch.Entry{Key: key, Part: part, Try: try, Status: dispatch.Begun, At: noon, Token: token}
}

// end is the entry with which the same call ended.
func end(e dispatch.Entry, status dispatch.Status) dispatch.Entry {
	e.Status, e.At = status, noon.Add(time.Second)
	if status == dispatch.Sent {
		e.IDs = []string{"m" + e.Token}
	}
	return e
}

func (s *suite) put(r dispatch.Receipt) {
	s.t.Helper()
	s.h.Put(s.test, s.j, r)
}

// note notes entries and expects them to be stored.
func (s *suite) note(entries ...dispatch.Entry) {
	s.t.Helper()
	for _, e := range entries {
		if err := s.j.Note(s.t.Context(), e); err != nil {
			s.t.Fatalf("Note(part %d, try %d, %q): %v", e.Part, e.Try, e.Status, err)
		}
	}
}

// fenced notes an entry and expects it to be refused, and nothing to change.
func (s *suite) fenced(e dispatch.Entry) {
	s.t.Helper()
	before := s.h.Get(s.test, s.j, e.Key)
	if err := s.j.Note(s.t.Context(), e); !errors.Is(err, dispatch.ErrFenced) {
		s.t.Fatalf("Note(part %d, try %d, %q) = %v, want ErrFenced", e.Part, e.Try, e.Status, err)
	}
	s.holds(before)
}

// holds expects a receipt to be stored exactly so.
func (s *suite) holds(want dispatch.Receipt) {
	s.t.Helper()
	if got, want := text(s.t, s.h.Get(s.test, s.j, want.Key)), text(s.t, want); got != want {
		s.t.Fatalf("the stored receipt is\n%s\nwant\n%s", got, want)
	}
}

// text is a receipt as JSON, which is lossless.
func text(t testing.TB, r dispatch.Receipt) string {
	t.Helper()
	data, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// status expects the parts of a receipt to have these statuses.
func (s *suite) status(key string, want ...dispatch.Status) {
	s.t.Helper()
	var got []dispatch.Status
	for _, p := range s.h.Get(s.test, s.j, key).Parts {
		got = append(got, p.Status)
	}
	if !slices.Equal(want, got) {
		s.t.Fatalf("the parts are %q, want %q", got, want)
	}
}

// each notes many entries at once and counts those that were stored.
func (s *suite) each(n int, entry func(i int) dispatch.Entry) (stored int) {
	s.t.Helper()
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			err := s.j.Note(s.t.Context(), entry(i))
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				stored++
			case !errors.Is(err, dispatch.ErrFenced):
				s.t.Error(err)
			}
		})
	}
	wg.Wait()
	return stored
}
