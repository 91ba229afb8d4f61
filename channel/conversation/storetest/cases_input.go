package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

var errNo = errors.New("no")

// inputCases check what is stored of inputs, and that an Update is all or nothing.
var inputCases = []testCase{
	{"the same input twice", "each input is stored once, and those of one call keep their order", func(s *suite) {
		z, m, a := s.says("ann", "z", "1"), s.says("ann", "m", "2"), s.says("ann", "a", "3")
		s.add(z, m, a)
		s.add(m, a, z)
		s.want("inputs", s.ids("ann"), "z m a")
		s.add(a, s.says("ann", "b", "4"))
		s.want("inputs", s.ids("ann"), "z m a b")
	}},
	{"inputs from six nodes", "batches in other orders that come at once are each stored once, without a deadlock", func(s *suite) {
		var all []conversation.Input
		for i := range 60 {
			all = append(all, s.says([]string{"ann", "bob", "cid"}[i%3], fmt.Sprintf("in%02d", i), "hi"))
		}
		many(6, func(n int) {
			for from := range 10 {
				var batch []conversation.Input
				for i := range 12 {
					batch = append(batch, all[(from*6+i*(n+1)*7)%len(all)])
				}
				if err := s.s.Add(s.t.Context(), batch); err != nil {
					s.t.Error(err)
				}
			}
			if err := s.s.Add(s.t.Context(), all); err != nil {
				s.t.Error(err)
			}
		})
		got := 0
		for _, contact := range []string{"ann", "bob", "cid"} {
			got += len(s.view(contact).Inputs)
		}
		s.want("inputs", got, 60)
	}},
	{"an Update sees what it adds", "inputs that Update adds are in the View, behind those that are there, once", func(s *suite) {
		s.add(s.says("ann", "z", "1"))
		in := []conversation.Input{s.says("ann", "b", "2"), s.says("ann", "a", "3"), s.says("ann", "z", "1")}
		err := s.s.Update(s.t.Context(), thread("ann"), in, func(v conversation.View) (conversation.Change, error) {
			var ids []string
			for _, i := range v.Inputs {
				ids = append(ids, i.ID)
				s.want("stored at", i.At, s.clock.now())
			}
			s.want("inputs", ids, []string{"z", "b", "a"})
			s.want("now", v.Now, s.clock.now())
			return conversation.Change{Applied: v.Inputs[:2]}, nil
		})
		s.want("error", err, nil)
		s.want("inputs", s.ids("ann"), "a")
	}},
	{"a plan that fails", "nothing is stored, also not the inputs, and the error is the plan's", func(s *suite) {
		err := s.s.Update(s.t.Context(), thread("ann"), []conversation.Input{s.says("ann", "in1", "hi")}, func(v conversation.View) (conversation.Change, error) {
			return conversation.Change{Row: v.Row, Applied: v.Inputs}, errNo
		})
		s.want("the plan's error", errors.Is(err, errNo), true)
		s.want("inputs", s.ids("ann"), "")
		s.want("due", s.due(), []string{})
		s.hear(s.says("ann", "in1", "hi"))
		s.want("phase", s.state("ann").Phase, session.PhaseRobot)
	}},
	{"a plan that is called again", "the result is that of one call", func(s *suite) {
		s.add(s.says("ann", "in1", "hi"))
		rules := conversation.Rules{Policy: &session.Policy{Config: session.DefaultConfig()}}
		err := s.s.Update(s.t.Context(), thread("ann"), nil, func(v conversation.View) (conversation.Change, error) {
			before, _ := json.Marshal(v)
			first, _ := conversation.Plan(rules, v)
			c, err := conversation.Plan(rules, v)
			if !reflect.DeepEqual(first, c) {
				s.t.Errorf("called again it decides %+v, and did decide %+v", c, first)
			}
			if after, _ := json.Marshal(v); string(after) != string(before) {
				s.t.Errorf("the View is %s, and was %s", after, before)
			}
			return c, err
		})
		s.want("error", err, nil)
		s.want("questions", len(s.calls("n")), 1)
	}},
	{"every field", "inputs, rows, receipts and calls are read as they were stored", everyField},
	{"the hook fails", "nothing of the Update is stored, also not the inputs", func(s *suite) {
		if s.h.Hook == nil {
			s.t.Skip("the store has no hook")
		}
		s.h.Hook(s.s, func(c conversation.Change) error {
			if len(c.Actions) > 0 {
				return errNo
			}
			return nil
		})
		in := s.says("ann", "in1", "hi")
		err := s.s.Update(s.t.Context(), in.Thread, []conversation.Input{in}, func(v conversation.View) (conversation.Change, error) {
			return conversation.Change{
				Row: v.Row, Applied: v.Inputs, Actions: []session.Action{{Key: session.Key{Kind: session.Close}}},
				New: []dispatch.Receipt{receipt("ann", "k")}, Calls: []conversation.Call{{Key: "c", Thread: v.Row.Thread}},
			}, nil
		})
		s.want("the hook's error", errors.Is(err, errNo), true)
		v := s.view("ann")
		s.want("stored", len(v.Inputs)+len(v.Receipts)+len(v.Calls)+len(s.calls("n")), 0)
		s.h.Hook(s.s, nil)
		s.hear(in)
		s.want("phase", s.state("ann").Phase, session.PhaseRobot)
	}},
	{"two Updates of a thread at once", "they come one after the other, and none is lost", func(s *suite) {
		many(20, func(i int) {
			err := s.s.Update(s.t.Context(), thread("ann"), nil, func(v conversation.View) (conversation.Change, error) {
				v.Row.State.ID, v.Row.State.Rev = "x", v.Row.State.Rev+1
				return conversation.Change{Row: v.Row}, nil
			})
			if err != nil {
				s.t.Error(err)
			}
		})
		s.want("updates", s.state("ann").Rev, 20)
	}},
	{"no contact", "an event without a contact is stored once and has no row", func(s *suite) {
		in := event("", "bad1", channel.OriginPlatform, channel.Custom{Kind: channel.KindMalformed, Data: []byte("<html>")})
		s.hear(in, in)
		v := s.view("")
		s.want("row", v.Row.State.ID, "")
		s.want("inputs", len(v.Inputs), 0)
		s.want("due", s.due(), []string{})
		s.clock.add(time.Hour)
		if err := s.s.Wake(s.t.Context(), "c1"); err != nil {
			s.t.Fatal(err)
		}
		s.want("due", s.due(), []string{})
	}},
}

