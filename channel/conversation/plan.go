package conversation

import (
	"cmp"
	"slices"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

// Plan decides what becomes of a thread, from what is stored of it alone. It stores nothing and
// does no I/O, so it may be called again for the same View.
//
// The order is part of the rules: inputs as they were stored, then the ends of receipts, then the
// passing of time. An input counts from the instant at which it was stored; the other two count
// from View.Now. If they came first, a deadline would be due that a stored message has beaten.
//
// The error is that of Rules.Prepare: the limits of the thread are not known, and nothing can be
// decided now.
func Plan(r Rules, v View) (Change, error) {
	var at int
	return planAt(r, v, &at)
}

// planAt is Plan. It leaves the index of the input that it works on in at, and the number of inputs
// when it is past them.
func planAt(r Rules, v View, at *int) (Change, error) {
	p := &planner{
		r: r, v: v, c: Change{Row: v.Row},
		receipts: slices.Clone(v.Receipts), calls: slices.Clone(v.Calls), closed: make(map[string]bool),
	}
	if v.Row.Thread.Contact == "" { // no contact: stored, and no conversation
		return Change{Applied: v.Inputs}, nil
	}
	p.fresh = v.Row.State.ID == ""
	if p.fresh {
		p.c.Row.State.ID = v.Row.Thread.Key()
	}
	for *at = 0; *at < len(v.Inputs); *at++ {
		p.input(v.Inputs[*at])
	}
	p.ends()
	p.step(session.Event{}, v.Now, nil)
	p.ends() // what the passing of time has cancelled
	p.c.Row.Wake = r.Policy.Wake(p.c.Row.State)
	p.c.Row.AnswerUntil = r.Policy.AnswerUntil(p.c.Row.State, session.Agent)
	if p.fresh && p.c.Row.State.Rev == 0 { // nothing has begun
		p.c.Row = Row{}
	}
	return p.c, p.err
}

// planner is one call of Plan.
type planner struct {
	r        Rules
	v        View
	c        Change
	fresh    bool
	receipts []dispatch.Receipt // of the thread, as they are by now
	calls    []Call             // the same
	closed   map[string]bool    // receipts that ended and were told
	trace    string             // of the input that is applied
	err      error
}

func (p *planner) input(in Input) {
	p.trace = in.Trace
	defer func() { p.trace = "" }() // what time leads to belongs to no trace
	if in.Channel != "" {
		p.c.Row.Channel = in.Channel
	}
	switch {
	case in.Event != nil:
		if !p.event(in) {
			p.c.Held = append(p.c.Held, in)
			return
		}
	case in.Said != nil:
		p.said(in)
	case in.Session != nil:
		ev := *in.Session
		ev.ID = in.ID
		ev.Present = ev.Present || p.present()
		p.step(ev, in.At, nil)
	}
	p.c.Applied = append(p.c.Applied, in)
}

// event applies an event of a platform. It reports false if the event has to wait for a send.
func (p *planner) event(in Input) bool {
	e := *in.Event
	if e.Origin == channel.OriginContact {
		p.c.Row.Person = learn(p.c.Row.Person, e.From)
	}
	if in.Live {
		p.step(session.Event{Kind: session.ControlReturned, ID: e.ID + "/live", Present: p.present()}, in.At, nil)
		return true
	}
	if p.settle(e) {
		p.c.Echoes = append(p.c.Echoes, in.ID)
		return true
	}
	switch b := e.Body.(type) {
	case channel.Edited:
		p.edited(b.Message)
	case channel.Deleted:
		p.deleted(in, b.IDs)
	}
	events, outcome := Meaning(e, Facts{
		App: p.r.App, Phase: p.c.Row.State.Phase, Keywords: p.r.Keywords, Thanks: p.r.Thanks,
		Ours: p.ours, Sending: slices.ContainsFunc(p.receipts, underWay), Present: p.present(),
	})
	if m, ok := e.Body.(channel.Message); ok && e.Origin != channel.OriginContact && m.ID != "" && p.ours(m.ID) {
		p.c.Echoes = append(p.c.Echoes, in.ID)
	}
	switch outcome {
	case Hold:
		return false
	case Move:
		p.move(in)
	}
	for _, ev := range events {
		p.step(ev, in.At, &in)
	}
	if m, ok := e.Body.(channel.Message); ok && e.Origin == channel.OriginContact && Unreadable(m) {
		p.unreadable(in)
	}
	return true
}

// move gives the thread its new name. If that has a conversation of its own, the old session ends.
func (p *planner) move(in Input) {
	to := in.Event.Thread
	if to == p.v.Row.Thread {
		return
	}
	switch {
	case p.v.Taken:
		p.step(session.Event{Kind: session.CloseRequested, ID: in.ID, By: session.Host}, in.At, nil)
	case p.c.Row.State.ID == p.v.Row.Thread.Key():
		p.c.Row.State.ID = to.Key()
	}
	p.c.Move = &to
}

// learn adds what an event tells of a person. Platforms do not tell everything each time.
func learn(known, told channel.Person) channel.Person {
	return channel.Person{
		ID: cmp.Or(told.ID, known.ID), Name: cmp.Or(told.Name, known.Name),
		Handle: cmp.Or(told.Handle, known.Handle), Locale: cmp.Or(told.Locale, known.Locale), Phone: cmp.Or(told.Phone, known.Phone),
	}
}

func (p *planner) present() bool {
	return p.r.Present != nil && p.c.Row.State.LastAgent != "" && p.r.Present(p.c.Row.State.LastAgent)
}
