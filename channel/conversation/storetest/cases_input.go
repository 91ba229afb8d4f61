package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
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
