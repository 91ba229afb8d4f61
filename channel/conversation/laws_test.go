package conversation_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

// Laws of any history of one thread, whatever comes and however sends end: each input is applied or
// held once; after a Plan nothing is due; an ended receipt is closed; a question waits only for a
// robot that is in charge; a decision is made once; what a Plan sends has a key of its own.
func TestHistoryLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := &history{t: t, now: nine, decided: make(map[string]bool), applied: make(map[string]bool)}
		h.store = conversation.NewMemory(conversation.MemoryConfig{Now: func() time.Time { return h.now }, Also: h.check})
		h.rules = planRules(h)
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			h.step()
		}
	})
}

type history struct {
	testing.TB // for the helpers that make rules; only its methods Helper and Fatal are called
	t          *rapid.T
	now        time.Time
	store      *conversation.Memory
	rules      conversation.Rules
	n          int
	decided    map[string]bool // keys of actions
	applied    map[string]bool // ids of inputs
	messages   []string        // ids of the contact
	farewell   bool            // the robot has left by itself: what it said before is said
}

func (h *history) Helper() {}

func (h *history) step() {
	t := h.t
	h.now = h.now.Add(rapid.SampledFrom([]time.Duration{0, time.Second, time.Minute, 10 * time.Minute, 48 * time.Hour}).Draw(t, "wait"))
	h.n++
	id := fmt.Sprint("in", h.n)
	if rapid.Bool().Draw(t, "again") && h.n > 1 {
		id = fmt.Sprint("in", rapid.IntRange(1, h.n-1).Draw(t, "of"))
	}
	event := func(o channel.Origin, b channel.Body) conversation.Input {
		e := channel.Event{ID: id, Thread: ann, Origin: o, Renews: true, Time: h.now, Standby: rapid.IntRange(0, 9).Draw(t, "standby") == 0, Body: b}
		return conversation.Input{ID: id, Thread: ann, Event: &e}
	}
	said := func(s conversation.Said) conversation.Input { return conversation.Input{ID: id, Thread: ann, Said: &s} }
	does := func(e session.Event) conversation.Input {
		e.ID = id
		return conversation.Input{ID: id, Thread: ann, Session: &e}
	}
	v := h.view()
	var in conversation.Input
	switch rapid.IntRange(0, 15).Draw(t, "what") {
	case 0, 1, 2:
		h.messages = append(h.messages, id)
		in = event(channel.OriginContact, channel.Message{ID: id, Text: rapid.SampledFrom([]string{"hi", "agent", ""}).Draw(t, "text")})
	case 3:
		in = event(channel.OriginUnknown, channel.Message{ID: id, Text: "answer"})
	case 4:
		in = event(channel.OriginPerson, channel.Message{ID: id, Text: "I help."})
	case 5:
		in = event(channel.OriginContact, channel.Deleted{IDs: h.messages})
	case 6:
		in = event(channel.OriginContact, channel.Message{ID: id, Attachments: []channel.Attachment{{Kind: channel.MediaOther}}})
	case 7:
		in = event(channel.OriginContact, channel.Blocked{})
	case 8, 9:
		s := conversation.Said{Messages: []channel.Message{{Text: "answer"}, {Text: "more"}}}
		if len(v.Calls) > 0 {
			s.Call = v.Calls[0].Key
			s.Handoff = rapid.IntRange(0, 4).Draw(t, "handoff") == 0
			h.farewell = h.farewell || s.Handoff
		}
		in = said(s)
	case 10:
		in = said(conversation.Said{Agent: "eve", Messages: []channel.Message{{Text: "It comes."}}})
	case 11:
		in = does(session.Event{Kind: session.TransferRequested, Agent: "eve", To: session.Agent, Target: "eve", Force: true})
	case 12:
		in = does(session.Event{Kind: session.CloseRequested, By: session.Host})
	default:
		h.send(v)
	}
	var list []conversation.Input
	if in.ID != "" {
		list = append(list, in)
	}
	err := h.store.Update(t.Context(), ann, list, func(v conversation.View) (conversation.Change, error) { return conversation.Plan(h.rules, v) })
	if err != nil {
		t.Fatal(err)
	}
	if due, err := h.store.Due(t.Context(), conversation.DueQuery{Max: 9}); err != nil || len(due) > 0 {
		t.Fatalf("%v is due after a Plan, %v", due, err)
	}
}

// send begins or ends the first part of a receipt that is open.
func (h *history) send(v conversation.View) {
	for _, r := range v.Receipts {
		if !r.Open() {
			continue
		}
		e := dispatch.Entry{Key: r.Key, Try: r.Parts[0].Try, At: h.now, Token: "t"}
		if r.Parts[0].Status == dispatch.Unsent {
			e.Try, e.Status = e.Try+1, dispatch.Begun
		} else {
			e.Status = rapid.SampledFrom([]dispatch.Status{dispatch.Sent, dispatch.Unsent, dispatch.Uncertain, dispatch.Failed}).Draw(h.t, "end")
			e.Reason = rapid.SampledFrom([]dispatch.Reason{dispatch.ReasonRejected, dispatch.ReasonUnreachable, dispatch.ReasonNotOwner}).Draw(h.t, "reason")
		}
		if err := h.store.Note(h.t.Context(), e); err != nil {
			h.t.Fatal(err)
		}
		return
	}
}

// check holds a Change to the laws.
func (h *history) check(_ conversation.View, c conversation.Change) error {
	for _, in := range c.Applied {
		if h.applied[in.ID] && !in.Live {
			return fmt.Errorf("%s is applied twice", in.ID)
		}
		h.applied[in.ID] = true
	}
	for _, a := range c.Actions {
		if key := a.Key.String(); h.decided[key] {
			return fmt.Errorf("%s is decided twice", key)
		} else {
			h.decided[key] = true
		}
	}
	for _, call := range c.Calls {
		if c.Row.State.Phase != session.PhaseRobot {
			return fmt.Errorf("the robot is asked %s in phase %v", call.Key, c.Row.State.Phase)
		}
	}
	if w := c.Row.Wake; c.Row.Thread == ann && !w.IsZero() && !w.After(h.now) {
		return fmt.Errorf("wake %v is not after %v", w, h.now)
	}
	return nil
}

func (h *history) view() conversation.View {
	var view conversation.View
	err := h.store.Update(h.t.Context(), ann, nil, func(v conversation.View) (conversation.Change, error) {
		view = v
		return conversation.Change{}, errStore
	})
	if !errors.Is(err, errStore) {
		h.t.Fatal(err)
	}
	if len(view.Calls) > 0 && view.Row.State.Phase != session.PhaseRobot {
		h.t.Fatalf("%d questions wait in phase %v", len(view.Calls), view.Row.State.Phase)
	}
	for _, r := range view.Receipts {
		taken := view.Row.State.Phase == session.PhaseAgent && view.Row.State.Agent == "" || view.Row.State.Phase == session.PhaseQueued || view.Row.State.Phase == session.PhaseClosed
		if !h.farewell && r.Priority == dispatch.Robot && r.Open() && !r.Unsettled() && taken {
			h.t.Fatalf("%s waits in phase %v", r.Key, view.Row.State.Phase)
		}
	}
	return view
}
