package storetest

import (
	"context"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/session"
)

// robotCases check questions to robots and what becomes of their answers.
var robotCases = []testCase{
	{"asked at least once", "a question is claimed by one node, again when its claim has ended, and is gone when it was answered", func(s *suite) {
		s.hear(s.says("ann", "in1", "hi"))
		c := s.call("n1")
		s.want("question", c.Event.Body.(channel.Message).Text, "hi")
		s.want("questions of another node", len(s.calls("n2")), 0)
		s.want("questions of the same", len(s.calls("n1")), 0)
		s.clock.add(time.Minute + time.Second) // n1 is dead
		c = s.call("n2")
		s.say(s.a, "ann", "call/x", conversation.Said{Call: c.Key, Messages: text("answer")})
		s.clock.add(time.Hour)
		s.want("questions", len(s.calls("n3")), 0)
	}},
	{"one question of a thread at a time", "the next one is asked when the one before is answered, in their order", func(s *suite) {
		s.hear(s.says("ann", "in1", "one"), s.says("ann", "in2", "two"), s.says("bob", "in3", "three"))
		var asked []string
		for range 3 {
			for _, c := range s.calls("n") {
				asked = append(asked, c.Event.Body.(channel.Message).Text)
				s.say(s.a, c.Thread.Contact, "call/"+c.Key, conversation.Said{Call: c.Key, Messages: text("re " + asked[len(asked)-1])})
			}
		}
		s.want("asked", asked, []string{"one", "three", "two"})
		s.work(s.a)
		s.reads("ann", "re one | re two")
		s.reads("bob", "re three")
	}},
	{"messages that cross", "an answer to the first of two messages leaves the robot owing one to the second", func(s *suite) {
		s.hear(s.says("ann", "in1", "one"), s.says("ann", "in2", "two"))
		for _, owes := range []session.Party{session.Robot, session.Contact} {
			if err := s.a.Ask(s.t.Context(), s.call("n")); err != nil {
				s.t.Fatal(err)
			}
			s.want("owes", s.state("ann").Owes, owes)
		}
	}},
	{"answered twice", "the second answer, under another id, says nothing", func(s *suite) {
		s.hear(s.says("ann", "in1", "hi"))
		c := s.call("n")
		for n := range 2 {
			s.say(s.a, "ann", fmt.Sprint("call/", n), conversation.Said{Call: c.Key, Messages: text("answer")})
		}
		s.work(s.a)
		s.reads("ann", "answer")
	}},
	{"answered after the robot was stopped", "nothing is said", func(s *suite) {
		s.hear(s.says("ann", "in1", "hi"))
		c := s.call("n")
		s.hear(s.says("ann", "in2", "agent"))
		s.want("questions", len(s.view("ann").Calls), 0)
		s.say(s.a, "ann", "call/"+c.Key, conversation.Said{Call: c.Key, Messages: text("answer")})
		s.work(s.a)
		s.reads("ann", "(queued)")
	}},
	{"a keyword while the answer waits", "the answer is taken back", func(s *suite) {
		s.answered("ann")
		s.hear(s.says("ann", "in2", "agent"))
		s.work(s.a)
		s.reads("ann", "(queued)")
	}},
	{"a keyword in the same Plan as the answer", "the answer is taken back although it is new", func(s *suite) {
		s.hear(s.says("ann", "in1", "hi"))
		c := s.call("n")
		s.add(conversation.Input{ID: "call/x", Thread: thread("ann"), Said: &conversation.Said{Call: c.Key, Messages: text("answer")}}, s.says("ann", "in2", "agent"))
		s.work(s.a)
		s.reads("ann", "(queued)")
	}},
	{"last words", "what the robot says before it hands off is said", func(s *suite) {
		s.hear(s.says("ann", "in1", "hi"))
		s.work(s.node("b", func(context.Context, conversation.Call) (conversation.Said, error) {
			return conversation.Said{Messages: text("One", "moment."), Handoff: true}, nil
		}))
		s.reads("ann", "One | moment. | (queued)")
	}},
	{"a robot that fails", "people take over, and its waiting words are said", func(s *suite) {
		s.answered("ann") // the answer waits
		s.hear(s.says("ann", "in2", "and now?"))
		s.work(s.node("b", nil))
		s.want("phase", s.state("ann").Phase, session.PhaseQueued)
		s.want("questions", len(s.view("ann").Calls), 0)
		s.reads("ann", "answer | (queued)")
	}},
	{"edited", "a question that waits has the words that its message has now", func(s *suite) {
		s.hear(s.says("ann", "in1", "hi"))
		s.hear(event("ann", "in1/edit", channel.OriginContact, channel.Edited{Message: channel.Message{ID: "in1", Text: "hello"}}))
		c := s.call("n")
		s.want("question", c.Event.Body.(channel.Message).Text, "hello")
	}},
	{"deleted", "a question whose message was taken back is not asked, and the robot owes nothing", func(s *suite) {
		s.hear(s.says("ann", "in1", "hi"))
		s.hear(event("ann", "in1/deleted", channel.OriginContact, channel.Deleted{IDs: []string{"in1"}}))
		s.want("questions", len(s.calls("n")), 0)
		s.want("owes", s.state("ann").Owes, session.Contact)
		s.work(s.a)
		s.reads("ann", "")
	}},
	{"unreadable", "a message that no robot can read goes to people", func(s *suite) {
		in := s.says("ann", "in1", "")
		in.Event.Body = channel.Message{ID: "in1", Attachments: []channel.Attachment{{Kind: channel.MediaOther, Name: "encrypted"}}}
		s.hear(in)
		s.want("phase", s.state("ann").Phase, session.PhaseQueued)
		s.want("questions", len(s.view("ann").Calls), 0)
	}},
}
