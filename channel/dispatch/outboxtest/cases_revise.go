package outboxtest

import (
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// reviseCases are what an echo and a change of mind may find in a store.
var reviseCases = []testCase{
	{"uncertain", "a receipt that was sent in part is open, one that ended is not, but an echo finds it", func(s *suite) {
		s.put(receipt("k", "ann", 2), receipt("l", "ann", 2))
		c := s.claim("w", "ann")["ann"]
		s.note("k", 0, dispatch.Begun, dispatch.Sent)
		s.note("l", 0, dispatch.Begun, dispatch.Uncertain)
		s.done("l")
		s.open(c, "k")
		s.revise("ann", func(receipts []dispatch.Receipt) []dispatch.Receipt {
			if len(receipts) != 2 || receipts[0].Key != "k" || receipts[1].Key != "l" {
				s.t.Errorf("Revise is given %d receipts, want k and l", len(receipts))
			}
			return nil
		})
	}},
	{"uncertain behind a failure", "a receipt whose first part failed after all is revised while a later part is uncertain", func(s *suite) {
		s.put(receipt("k", "ann", 2))
		s.note("k", 0, dispatch.Begun, dispatch.Sent)
		s.note("k", 1, dispatch.Begun, dispatch.Uncertain)
		s.revise("ann", func(receipts []dispatch.Receipt) []dispatch.Receipt {
			failed, ok := receipts[0].Settle(channel.Event{Thread: thread("ann"), Body: channel.Failed{Ref: "k.1", Reason: "the contact has blocked us"}})
			if !ok {
				s.t.Error("the failure belongs to no part")
			}
			return []dispatch.Receipt{failed}
		})
		s.done("k")
		s.revise("ann", func(receipts []dispatch.Receipt) []dispatch.Receipt {
			if len(receipts) != 1 || receipts[0].Status() != dispatch.Failed || receipts[0].Parts[1].Status != dispatch.Uncertain {
				s.t.Errorf("Revise is given %+v, want one that failed with an uncertain part", receipts)
			}
			return nil
		})
	}},
	{"settled", "a receipt that is open again after an echo is due at once, and before what was put later", func(s *suite) {
		s.put(receipt("k", "ann", 2))
		c := s.claim("w", "ann")["ann"]
		s.note("k", 0, dispatch.Begun, dispatch.Uncertain)
		s.done("k")
		s.yield(c, time.Hour)
		s.put(receipt("l", "ann", 1))
		echo := channel.Event{Thread: thread("ann"), Origin: channel.OriginUs, Body: channel.Message{ID: "m1", Ref: "k.1", Text: "k part 1"}}
		s.revise("ann", func(receipts []dispatch.Receipt) []dispatch.Receipt {
			for _, r := range receipts {
				if settled, ok := r.Settle(echo); ok {
					return []dispatch.Receipt{settled}
				}
			}
			return nil
		})
		s.open(s.claim("v", "ann")["ann"], "k", "l")
	}},
	{"settled as a whole", "a receipt that an echo ends anew, and that the host had closed, is told again", func(s *suite) {
		if s.h.Done == nil {
			return // the store tells of no ends
		}
		s.put(receipt("k", "ann", 1), receipt("l", "ann", 1))
		c := s.claim("w", "ann")["ann"]
		s.note("k", 0, dispatch.Begun, dispatch.Uncertain)
		s.note("l", 0, dispatch.Begun, dispatch.Sent)
		s.done("k")
		s.done("l")
		s.yield(c, dispatch.NothingLeft)
		echo := channel.Event{Thread: thread("ann"), Origin: channel.OriginUs, Body: channel.Message{ID: "m1", Ref: "k.1", Text: "k part 1"}}
		s.revise("ann", func(receipts []dispatch.Receipt) []dispatch.Receipt {
			settled, _ := receipts[0].Settle(echo)
			return []dispatch.Receipt{settled}
		})
		c = s.claim("w", "ann")["ann"]
		if r := s.open(c, "k")[0]; r.Status() != dispatch.Sent {
			s.t.Errorf("the receipt is %q, want sent", r.Status())
		}
		s.done("k")
		s.open(c)
	}},
	{"settled when the line was gone", "an echo that comes later makes a line", func(s *suite) {
		s.put(receipt("k", "ann", 2))
		c := s.claim("w", "ann")["ann"]
		s.note("k", 0, dispatch.Begun, dispatch.Uncertain)
		s.done("k")
		s.yield(c, dispatch.NothingLeft)
		s.revise("ann", func(receipts []dispatch.Receipt) []dispatch.Receipt { return []dispatch.Receipt{receipts[0].Retry()} })
		s.open(s.claim("w", "ann")["ann"], "k")
	}},
	{"revised while claimed", "a worker that says nothing is left does not undo a change", func(s *suite) {
		s.put(receipt("k", "ann", 2))
		c := s.claim("w", "ann")["ann"]
		s.note("k", 0, dispatch.Begun, dispatch.Uncertain)
		s.done("k")
		s.revise("ann", func(receipts []dispatch.Receipt) []dispatch.Receipt { return []dispatch.Receipt{receipts[0].Retry()} })
		s.yield(c, dispatch.NothingLeft)
		s.open(s.claim("w", "ann")["ann"], "k")
	}},
	{"revised by nobody", "a Revise that changes nothing makes no line", func(s *suite) {
		s.revise("ann", func(receipts []dispatch.Receipt) []dispatch.Receipt {
			if len(receipts) != 0 {
				s.t.Errorf("%d receipts in a thread without any", len(receipts))
			}
			return nil
		})
		s.claim("w")
	}},
	{"revised at once", "changes of one thread come one after the other", func(s *suite) {
		s.put(receipt("k", "ann", 20))
		many(20, func(i int) {
			err := s.s.Revise(s.t.Context(), thread("ann"), func(receipts []dispatch.Receipt) []dispatch.Receipt {
				return []dispatch.Receipt{receipts[0].Apply(dispatch.Entry{Key: "k", Part: i, Try: 1, Status: dispatch.Sent})}
			})
			if err != nil {
				s.t.Error(err)
			}
		})
		if got := s.h.Get(s.test, s.s, "k").Status(); got != dispatch.Sent {
			s.t.Errorf("the receipt is %q: a change was lost", got)
		}
	}},
	{"noted and revised at once", "a note and a change of the same receipt do not undo each other", func(s *suite) {
		for i := range 20 {
			key, contact := fmt.Sprint("k", i), fmt.Sprint("c", i)
			s.put(receipt(key, contact, 1))
			var begun error
			many(2, func(n int) {
				if n == 0 {
					begun = s.s.Note(s.t.Context(), dispatch.Entry{Key: key, Try: 1, Status: dispatch.Begun, Token: "a"})
					return
				}
				err := s.s.Revise(s.t.Context(), thread(contact), func(receipts []dispatch.Receipt) []dispatch.Receipt {
					return []dispatch.Receipt{receipts[0].Cancel()}
				})
				if err != nil {
					s.t.Error(err)
				}
			})
			want := dispatch.Cancelled
			if begun == nil {
				want = dispatch.Begun
			}
			if got := s.h.Get(s.test, s.s, key).Status(); got != want {
				s.t.Errorf("Note returned %v, and the receipt is %q", begun, got)
			}
		}
	}},
}

// done closes a receipt, where the store wants that.
func (s *suite) done(key string) {
	if s.h.Done != nil {
		s.h.Done(s.test, s.s, key)
	}
}
