package storetest

import (
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

// threadCases check threads that move, and those that another app controls.
var threadCases = []testCase{
	{"moved", "the conversation goes on under the new name, with what waits: answers, questions, inputs and names", func(s *suite) {
		s.contacts = append(s.contacts, "anne")
		s.hear(s.says("ann", "in1", "hi"))
		s.work(s.a) // the answer is m1 of ann
		s.hear(s.says("ann", "in2", "and now?"))
		c := s.call("n")
		s.say(s.a, "ann", "call/x", conversation.Said{Call: c.Key, Messages: text("soon")})
		s.add(moved("ann", "anne"), s.says("ann", "in3", "there?"))
		s.apply("ann")
		s.want("the old name has a row", s.state("ann").ID, "")
		s.want("id", s.state("anne").ID, thread("anne").Key())
		s.want("phase", s.state("anne").Phase, session.PhaseRobot)
		s.want("questions", len(s.view("anne").Calls), 1)
		s.want("receipt to", s.view("anne").Receipts[0].To.Contact, "anne")
		s.work(s.a)
		s.reads("ann", "answer")
		s.reads("anne", "soon | answer")
		s.hear(event("anne", "echo", channel.OriginUnknown, channel.Message{ID: "m1", Text: "answer"}))
		s.want("phase", s.state("anne").Phase, session.PhaseRobot)
		s.want("inputs", s.ids("ann")+s.ids("anne"), "")
	}},
	{"moved while a robot thinks", "the question is asked again at once under the new name: an answer to the former one is not heard", func(s *suite) {
		s.contacts = append(s.contacts, "anne")
		s.hear(s.says("ann", "in1", "hi"))
		c := s.call("n")
		s.hear(moved("ann", "anne"))
		if err := s.a.Ask(s.t.Context(), c); err != nil {
			s.t.Fatal(err)
		}
		s.want("receipts", len(s.view("ann").Receipts)+len(s.view("anne").Receipts), 0)
		s.want("asked in", s.call("m").Thread.Contact, "anne")
	}},
	{"the id of a former chat", "after a move, an echo that names one message by its reference is not taken for another that had its id in the former chat", func(s *suite) {
		s.hear(s.says("ann", "in1", "hi"))
		s.change("ann", conversation.Change{Row: s.view("ann").Row, New: []dispatch.Receipt{receipt("ann", "k")}})
		s.note("k", dispatch.Begun, dispatch.Sent)
		s.apply("ann")
		s.hear(moved("ann", "anne"))
		l := receipt("anne", "l")
		l.Echoes, l.Parts[0].Message.Ref = dispatch.EchoesRef, "l.1"
		s.change("anne", conversation.Change{Row: s.view("anne").Row, New: []dispatch.Receipt{l}})
		s.note("l", dispatch.Begun, dispatch.Uncertain)
		s.hear(event("anne", "echo", channel.OriginUnknown, channel.Message{ID: "id of k", Text: "l", Ref: "l.1"}))
		s.want("l", stored(s.t, s.s, thread("anne"), "l").Status(), dispatch.Sent)
	}},
	{"moved while something comes", "an input that is stored and not applied is applied under the new name", func(s *suite) {
		s.hear(s.says("ann", "in1", "hi"))
		err := s.s.Update(s.t.Context(), thread("ann"), nil, func(v conversation.View) (conversation.Change, error) {
			to := thread("anne")
			v.Row.State.ID = to.Key()
			return conversation.Change{Row: v.Row, Move: &to}, nil
		})
		s.want("error", err, nil)
		s.add(s.says("ann", "in2", "late"))
		s.want("inputs of the old name", s.ids("ann"), "in2")
		s.want("row", s.state("anne").Phase, session.PhaseRobot)
	}},
	{"moved out of a pause", "what waited under the former name is due at once, and under the new name alone", func(s *suite) {
		s.change("ann", conversation.Change{New: []dispatch.Receipt{receipt("ann", "k")}})
		claim := func() []dispatch.Claim {
			s.t.Helper()
			claims, err := s.s.Claim(s.t.Context(), dispatch.ClaimQuery{Worker: "w", Lease: time.Minute, Max: 10})
			if err != nil {
				s.t.Fatal(err)
			}
			return claims
		}
		if err := s.s.Yield(s.t.Context(), claim()[0], time.Hour); err != nil {
			s.t.Fatal(err)
		}
		s.want("claims in the pause", len(claim()), 0)
		to := thread("anne")
		s.change("ann", conversation.Change{Move: &to})
		claims := claim()
		if len(claims) != 1 || claims[0].Thread != to {
			s.t.Errorf("claimed %v, want the new name", claims)
		}
	}},
	{"moved to a name that is taken", "the old session ends, what waits goes along, and the other conversation stays", func(s *suite) {
		s.served("bob")
		bob := s.state("bob")
		s.answered("ann")
		agents := receipt("ann", "k")
		agents.Priority = dispatch.Person
		s.change("ann", conversation.Change{Row: s.view("ann").Row, New: []dispatch.Receipt{agents}})
		s.add(moved("ann", "bob"))
		s.apply("ann")
		s.want("old", s.state("ann").Phase, session.PhaseClosed)
		s.want("reason", s.state("ann").Reason, session.ReasonHost)
		s.want("bob", s.state("bob"), bob)
		s.want("receipts of the old name", len(s.view("ann").Receipts), 0)
		s.work(s.a)
		s.reads("ann", "")
		s.reads("bob", "(queued) | k") // the robot's answer was taken back with its session
	}},
	{"the platform moves a thread when we send", "the message goes to the new name", func(s *suite) {
		s.contacts = append(s.contacts, "anne")
		s.answered("ann")
		s.wire.err = &channel.Error{Kind: channel.ErrUnreachable, Moved: thread("anne")}
		s.wire.before = func() {}
		s.deliver(s.a, "ann")
		s.wire.err = nil
		s.work(s.a)
		s.reads("anne", "answer")
		s.want("phase", s.state("anne").Phase, session.PhaseRobot)
	}},
	{"moves that cross", "threads that move into each other at once do not lock each other up, and every input is applied once", func(s *suite) {
		s.hear(s.says("ann", "in1", "hi"), s.says("bob", "in2", "hi"))
		many(8, func(i int) {
			from, to := "ann", "bob"
			if i%2 == 0 {
				from, to = to, from
			}
			in := moved(from, to)
			in.ID = fmt.Sprint("moved", i)
			in.Event.ID = in.ID
			if err := s.s.Add(s.t.Context(), []conversation.Input{in}); err != nil {
				s.t.Error(err)
			}
			if err := s.a.Apply(s.t.Context(), thread(from)); err != nil {
				s.t.Error(err)
			}
		})
		s.work(s.a)
		s.want("inputs", s.ids("ann")+s.ids("bob"), "")
		s.want("due", s.due(), []string{})
	}},
	{"standby", "a message that another app is to answer opens no session, and its live copy gives control back, once", func(s *suite) {
		standby := s.says("ann", "in1", "hi")
		standby.Event.Standby = true
		live := s.says("ann", "in1", "hi")
		s.hear(standby)
		s.want("control", s.state("ann").Control, session.ControlAwaited)
		s.want("phase", s.state("ann").Phase, session.PhaseClosed)
		s.hear(live)
		s.want("control", s.state("ann").Control, session.ControlOurs)
		rev := s.state("ann").Rev
		s.hear(standby)
		s.hear(live)
		s.want("rev", s.state("ann").Rev, rev)
		s.want("inputs", s.ids("ann"), "")
	}},
	{"standby and live before either is applied", "it is one live message", func(s *suite) {
		standby := s.says("ann", "in1", "hi")
		standby.Event.Standby = true
		s.add(standby)
		s.hear(s.says("ann", "in1", "hi"))
		s.want("phase", s.state("ann").Phase, session.PhaseRobot)
		s.want("questions", len(s.view("ann").Calls), 1)
	}},
	{"control is lost and comes back", "the robot stops, and starts again", func(s *suite) {
		s.answered("ann")
		s.hear(event("ann", "h1", channel.OriginPlatform, channel.Handover{Kind: channel.HandoverTaken, From: "us"}))
		s.want("phase", s.state("ann").Phase, session.PhaseClosed)
		s.work(s.a)
		s.reads("ann", "")
		s.hear(event("ann", "h2", channel.OriginPlatform, channel.Handover{Kind: channel.HandoverPassed, To: "us"}))
		s.want("control", s.state("ann").Control, session.ControlOurs)
	}},
}

func moved(from, to string) conversation.Input {
	in := event(to, "moved", channel.OriginPlatform, channel.Moved{From: thread(from)})
	in.Thread = thread(from)
	return in
}
