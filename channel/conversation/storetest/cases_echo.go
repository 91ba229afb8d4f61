package storetest

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

// echoCases check what becomes of messages that the business sent.
var echoCases = []testCase{
	{"an echo before the answer", "one of unknown origin, with other words and no reference, waits for the send and is then dropped", func(s *suite) {
		s.answered("ann")
		s.wire.after = func() {
			s.hear(event("ann", "echo", channel.OriginUnknown, channel.Message{ID: "m1", Text: "rewritten by the platform"}))
			s.want("inputs", s.ids("ann"), "echo*")
		}
		s.work(s.a)
		s.want("inputs", s.ids("ann"), "")
		s.want("phase", s.state("ann").Phase, session.PhaseRobot)
		s.reads("ann", "answer")
	}},
	{"a person while ours is under way", "if the send fails, the message that waited is a person's", func(s *suite) {
		s.answered("ann")
		s.wire.before = func() {
			s.hear(event("ann", "inbox", channel.OriginUnknown, channel.Message{ID: "x", Text: "I help you."}))
			s.want("inputs", s.ids("ann"), "inbox*")
			s.wire.err = &channel.Error{Kind: channel.ErrRejected}
		}
		s.work(s.a)
		s.want("inputs", s.ids("ann"), "")
		s.want("phase", s.state("ann").Phase, session.PhaseAgent)
	}},
	{"a person while ours waits", "one that has not left has no echo: the person takes over at once, and the robot does not speak over them", func(s *suite) {
		s.answered("ann")
		s.hear(event("ann", "inbox", channel.OriginPerson, channel.Message{ID: "x", Text: "I help you."}))
		s.want("phase", s.state("ann").Phase, session.PhaseAgent)
		s.work(s.a)
		s.reads("ann", "")
	}},
	{"the echo of what was closed long ago", "it is known by its id, and changes nothing", func(s *suite) {
		s.answered("ann")
		s.work(s.a)
		s.want("receipts", len(s.view("ann").Receipts), 0)
		s.hear(event("ann", "echo", channel.OriginUnknown, channel.Message{ID: "m1", Text: "answer"}))
		s.want("phase", s.state("ann").Phase, session.PhaseRobot)
	}},
	{"the same id in another chat", "platforms count messages within a chat: it is not ours", func(s *suite) {
		s.answered("ann")
		s.work(s.a)
		s.hear(s.says("bob", "in2", "hi"))
		s.hear(event("bob", "inbox", channel.OriginPerson, channel.Message{ID: "m1", Text: "answer"}))
		s.want("phase", s.state("bob").Phase, session.PhaseAgent)
	}},
	{"an echo that settles", "an uncertain receipt was sent, what is left of it is sent, and its echo is no person's", func(s *suite) {
		r := receipt("ann", "k")
		r.Echoes = dispatch.EchoesRef
		r.Parts[0].Message.Ref = "k.1"
		r.Parts = append(r.Parts, dispatch.Part{Message: channel.Message{Text: "two", Ref: "k.2"}})
		s.hear(s.says("ann", "in1", "hi"))
		s.calls("n")
		s.change("ann", conversation.Change{Row: s.view("ann").Row, New: []dispatch.Receipt{r}})
		s.note("k", dispatch.Begun, dispatch.Uncertain)
		s.hear(event("ann", "echo", channel.OriginUnknown, channel.Message{ID: "m7", Text: "k", Ref: "k.1"}))
		s.want("phase", s.state("ann").Phase, session.PhaseRobot)
		s.work(s.a)
		s.reads("ann", "two")
		s.want("status", stored(s.t, s.s, thread("ann"), "k").Status(), dispatch.Sent)
	}},
	{"an echo after the takeover", "what follows an uncertain part is withdrawn with the robot: an echo does not send it", func(s *suite) {
		r := receipt("ann", "k")
		r.Echoes = dispatch.EchoesRef
		r.Parts[0].Message.Ref = "k.1"
		r.Parts = append(r.Parts, dispatch.Part{Message: channel.Message{Text: "two", Ref: "k.2"}})
		s.hear(s.says("ann", "in1", "hi"))
		s.change("ann", conversation.Change{Row: s.view("ann").Row, New: []dispatch.Receipt{r}})
		s.note("k", dispatch.Begun, dispatch.Uncertain)
		s.hear(s.says("ann", "in2", "agent"))
		s.hear(event("ann", "echo", channel.OriginUs, channel.Message{ID: "m7", Text: "k", Ref: "k.1"}))
		s.work(s.a)
		s.reads("ann", "(queued)")
		s.want("status", stored(s.t, s.s, thread("ann"), "k").Status(), dispatch.Cancelled)
	}},
	{"the same words twice", "the echo of one message does not settle another that says the same", func(s *suite) {
		k, l := receipt("ann", "k"), receipt("ann", "l")
		for _, r := range []*dispatch.Receipt{&k, &l} {
			r.Echoes, r.Parts[0].Message.Text = dispatch.EchoesOwn, "yes"
		}
		s.change("ann", conversation.Change{New: []dispatch.Receipt{k}})
		s.note("k", dispatch.Begun, dispatch.Sent)
		s.change("ann", conversation.Change{Closed: []string{"k"}, New: []dispatch.Receipt{l}})
		s.note("l", dispatch.Begun, dispatch.Uncertain)
		s.hear(event("ann", "echo", channel.OriginUs, channel.Message{ID: "id of k", Text: "yes"}))
		s.want("l", stored(s.t, s.s, thread("ann"), "l").Status(), dispatch.Uncertain)
	}},
	{"the platform takes its word back", "a message that was sent and closed failed after all: the turn is the robot's again", func(s *suite) {
		s.answered("ann")
		s.work(s.a)
		s.want("owes", s.state("ann").Owes, session.Contact)
		s.hear(event("ann", "failed", channel.OriginPlatform, channel.Failed{ID: "m1", Code: "131"}))
		s.want("owes", s.state("ann").Owes, session.Robot)
	}},
}
