// Package storetest checks an implementation of conversation.Store: rows in a database, or anything
// else that keeps conversations for one or several nodes.
//
//	func TestStore(t *testing.T) {
//		h := storetest.Harness{New: func(t testing.TB, now func() time.Time) conversation.Store {
//			return newStore(t, now)
//		}}
//		storetest.Run(t, h)
//		storetest.Kill(t, h)
//	}
//
// Each case says which promise it checks. Run includes the cases of outboxtest and journaltest.
package storetest

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/dispatch/outboxtest"
)

// Harness tells the suite how to reach an implementation.
type Harness struct {
	// New returns a store without conversations. The function now is the store's clock: a database
	// that has a clock of its own must use now instead. New must be set.
	New func(t testing.TB, now func() time.Time) conversation.Store
	// Reopen returns a store over the data of another one, as a process that starts anew would. If
	// nil, the same store is used.
	Reopen func(t testing.TB, s conversation.Store, now func() time.Time) conversation.Store
	// Hook sets the function that the store calls within the transaction of Update, before its
	// commit. If nil, the store has no such hook, and its case is left out.
	Hook func(s conversation.Store, hook func(conversation.Change) error)
	// Every is the step of Kill, which tries only every n-th point, where n is Every. Defaults to
	// 1, and to 17 with testing.Short.
	Every int
}

// Run checks a store against all cases. Time passes by the clock that Harness.New is given, so no
// case waits.
func Run(t *testing.T, h Harness) {
	for _, group := range [][]testCase{inputCases, dueCases, sendCases, robotCases, echoCases, threadCases, rowCases, keepCases, eraseCases, nodeCases} {
		for _, c := range group {
			t.Run(c.name, func(t *testing.T) {
				c.run(newSuite(t, h))
				if t.Failed() {
					t.Log("promise: " + c.promise)
				}
			})
		}
	}
	t.Run("outbox", func(t *testing.T) { outboxtest.Run(t, outbox(h)) })
}

// testCase is one promise.
type testCase struct {
	name    string
	promise string
	run     func(*suite)
}

// outbox is the harness of the store's half that is an outbox.
func outbox(h Harness) outboxtest.Harness {
	var clock *clock
	threads := make(map[string]channel.Thread) // by key
	change := func(t *testing.T, s dispatch.OutboxStore, to channel.Thread, c conversation.Change) {
		t.Helper()
		err := s.(conversation.Store).Update(t.Context(), to, nil, func(conversation.View) (conversation.Change, error) { return c, nil })
		if err != nil {
			t.Fatal(err)
		}
	}
	return outboxtest.Harness{
		New: func(t *testing.T) dispatch.OutboxStore {
			clock = newClock()
			return h.New(t, clock.now)
		},
		Put: func(t *testing.T, s dispatch.OutboxStore, receipts ...dispatch.Receipt) {
			t.Helper()
			for len(receipts) > 0 { // a Change is of one thread
				to, n := receipts[0].To, 1
				for _, r := range receipts {
					threads[r.Key] = r.To
				}
				for n < len(receipts) && receipts[n].To == to {
					n++
				}
				change(t, s, to, conversation.Change{New: receipts[:n]})
				receipts = receipts[n:]
			}
		},
		Get: func(t *testing.T, s dispatch.OutboxStore, key string) dispatch.Receipt {
			t.Helper()
			return stored(t, s.(conversation.Store), threads[key], key)
		},
		Replace: func(t *testing.T, s dispatch.OutboxStore, r dispatch.Receipt) {
			t.Helper()
			change(t, s, r.To, conversation.Change{Changed: []dispatch.Receipt{r}})
		},
		Advance: func(d time.Duration) { clock.add(d) },
	}
}

// clock is the clock of a store.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// errLooked ends an Update that is to change nothing.
var errLooked = errors.New("only looked at")
