// Package outboxtest checks an implementation of dispatch.OutboxStore: rows in a database, or
// anything else that keeps receipts for one or several workers.
//
//	func TestOutbox(t *testing.T) {
//		outboxtest.Run(t, outboxtest.Harness{
//			New: func(t *testing.T) dispatch.OutboxStore { return newStore(t, db) },
//			Put: func(t *testing.T, s dispatch.OutboxStore, r ...dispatch.Receipt) { s.(*store).put(t, r...) },
//			Get: func(t *testing.T, s dispatch.OutboxStore, key string) dispatch.Receipt { return s.(*store).get(t, key) },
//			Advance: clock.add, // of the store; time.Sleep if it cannot be set
//		})
//	}
//
// It runs the cases of journaltest as well. Each case says which promise it checks. Those that wait
// do so for less than three seconds of the store's time each.
package outboxtest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/dispatch/journaltest"
)

// Harness tells the suite how to reach an implementation.
type Harness struct {
	// New returns a store without receipts.
	New func(t *testing.T) dispatch.OutboxStore
	// Put inserts receipts in one transaction, with the lines of their threads, as OutboxStore
	// says. One whose key is there already is left as it is.
	Put func(t *testing.T, s dispatch.OutboxStore, receipts ...dispatch.Receipt)
	// Get returns the receipt with this key as it is stored.
	Get func(t *testing.T, s dispatch.OutboxStore, key string) dispatch.Receipt
	// Replace stores a receipt in place of the one with its key. If nil, the cases of journaltest
	// are left out.
	Replace func(t *testing.T, s dispatch.OutboxStore, r dispatch.Receipt)
	// Done closes a receipt that has ended, so that Open does not return it. If nil, the store
	// returns none that have ended.
	Done func(t *testing.T, s dispatch.OutboxStore, key string)
	// Advance moves the clock of the store.
	Advance func(d time.Duration)
}

// lease is that of the suite's claims.
const lease = 2 * time.Second

// suite is one case at work, with a store of its own.
type suite struct {
	t    testing.TB
	test *testing.T // for the harness
	h    Harness
	s    dispatch.OutboxStore
}

// Run checks a store.
func Run(t *testing.T, h Harness) {
	for _, c := range slices.Concat(storeCases, reviseCases, workerCases) {
		t.Run(c.name, func(t *testing.T) {
			c.run(&suite{t: t, test: t, h: h, s: h.New(t)})
			if t.Failed() {
				t.Log("promise: " + c.promise)
			}
		})
	}
	if h.Replace == nil {
		return
	}
	t.Run("journal", func(t *testing.T) {
		journaltest.Run(t, journaltest.Harness{
			New: func(t *testing.T) dispatch.Journal { return h.New(t) },
			Put: func(t *testing.T, j dispatch.Journal, r dispatch.Receipt) {
				s := j.(dispatch.OutboxStore)
				h.Put(t, s, r)
				h.Replace(t, s, r)
			},
			Get: func(t *testing.T, j dispatch.Journal, key string) dispatch.Receipt {
				return h.Get(t, j.(dispatch.OutboxStore), key)
			},
		})
	})
}

// testCase is one promise.
type testCase struct {
	name    string
	promise string
	run     func(*suite)
}

func thread(contact string) channel.Thread {
	return channel.Thread{Platform: "test", Account: "1", Contact: contact}
}

// receipt returns an unsent one for a contact.
func receipt(key, contact string, parts int) dispatch.Receipt {
	r := dispatch.Receipt{Key: key, To: thread(contact), Priority: dispatch.Robot}
	for i := range parts {
		r.Parts = append(r.Parts, dispatch.Part{Message: channel.Message{Text: fmt.Sprint(key, " part ", i+1), Ref: fmt.Sprint(key, ".", i+1)}})
	}
	return r
}

func (s *suite) put(receipts ...dispatch.Receipt) {
	s.t.Helper()
	s.h.Put(s.test, s.s, receipts...)
}

// claim claims what is due and expects the threads of these contacts, in any order.
func (s *suite) claim(worker string, contacts ...string) map[string]dispatch.Claim {
	s.t.Helper()
	claims, err := s.s.Claim(s.t.Context(), dispatch.ClaimQuery{Worker: worker, Lease: lease, Max: 100})
	if err != nil {
		s.t.Fatal(err)
	}
	got := make(map[string]dispatch.Claim)
	var names []string
	for _, c := range claims {
		got[c.Thread.Contact] = c
		names = append(names, c.Thread.Contact)
	}
	slices.Sort(names)
	slices.Sort(contacts)
	if !slices.Equal(names, contacts) {
		s.t.Fatalf("%s claims the threads %q, want %q", worker, names, contacts)
	}
	return got
}

// named claims one thread and expects a claim, none, or an error.
func (s *suite) named(worker, contact string, want int, err error) []dispatch.Claim {
	s.t.Helper()
	claims, got := s.s.Claim(s.t.Context(), dispatch.ClaimQuery{Worker: worker, Lease: lease, Max: 1, Thread: thread(contact)})
	if !errors.Is(got, err) || len(claims) != want {
		s.t.Fatalf("%s claims %s: %d claims and %v, want %d and %v", worker, contact, len(claims), got, want, err)
	}
	return claims
}

// open expects a claimed thread to hold these receipts, in this order.
func (s *suite) open(c dispatch.Claim, keys ...string) []dispatch.Receipt {
	s.t.Helper()
	receipts, err := s.s.Open(s.t.Context(), c)
	if err != nil {
		s.t.Fatal(err)
	}
	var got []string
	for _, r := range receipts {
		got = append(got, r.Key)
	}
	if !slices.Equal(got, keys) {
		s.t.Fatalf("open are %q, want %q", got, keys)
	}
	return receipts
}

func (s *suite) yield(c dispatch.Claim, wait time.Duration) {
	s.t.Helper()
	if err := s.s.Yield(s.t.Context(), c, wait); err != nil {
		s.t.Fatal(err)
	}
}

// note notes entries of a part's first try.
func (s *suite) note(key string, part int, statuses ...dispatch.Status) {
	s.t.Helper()
	for _, status := range statuses {
		e := dispatch.Entry{Key: key, Part: part, Try: 1, Status: status, At: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), Token: "a"}
		if err := s.s.Note(s.t.Context(), e); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *suite) revise(contact string, change func([]dispatch.Receipt) []dispatch.Receipt) {
	s.t.Helper()
	if err := s.s.Revise(s.t.Context(), thread(contact), change); err != nil {
		s.t.Fatal(err)
	}
}

// many runs a function so often at once.
func many(n int, f func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { f(i) })
	}
	wg.Wait()
}
