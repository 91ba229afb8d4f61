package storetest

import (
	"errors"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/erase"
)

// eraseCases check a conversation.ContactEraser. A store that is none passes them.
var eraseCases = []testCase{
	{"EraseContact", "what a contact said in a group goes, with the questions about it and the name; what others said stays", func(s *suite) {
		eraser, plan, left := s.eraser("ann")
		if eraser == nil {
			return
		}
		group := func(id, author string) {
			in := s.says("group:5", id, "hello of "+author)
			in.Event.From = channel.Person{ID: author, Name: "name of " + author}
			s.change("group:5", conversation.Change{
				Row:   conversation.Row{Thread: thread("group:5"), Person: in.Event.From, Channel: "c1"},
				Calls: []conversation.Call{{Key: "call of " + id, Thread: thread("group:5"), Event: in.Event}},
			})
			s.add(in)
		}
		group("g1", "bob")
		group("g2", "annette")
		group("g3", "ann")
		s.hear(s.says("ann", "in1", "hi"), s.says("bob", "in2", "hi"))
		s.change("ann", conversation.Change{New: []dispatch.Receipt{receipt("ann", "open"), receipt("ann", "over")}})
		s.note("open", dispatch.Begun, dispatch.Unsent)
		s.note("over", dispatch.Begun, dispatch.Sent)
		for what, want := range map[erase.Data]int{
			erase.Sending: 2, erase.Sessions: 3, erase.Receipts: 1, erase.Events: 2, erase.Seen: 1, erase.Profiles: 1, erase.Media: 0,
		} {
			n, err := left(erase.Step{Data: what})
			s.want("left of "+string(what), n, want)
			s.want("error", err, nil)
		}
		s.want("erasing", eraser.EraseContact(s.t.Context(), plan), nil)
		s.want("verified", plan.Verify(left), nil)
		s.want("the group's inputs", s.ids("group:5"), "g1 g2")
		v := s.view("group:5")
		s.want("the group's name", v.Row.Person.Name, "")
		var calls []string
		for _, c := range v.Calls {
			calls = append(calls, c.Key)
		}
		s.want("the group's questions", strings.Join(calls, ", "), "call of g1, call of g2")
		s.want("bob's", s.state("bob").ID != "", true)
		again := s.says("group:5", "g3", "hello of ann")
		again.Event.From.ID = "ann"
		s.add(again) // delivered again
		s.want("the group's inputs, delivered again", s.ids("group:5"), "g1 g2")
	}},
	{"EraseContact of many rows", "all pages of a group are erased", func(s *suite) {
		eraser, plan, left := s.eraser("ann")
		if eraser == nil {
			return
		}
		var in []conversation.Input
		for i := range 1100 {
			one := s.says("group:5", "g"+strings.Repeat("x", i), "hello")
			one.Event.From.ID = []string{"ann", "bob"}[i%2]
			in = append(in, one)
		}
		s.add(in...)
		s.want("erasing", eraser.EraseContact(s.t.Context(), plan), nil)
		s.want("verified", plan.Verify(left), nil)
		s.want("inputs of others", len(s.view("group:5").Inputs), 550)
	}},
	{"EraseContact during a call", "a thread that a worker has claimed stays, with an error, and what was said in groups goes", func(s *suite) {
		eraser, plan, left := s.eraser("ann")
		if eraser == nil {
			return
		}
		in := s.says("group:5", "g1", "hello")
		in.Event.From.ID = "ann"
		s.add(in)
		s.change("ann", conversation.Change{New: []dispatch.Receipt{receipt("ann", "open")}})
		claims, err := s.s.Claim(s.t.Context(), dispatch.ClaimQuery{Worker: "w", Lease: time.Minute, Thread: thread("ann")})
		if err != nil || len(claims) != 1 {
			s.t.Fatal(claims, err)
		}
		if err := eraser.EraseContact(s.t.Context(), plan); !errors.Is(err, dispatch.ErrClaimed) {
			s.t.Errorf("while a worker has the thread: %v, want ErrClaimed", err)
		}
		s.want("the group's inputs", s.ids("group:5"), "")
		if err := plan.Verify(left); !errors.Is(err, erase.ErrLeft) {
			s.t.Errorf("verified: %v, want ErrLeft", err)
		}
		s.want("yield", s.s.Yield(s.t.Context(), claims[0], 0), nil)
		s.want("erasing", eraser.EraseContact(s.t.Context(), plan), nil)
		s.want("verified", plan.Verify(left), nil)
	}},
}

// eraser returns the store as a ContactEraser, with a plan for one contact and how to verify it;
// nil if the store is none.
func (s *suite) eraser(contact string) (conversation.ContactEraser, erase.Plan, func(erase.Step) (int, error)) {
	s.t.Helper()
	e, ok := s.s.(conversation.ContactEraser)
	if !ok {
		return nil, erase.Plan{}, nil
	}
	plan, err := erase.New(erase.Request{Platform: "wire", IDs: []string{contact}})
	if err != nil {
		s.t.Fatal(err)
	}
	return e, plan, func(step erase.Step) (int, error) { return e.Left(s.t.Context(), plan, step) }
}
