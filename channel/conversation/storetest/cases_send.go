package storetest

import (
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

// sendCases check the fence, claims and the ends of receipts.
var sendCases = []testCase{
	{"two nodes hold a receipt", "each part is sent once", func(s *suite) {
		s.answered("ann")
		b := s.node("b", nil)
		r := s.view("ann").Receipts[0]
		_, err := s.a.Outbox().Dispatcher().Deliver(s.t.Context(), r)
		s.want("a", err, nil)
		_, err = b.Outbox().Dispatcher().Deliver(s.t.Context(), r)
		s.want("b is fenced", errors.Is(err, dispatch.ErrFenced), true)
		s.reads("ann", "answer")
	}},
	{"cancelled while another node holds it", "what was taken back is not sent", func(s *suite) {
		s.answered("ann")
		r := s.view("ann").Receipts[0]
		s.hear(s.says("ann", "in2", "agent"))
		_, err := s.node("b", nil).Outbox().Dispatcher().Deliver(s.t.Context(), r)
		s.want("b is fenced", errors.Is(err, dispatch.ErrFenced), true)
		s.work(s.a)
		s.reads("ann", "(queued)")
	}},
	{"cancelled while under way, and refused", "an answer that the platform did not accept is not sent again after the takeover", func(s *suite) {
		s.answered("ann")
		key := s.view("ann").Receipts[0].Key
		s.wire.before = func() {
			s.hear(s.says("ann", "in2", "agent"))
			s.wire.err = &channel.Error{Kind: channel.ErrUnavailable}
		}
		s.work(s.a)
		s.wire.err = nil
		s.clock.add(time.Hour)
		s.work(s.a)
		s.reads("ann", "(queued)")
		s.want("status", stored(s.t, s.s, thread("ann"), key).Status(), dispatch.Cancelled)
	}},
	{"begun and then known to be unsent", "the part is sent by the next try, once", func(s *suite) {
		s.answered("ann")
		key := s.view("ann").Receipts[0].Key
		s.note(key, dispatch.Begun, dispatch.Unsent)
		s.note2(key, 1, dispatch.ErrFenced)
		s.work(s.a)
		s.reads("ann", "answer")
		s.want("try", stored(s.t, s.s, thread("ann"), key).Parts[0].Try, 2)
	}},
	{"a claim that ran out", "another worker goes on, and does not send again what was begun", func(s *suite) {
		s.change("ann", conversation.Change{New: []dispatch.Receipt{receipt("ann", "k"), receipt("ann", "l")}})
		claim := func(worker string) int {
			claims, err := s.s.Claim(s.t.Context(), dispatch.ClaimQuery{Worker: worker, Lease: time.Minute, Max: 9})
			if err != nil {
				s.t.Fatal(err)
			}
			return len(claims)
		}
		s.want("v", claim("v"), 1)
		s.note("k", dispatch.Begun)
		s.want("w", claim("w"), 0)
		err := s.a.DeliverThread(s.t.Context(), thread("ann"))
		s.want("a", errors.Is(err, dispatch.ErrClaimed), true)
		s.clock.add(time.Minute)
		s.work(s.a)
		s.clock.add(time.Minute)
		s.work(s.a)
		s.reads("ann", "l")
		s.want("k", stored(s.t, s.s, thread("ann"), "k").Status(), dispatch.Uncertain)
	}},
	{"a failure is told once", "an answer that was refused leaves the turn with who gave it, also if the process is killed before it tells", func(s *suite) {
		s.answered("ann")
		s.want("owes", s.state("ann").Owes, session.Contact)
		s.wire.err = &channel.Error{Kind: channel.ErrRejected}
		_, err := s.a.Outbox().Dispatcher().Deliver(s.t.Context(), s.view("ann").Receipts[0]) // and is killed
		s.want("refused", errors.Is(err, channel.ErrRejected), true)
		s.want("due", s.due(), []string{"ann"})
		s.apply("ann")
		s.want("owes", s.state("ann").Owes, session.Robot)
		s.want("due", s.due(), []string{})
		s.want("receipts", len(s.view("ann").Receipts), 0)
	}},
	{"the contact cannot be reached", "the session ends", func(s *suite) {
		s.answered("ann")
		s.wire.err = &channel.Error{Kind: channel.ErrUnreachable}
		s.deliver(s.a, "ann")
		s.want("phase", s.state("ann").Phase, session.PhaseClosed)
		s.want("reason", s.state("ann").Reason, session.ReasonUnreachable)
	}},
	{"one topic cannot be reached", "the contact is not gone: the answer did not arrive", func(s *suite) {
		s.answered("ann")
		s.wire.err = &channel.Error{Kind: channel.ErrUnreachable, Scope: channel.ScopeThread}
		s.deliver(s.a, "ann")
		s.want("phase", s.state("ann").Phase, session.PhaseRobot)
		s.want("owes", s.state("ann").Owes, session.Robot)
	}},
	{"another app owns the thread", "control is lost", func(s *suite) {
		s.answered("ann")
		s.wire.err = &channel.Error{Kind: channel.ErrNotOwner}
		s.deliver(s.a, "ann")
		s.want("reason", s.state("ann").Reason, session.ReasonControlLost)
	}},
	{"a notice that fails", "no turn changes: the contact still owes an answer", func(s *suite) {
		s.answered("ann")
		s.deliver(s.a, "ann")
		s.clock.add(18*time.Minute + time.Second)
		s.apply("ann") // still there?
		s.want("receipts", len(s.view("ann").Receipts), 1)
		s.wire.err = &channel.Error{Kind: channel.ErrRejected}
		s.deliver(s.a, "ann")
		s.want("receipts", len(s.view("ann").Receipts), 0)
		s.want("owes", s.state("ann").Owes, session.Contact)
		s.want("due", s.due(), []string{})
	}},
	{"Again", "an answer that failed is sent once more, although it was closed; its end is told anew", func(s *suite) {
		s.served("ann")
		r := s.say(s.a, "ann", "form/1", conversation.Said{Agent: "eve", Messages: text("It comes.")})
		key := r.Delivered[0].Key
		s.wire.err = &channel.Error{Kind: channel.ErrRejected}
		s.work(s.a)
		s.want("owes", s.state("ann").Owes, session.Agent)
		s.want("receipts", len(s.view("ann").Receipts), 0)
		again := func(id, agent string) conversation.Result {
			r, err := s.a.Again(s.t.Context(), thread("ann"), id, agent, key)
			if err != nil {
				s.t.Fatal(err)
			}
			return r
		}
		s.want("another agent", again("form/2", "mel").Refused, session.ReasonNotInCharge)
		s.want("the agent", again("form/3", "eve").Done(), true)
		s.want("the same form", again("form/3", "eve").Known, true)
		s.want("owes", s.state("ann").Owes, session.Contact)
		s.work(s.a)
		s.want("owes", s.state("ann").Owes, session.Agent) // it failed again
		s.wire.err = nil
		again("form/4", "eve")
		s.work(s.a)
		s.want("owes", s.state("ann").Owes, session.Contact)
		s.reads("ann", "(queued) | It comes.")
	}},
	{"uncertain", "nothing is told, nothing is sent again by itself, and a person can say that it arrived", func(s *suite) {
		s.answered("ann")
		s.wire.err = &channel.Error{Kind: channel.ErrUncertain}
		s.work(s.a)
		key := s.view("ann").Receipts[0].Key
		s.wire.err = nil
		for range 3 {
			s.clock.add(time.Minute)
			s.work(s.a)
		}
		s.reads("ann", "")
		s.want("owes", s.state("ann").Owes, session.Contact)
		s.say(s.a, "ann", "form/1", conversation.Said{Agent: "eve", Arrived: key})
		s.want("status", stored(s.t, s.s, thread("ann"), key).Status(), dispatch.Sent)
		s.want("receipts", len(s.view("ann").Receipts), 0)
		s.work(s.a)
		s.reads("ann", "")
	}},
	{"many threads", "Due and Claim find what is due among thousands", func(s *suite) {
		const threads = 2000
		for i := range threads {
			c := conversation.Change{Row: conversation.Row{Thread: thread(fmt.Sprint(i))}}
			c.Row.State.ID = "x"
			if i%100 == 0 {
				c.Row.Wake, c.New = s.clock.now(), []dispatch.Receipt{receipt(fmt.Sprint(i), fmt.Sprint("k", i))}
			}
			s.change(fmt.Sprint(i), c)
		}
		s.want("due", len(s.due()), threads/100)
		claims, err := s.s.Claim(s.t.Context(), dispatch.ClaimQuery{Worker: "w", Lease: time.Minute, Max: 100})
		if err != nil {
			s.t.Fatal(err)
		}
		s.want("claims", len(claims), threads/100)
	}},
}

// note2 notes a begun of a try and expects an error.
func (s *suite) note2(key string, try int, want error) {
	s.t.Helper()
	err := s.s.Note(s.t.Context(), dispatch.Entry{Key: key, Try: try, Status: dispatch.Begun, Token: "b", At: s.clock.now()})
	if !errors.Is(err, want) {
		s.t.Errorf("begun: %v, want %v", err, want)
	}
}

// answered has the robot's answer to a contact's "hi" stored, and not sent.
func (s *suite) answered(contact string) {
	s.t.Helper()
	s.hear(s.says(contact, contact+"/hi", "hi"))
	c := s.call("answered")
	s.say(s.a, contact, "call/"+c.Key, conversation.Said{Call: c.Key, Messages: text("answer")})
	if got := s.view(contact).Receipts; len(got) != 1 || !got[0].Open() {
		s.t.Fatalf("%d receipts, want the robot's answer", len(got))
	}
}

// served has the agent eve serve a contact.
func (s *suite) served(contact string) {
	s.t.Helper()
	s.hear(s.says(contact, contact+"/agent", "agent"))
	s.do(contact, session.Event{Kind: session.AgentFound, Agent: "eve"})
	s.do(contact, session.Event{Kind: session.AgentAccepted, Agent: "eve", Offer: s.state(contact).Part})
	s.work(s.a)
	s.want("agent", s.state(contact).Agent, "eve")
}
