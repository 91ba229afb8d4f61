package storetest

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

// play is what happens. Each contact has a part of its own.
func (s *story) play() {
	s.t.Helper()
	s.hear(s.says("ann", "hello"), s.says("bob", "hi"), s.says("ann", "where is it?"), s.says("cid", "order 7"))
	s.echoes()
	s.work()
	s.echoes()
	s.work()
	s.clock.add(4 * time.Second)
	s.hear(moved("cid", "cyd"))
	s.hear(s.says("cyd", "and 8"))
	s.hear(s.says("ann", "agent"))
	s.work()
	s.do("ann", session.Event{Kind: session.AgentFound, ID: "router/1", Agent: "eve"})
	s.do("ann", session.Event{Kind: session.AgentAccepted, ID: "screen/0", Agent: "eve", Offer: s.state("ann").Part})
	s.agent("ann", "screen/1", "It comes", "at noon.")
	s.work()
	s.echoes()
	s.work()
	s.do("cyd", session.Event{Kind: session.CloseRequested, ID: "screen/c", By: session.Host})
	s.clock.add(time.Minute)
	s.hear(event("bob", "inbox1", channel.OriginPerson, channel.Message{ID: "x1", Text: "hello from the inbox"}))
	s.work()
	s.clock.add(18*time.Minute + time.Second)
	s.work()
	s.echoes()
	s.hear(s.says("ann", "thanks"), s.says("bob", "robot?"))
	s.work()
	s.agent("ann", "screen/2", "Bye.")
	s.work()
	s.echoes()
	s.work()
	s.playRefused()
	s.playErased()
}

// playRefused is the part of dan, who writes while the channel is paused. Later the platform
// refuses an agent's answer, and the agent sends it again.
func (s *story) playRefused() {
	s.t.Helper()
	s.contacts = []string{"dan"}
	paused := s.says("dan", "first")
	paused.Channel, paused.Skipped = "c9", directory.SkippedPaused
	s.hear(paused)
	s.until(func() error { _, err := s.svc.Release(s.ctx, "c9"); return err })
	s.work()
	s.echoes()
	s.hear(s.says("dan", "agent"))
	s.work()
	s.echoes()
	s.do("dan", session.Event{Kind: session.AgentFound, ID: "router/d", Agent: "eve"})
	s.do("dan", session.Event{Kind: session.AgentAccepted, ID: "screen/d", Agent: "eve", Offer: s.state("dan").Part})
	s.agent("dan", "screen/e", "It left.")
	key := s.open("dan")
	s.wire.err = &channel.Error{Kind: channel.ErrRejected}
	s.work()
	s.wire.err = nil
	if slices.Contains(s.wire.read("dan"), "It left.") {
		s.t.Error("the message that the platform refuses has arrived")
	}
	for range 2 {
		s.until(func() error { _, err := s.svc.Again(s.ctx, thread("dan"), "screen/f", "eve", key); return err })
	}
	s.work()
	s.echoes()
	s.work()
}

// playErased is the part of eli, who is answered and then erased. The platform delivers again what
// eli wrote.
func (s *story) playErased() {
	s.t.Helper()
	s.contacts = []string{"eli"}
	in := s.says("eli", "forget me")
	s.hear(in)
	s.work()
	s.echoes()
	s.work()
	s.until(func() error { return s.svc.Erase(s.ctx, thread("eli")) })
	s.hear(in)
	s.work()
}

// open is the key of the newest receipt of a thread.
func (s *story) open(contact string) (key string) {
	s.t.Helper()
	err := s.s.Update(context.Background(), thread(contact), nil, func(v conversation.View) (conversation.Change, error) {
		for _, r := range v.Receipts {
			key = r.Key
		}
		return conversation.Change{}, errLooked
	})
	if !errors.Is(err, errLooked) || key == "" {
		s.t.Fatalf("%s has no message that waits: %v", contact, err)
	}
	return key
}

// checkErased checks that nothing is kept of eli, who read the answer unless a kill made it
// uncertain before it left.
func (s *story) checkErased() {
	s.t.Helper()
	if id := s.state("eli").ID; id != "" {
		s.t.Errorf("eli is erased and has the row %q", id)
	}
	if unsure := s.rest("eli"); unsure > 0 {
		s.t.Errorf("eli is erased and has %d messages", unsure)
	}
	got := s.wire.read("eli")
	lost := len(got) == 0 && (s.where == afterBegun || s.where == beforeSending+"re forget me")
	if !lost && !slices.Equal(got, []string{"re forget me"}) {
		s.t.Errorf("eli reads %q, want the answer once", got)
	}
}

// check compares what the contacts read with what they must read, and what is left with what may be
// left. It returns how many messages are uncertain.
func (s *story) check() (uncertain int) {
	s.t.Helper()
	for contact, must := range toRead {
		unsure := s.rest(contact)
		got := s.wire.read(contact)
		if contact == "cid" {
			unsure += s.rest("cyd")
			got = append(got, s.wire.read("cyd")...)
		}
		at := 0
		for _, m := range got {
			i := slices.Index(must[at:], m)
			if i < 0 {
				s.t.Errorf("%s reads %q, want %q", contact, got, must)
				break
			}
			at += i + 1
		}
		if len(got)+unsure < len(must) || unsure == 0 && !slices.Equal(got, must) {
			s.t.Errorf("%s reads %q with %d uncertain, want %q", contact, got, unsure, must)
		}
		uncertain += unsure
	}
	for contact, want := range map[string]session.Phase{"ann": session.PhaseAgent, "bob": session.PhaseAgent, "cid": session.PhaseClosed, "cyd": session.PhaseClosed, "dan": session.PhaseAgent} {
		if got := s.state(contact).Phase; got != want {
			s.t.Errorf("%s is in phase %v in the end, want %v", contact, got, want)
		}
	}
	if got := s.state("ann"); got.Agent != "eve" || got.Owes != session.Contact {
		s.t.Errorf("ann is served by %q, and %v owes; want eve and the contact", got.Agent, got.Owes)
	}
	s.checkErased()
	return uncertain
}

// rest checks that nothing is left to do in a thread. It returns how many messages are uncertain.
func (s *story) rest(contact string) (uncertain int) {
	s.t.Helper()
	err := s.s.Update(context.Background(), thread(contact), nil, func(v conversation.View) (conversation.Change, error) {
		if len(v.Inputs)+len(v.Calls) > 0 {
			s.t.Errorf("%s: left are the inputs %v and the questions %v", contact, v.Inputs, v.Calls)
		}
		uncertain = 0
		for _, r := range v.Receipts {
			if r.Status() == dispatch.Uncertain {
				uncertain += len(r.Parts)
			} else {
				s.t.Errorf("%s: %q is %q in the end", contact, r.Key, r.Status())
			}
		}
		return conversation.Change{}, errLooked
	})
	if !errors.Is(err, errLooked) {
		s.t.Error(err)
	}
	return uncertain
}