// receipt is a message of the robot that has not left.
func receipt(contact, key string) dispatch.Receipt {
	return dispatch.Receipt{Key: key, To: thread(contact), Priority: dispatch.Robot, Parts: []dispatch.Part{{Message: channel.Message{Text: key, By: channel.ByRobot}}}}
}

func everyField(s *suite) {
	at := s.clock.now()
	e := channel.Event{
		ID: "e", Thread: thread("ann"), From: channel.Person{ID: "1", Name: "Ann", Handle: "ann", Locale: "de"}, Origin: channel.OriginContact,
		Time: at.Add(-time.Second), Renews: true, Late: true, Standby: true, Body: channel.Message{ID: "m", Text: "grüße 💡", Payload: "p"},
	}
	inputs := []conversation.Input{
		{ID: "e", Thread: thread("ann"), Channel: "c1", Event: &e},
		{ID: "s", Thread: thread("ann"), Channel: "c2", Said: &conversation.Said{Messages: text("a", "b"), Call: "k", Saw: "e", Handoff: true, Queue: "q"}},
		{ID: "r", Thread: thread("ann"), Said: &conversation.Said{Agent: "eve", Again: "k", Arrived: "l"}},
		{ID: "d", Thread: thread("ann"), Said: &conversation.Said{Done: true}}, {ID: "f", Thread: thread("ann"), Said: &conversation.Said{Failed: true}},
		{ID: "o", Thread: thread("ann"), Session: &session.Event{Kind: session.AgentAccepted, ID: "o", Time: at, Agent: "eve", Target: "t", Queue: "q", Priority: -3, Offer: 7,
			To: session.Queue, By: session.Host, Present: true, Force: true, Role: session.Joined, Saw: "e"}},
	}
	skipped := conversation.Input{ID: "w", Thread: thread("ann"), Channel: "c3", Skipped: directory.SkippedPaused, Event: &e}
	s.add(append(inputs, skipped)...)
	v := s.view("ann")
	for i := range v.Inputs {
		if v.Inputs[i].At != at {
			s.t.Errorf("stored at %v, want %v", v.Inputs[i].At, at)
		}
		v.Inputs[i].At = time.Time{}
	}
	if !reflect.DeepEqual(v.Inputs, inputs) {
		s.t.Errorf("read %+v, want %+v", v.Inputs, inputs)
	}
	policy := &session.Policy{Config: session.DefaultConfig()}
	row := conversation.Row{Thread: thread("ann"), Channel: "c1", Person: e.From, Wake: at.Add(time.Hour), AnswerUntil: at.Add(24 * time.Hour)}
	row.State, _ = policy.Step(session.State{ID: "x"}, session.Event{Kind: session.ContactMessage, ID: "e", Time: at}, at)
	r := receipt("ann", "k")
	r.Perishable, r.Echoes = true, dispatch.EchoesRef
	r.Parts = append(r.Parts, dispatch.Part{
		Message: channel.Message{Text: "2", Ref: "k.2", Heard: at, NotAfter: at.Add(time.Hour), Attachments: []channel.Attachment{{Kind: channel.MediaVideo, File: "film", Duration: time.Minute}}},
		Status:  dispatch.Failed, Try: 2, IDs: []string{"m1", "m2"}, Begun: at, Ended: at.Add(time.Second), Reason: dispatch.ReasonWindow, Code: "c", Error: "e",
		Affects: channel.AffectsPerson, Scope: channel.ScopeThread, Token: "t", Refused: 3, ReadyAt: at, Ready: []channel.Attachment{{Kind: channel.MediaImage, ID: "i"}},
	})
	call := conversation.Call{Key: "c", Thread: thread("ann"), Event: &e}
	s.change("ann", conversation.Change{Row: row, Applied: v.Inputs, New: []dispatch.Receipt{r}, Calls: []conversation.Call{call, {Key: "begin", Thread: thread("ann")}}})
	v = s.view("ann")
	want := conversation.View{Now: at, Row: row, Receipts: []dispatch.Receipt{r}, Calls: []conversation.Call{call, {Key: "begin", Thread: thread("ann")}}}
	if !reflect.DeepEqual(v, want) {
		s.t.Errorf("read %+v, want %+v", v, want)
	}
	if got := s.call("n"); !reflect.DeepEqual(got, call) {
		s.t.Errorf("read %+v, want %+v", got, call)
	}
}
