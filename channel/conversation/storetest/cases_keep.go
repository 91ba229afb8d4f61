package storetest

import (
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

// keepCases check what is deleted and what is kept.
var keepCases = []testCase{
	{"Erase", "nothing of the thread is left, what was erased stays known, and a new conversation starts anew under the same keys", func(s *suite) {
		story := func(id string) {
			s.hear(s.says("ann", id, "hi"))
			s.work(s.a)
			s.clock.add(18*time.Minute + time.Second)
			s.work(s.a) // still there?
		}
		story("in1")
		s.hear(s.says("bob", "in2", "hi"))
		s.erase("ann", nil)
		v := s.view("ann")
		s.want("left", v.Row.State.ID != "" || len(v.Inputs)+len(v.Receipts)+len(v.Calls) > 0, false)
		s.want("bob", s.state("bob").Phase, session.PhaseRobot)
		s.hear(s.says("ann", "in1", "hi")) // delivered again
		s.want("row", s.state("ann").ID, "")
		story("in3")
		s.reads("ann", "answer | (still-there) | answer | (still-there)")
		s.erase("nobody", nil)
	}},
	{"Erase during a call", "it is refused while a worker has the thread, and done when the worker has given it back", func(s *suite) {
		s.answered("ann")
		s.wire.before = func() { s.erase("ann", dispatch.ErrClaimed) }
		s.work(s.a)
		s.reads("ann", "answer")
		s.erase("ann", nil)
		s.want("row", s.state("ann").ID, "")
	}},
	{"Erase while a robot thinks", "its answer leaves nothing", func(s *suite) {
		s.hear(s.says("ann", "in1", "hi"))
		c := s.call("n")
		s.erase("ann", nil)
		if err := s.a.Ask(s.t.Context(), c); err != nil {
			s.t.Fatal(err)
		}
		v := s.view("ann")
		s.want("left", v.Row.State.ID != "" || len(v.Inputs)+len(v.Receipts)+len(v.Calls) > 0, false)
		s.work(s.a)
		s.reads("ann", "")
		s.clock.add(time.Hour)
		s.prune(s.clock.now(), 100, 1) // the erased in1, and not what the robot wanted to say
	}},
	{"Prune", "it deletes what is over and older, in pages, and keeps what is still to be done", func(s *suite) {
		begin := s.clock.now()
		s.hear(s.says("ann", "in1", "hi"))
		s.work(s.a) // in1, call/… and the answer are over
		s.clock.add(time.Second)
		s.change("bob", conversation.Change{New: []dispatch.Receipt{receipt("bob", "open"), receipt("bob", "unsure"), receipt("bob", "ended")}})
		s.note("unsure", dispatch.Begun, dispatch.Uncertain)
		s.note("ended", dispatch.Begun, dispatch.Sent)
		s.add(s.says("bob", "in2", "hi"))
		s.prune(begin, 100, 0)
		cut := s.clock.now().Add(time.Second)
		s.clock.add(time.Hour)
		s.hear(s.says("cid", "in3", "hi"))
		s.prune(cut, 2, 2)
		s.prune(cut, 100, 2)
		s.prune(cut, 100, 0)
		s.want("ann's row", s.state("ann").Phase, session.PhaseRobot)
		s.want("bob's inputs", s.ids("bob"), "in2")
		var keys []string
		for _, r := range s.view("bob").Receipts {
			keys = append(keys, r.Key)
		}
		s.want("bob's receipts", keys, []string{"open", "ended"})
		s.want("cid's questions", len(s.view("cid").Calls), 1)
		s.erase("ann", nil)
		s.clock.add(time.Hour)
		s.hear(s.says("cid", "in3", "hi"))
		s.prune(s.clock.now(), 100, 1) // in3: ann's inputs were pruned before
	}},
	{"Prune of what was erased", "the ids are forgotten as well", func(s *suite) {
		s.hear(s.says("ann", "in1", "hi"))
		s.erase("ann", nil)
		s.clock.add(time.Hour)
		s.prune(s.clock.now(), 100, 1)
		s.hear(s.says("ann", "in1", "hi"))
		s.want("phase", s.state("ann").Phase, session.PhaseRobot)
	}},
}

func (s *suite) erase(contact string, want error) {
	s.t.Helper()
	if err := s.s.Erase(s.t.Context(), thread(contact)); !errors.Is(err, want) {
		s.t.Errorf("erasing %s: %v, want %v", contact, err, want)
	}
}

func (s *suite) prune(before time.Time, most, want int) {
	s.t.Helper()
	n, err := s.s.Prune(s.t.Context(), before, most)
	if err != nil || n != want {
		s.t.Errorf("pruned %d, %v, want %d", n, err, want)
	}
}
