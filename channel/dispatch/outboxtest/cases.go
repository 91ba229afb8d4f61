package outboxtest

import (
	"fmt"
	"reflect"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// storeCases check the rows and the lines.
var storeCases = []testCase{
	{"a receipt that is put", "is due at once, and is read as it was put", func(s *suite) {
		r := receipt("k", "ann", 2)
		r.Perishable, r.Echoes, r.Priority = true, dispatch.EchoesRef, dispatch.Notice
		r.Parts[1].Message.Attachments = []channel.Attachment{{Kind: channel.MediaVideo, File: "film", Duration: time.Minute}}
		s.put(r)
		got := s.open(s.claim("w", "ann")["ann"], "k")
		if !reflect.DeepEqual(got[0], r) {
			s.t.Errorf("read %+v, want %+v", got[0], r)
		}
	}},
	{"the same key twice", "changes nothing", func(s *suite) {
		s.put(receipt("k", "ann", 1))
		s.note("k", 0, dispatch.Begun, dispatch.Sent)
		s.put(receipt("k", "ann", 1))
		if got := s.h.Get(s.test, s.s, "k").Status(); got != dispatch.Sent {
			s.t.Errorf("the receipt is %q, want %q", got, dispatch.Sent)
		}
	}},
	{"order", "the receipts of a thread come in the order in which they were put, and those of others do not", func(s *suite) {
		s.put(receipt("z", "ann", 1), receipt("m", "ann", 1))
		s.put(receipt("other", "bob", 1))
		s.put(receipt("a", "ann", 1))
		s.open(s.claim("w", "ann", "bob")["ann"], "z", "m", "a")
	}},
	{"most", "no more than Max lines are claimed", func(s *suite) {
		for i := range 5 {
			s.put(receipt(fmt.Sprint(i), fmt.Sprint(i), 1))
		}
		claims, err := s.s.Claim(s.t.Context(), dispatch.ClaimQuery{Worker: "w", Lease: lease, Max: 3})
		if err != nil || len(claims) != 3 {
			s.t.Errorf("%d claims and %v, want 3", len(claims), err)
		}
	}},
	{"one worker", "a claimed thread is not claimed by another, nor again by the same worker unless it names it", func(s *suite) {
		s.put(receipt("k", "ann", 1))
		s.claim("w", "ann")
		s.claim("v")
		s.claim("w")
		s.named("v", "ann", 0, dispatch.ErrClaimed)
		s.named("w", "ann", 1, nil)
	}},
	{"many workers", "of workers that ask at once, each thread goes to one", func(s *suite) {
		const threads = 40
		for i := range threads {
			s.put(receipt(fmt.Sprint(i), fmt.Sprint(i), 1))
		}
		var mu sync.Mutex
		claimed := make(map[channel.Thread]int)
		many(8, func(i int) {
			for range 8 {
				claims, err := s.s.Claim(s.t.Context(), dispatch.ClaimQuery{Worker: fmt.Sprint("w", i), Lease: time.Minute, Max: 3})
				mu.Lock()
				if err != nil {
					s.t.Error(err)
				}
				for _, c := range claims {
					claimed[c.Thread]++
				}
				mu.Unlock()
			}
		})
		for to, n := range claimed {
			if n != 1 {
				s.t.Errorf("%s was claimed %d times", to.Key(), n)
			}
		}
		if len(claimed) != threads {
			s.t.Errorf("%d threads were claimed, want %d", len(claimed), threads)
		}
	}},
	{"a worker that died", "its claim ends after the lease, and another goes on", func(s *suite) {
		s.put(receipt("k", "ann", 2))
		s.claim("w", "ann")
		s.note("k", 0, dispatch.Begun)
		s.claim("v")
		s.h.Advance(lease + 100*time.Millisecond)
		got := s.open(s.claim("v", "ann")["ann"], "k")
		if got[0].Status() != dispatch.Begun {
			s.t.Errorf("the receipt is %q, want %q", got[0].Status(), dispatch.Begun)
		}
	}},
	{"a claim prolonged", "a worker that names its thread again has it for another lease", func(s *suite) {
		s.put(receipt("k", "ann", 1))
		s.claim("w", "ann")
		s.h.Advance(lease * 3 / 4)
		s.named("w", "ann", 1, nil)
		s.h.Advance(lease * 3 / 4)
		s.claim("v")
		s.named("v", "ann", 0, dispatch.ErrClaimed)
	}},
	{"a claim that was lost", "a worker whose lease ended does not take the thread back, nor yield it", func(s *suite) {
		s.put(receipt("k", "ann", 1))
		old := s.claim("w", "ann")["ann"]
		s.h.Advance(lease + 100*time.Millisecond)
		s.claim("v", "ann")
		s.named("w", "ann", 0, dispatch.ErrClaimed)
		s.yield(old, 0)
		s.claim("w")
		s.yield(old, dispatch.NothingLeft)
		s.named("v", "ann", 1, nil)
	}},
	{"nothing left", "a line is removed, and a thread without a line is not claimed", func(s *suite) {
		s.put(receipt("k", "ann", 1))
		c := s.claim("w", "ann")["ann"]
		s.note("k", 0, dispatch.Begun, dispatch.Sent)
		s.done("k")
		s.open(c)
		s.yield(c, dispatch.NothingLeft)
		s.claim("w")
		s.named("w", "ann", 0, nil)
		s.named("v", "nobody", 0, nil)
		s.put(receipt("l", "ann", 1))
		s.open(s.claim("v", "ann")["ann"], "l")
	}},
	{"put while nothing was left", "a receipt that comes after the worker has read, and before it yields, is not forgotten", func(s *suite) {
		s.put(receipt("k", "ann", 1))
		c := s.claim("w", "ann")["ann"]
		s.note("k", 0, dispatch.Begun, dispatch.Sent)
		s.done("k")
		s.open(c)
		s.put(receipt("l", "ann", 1))
		s.yield(c, dispatch.NothingLeft)
		s.open(s.claim("v", "ann")["ann"], "l")
	}},
	{"yield with a wait", "the thread is due after the wait, by name at once", func(s *suite) {
		s.put(receipt("k", "ann", 1))
		s.yield(s.claim("w", "ann")["ann"], time.Second)
		s.claim("v")
		s.put(receipt("l", "ann", 1)) // what comes behind it waits as well
		s.claim("v")
		s.h.Advance(1100 * time.Millisecond)
		c := s.claim("v", "ann")["ann"]
		s.open(c, "k", "l")
		s.yield(c, time.Hour)
		s.named("w", "ann", 1, nil)
	}},
	{"yield without a wait", "another worker has the thread at once", func(s *suite) {
		s.put(receipt("k", "ann", 1))
		s.yield(s.claim("w", "ann")["ann"], 0)
		s.claim("v", "ann")
	}},
}
