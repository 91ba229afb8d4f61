package engine

import (
	"context"
	"errors"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// rows is one change of a conversation while its rows are written.
type rows struct {
	*Engine
	t     *store.Tx
	v     conversation.View
	c     conversation.Change
	on    store.Conversation // as it is shown; its State is that after the step at hand
	isNew bool               // it has no row yet
	steps []conversation.Step
	dirty bool // a line has changed what lists show
	shown bool // a line shows the message of the step at hand, and that it was refused
}

// rows writes what the desk shows of a change: lines, the queue, offers, helpers, figures. It runs
// in the change's transaction. The order is that of the plan: first the messages of ours that have
// gone further, then each input with what it led to, then what time has brought.
func (e *Engine) rows(t *store.Tx, v conversation.View, c conversation.Change) error {
	thread := v.Row.Thread
	if thread.Contact == "" {
		return nil
	}
	if thread.IsPublic() {
		return e.posts(t, c.Applied)
	}
	on, err := t.Conversation(thread)
	isNew := errors.Is(err, store.ErrNotFound)
	if err != nil && !isNew {
		return err
	}
	r := &rows{Engine: e, t: t, v: v, c: c, on: on, isNew: isNew, steps: c.Steps}
	if isNew {
		r.on = store.Conversation{Thread: thread, State: session.State{ID: thread.Key()}}
	}
	if c.Row.Channel != "" {
		r.on.Channel = c.Row.Channel
	}
	if name := c.Row.Person.Name; name != "" {
		r.on.Name = name
	}
	if c.Row.Thread != (channel.Thread{}) && isNew {
		if err := r.save(); err != nil { // rows of its first step refer to it
			return err
		}
	}
	if err := r.receipts(); err != nil {
		return err
	}
	for _, in := range c.Applied {
		if err := r.input(in); err != nil {
			return err
		}
	}
	for len(r.steps) > 0 {
		if err := r.step(nil); err != nil {
			return err
		}
	}
	if c.Move != nil {
		return r.move(*c.Move)
	}
	if c.Row.Thread == (channel.Thread{}) {
		if r.dirty {
			return r.save()
		}
		return nil
	}
	r.on.State = c.Row.State
	if err := t.SetAnswer(thread, c.Row.AnswerUntil); err != nil {
		return err
	}
	return r.save()
}

func (r *rows) save() error {
	first := r.isNew
	r.isNew = false
	r.dirty = false
	if err := r.t.SaveConversation(r.on); err != nil || !first {
		return err
	}
	return samePerson(r.t, r.on.Thread)
}

// input shows an input, and writes the rows of its steps.
func (r *rows) input(in conversation.Input) error {
	if in.Event != nil {
		if err := r.event(in); err != nil {
			return err
		}
	}
	for len(r.steps) > 0 && of(r.steps[0].Event.ID, in.ID) {
		if err := r.step(&in); err != nil {
			return err
		}
	}
	return nil
}

// of reports whether a step's event is of an input.
func of(event, input string) bool { return event == input || strings.HasPrefix(event, input+"/") }

// step writes the rows of the next step. in is the input that led to it; nil: time did, or the end
// of a message.
func (r *rows) step(in *conversation.Input) error {
	s := r.steps[0]
	r.steps = r.steps[1:]
	r.on.State, r.shown = s.After, false
	if err := errors.Join(r.measure(s), r.episode(s)); err != nil {
		return err
	}
	if in != nil && in.Said != nil {
		if err := r.said(*in, s); err != nil {
			return err
		}
	}
	if in != nil && s.Event.Kind == session.AssistantMessage {
		if err := r.hint(*in, s); err != nil {
			return err
		}
	}
	for _, a := range s.Actions {
		if err := r.act(s, a); err != nil {
			return err
		}
	}
	return nil
}

// changed tells pages and lanes what was committed. If a kill loses that, they find it by
// themselves.
func (e *Engine) changed(thread channel.Thread, c conversation.Change) {
	e.Hub.Changed(thread)
	if c.Move != nil {
		e.Hub.Changed(*c.Move)
	}
	e.Count.Steps.Add(int64(len(c.Steps)))
	for _, list := range [][]conversation.Input{c.Applied, c.Held} {
		for _, in := range list {
			e.heard(in)
		}
	}
	for _, a := range c.Actions {
		switch a.Kind {
		case session.Enqueue, session.Unassign: // a customer waits, or an agent has room
			poke(e.wake)
		case session.Forward:
			if a.To == session.Agent {
				poke(e.hints.wake)
			}
		}
	}
}

// heard counts an event, and answers a press, which platforms show as waiting until then.
func (e *Engine) heard(in conversation.Input) {
	if in.Event == nil || in.Held {
		return
	}
	if b, ok := in.Event.Body.(channel.Custom); ok && (b.Kind == ownProfile || b.Kind == surveyAnswer) {
		return
	}
	e.Count.Events.Add(1)
	e.fresh.Delete(in.ID)
	if m, ok := content(*in.Event); ok && (in.Event.From.Name == "" || len(m.Attachments) > 0) {
		poke(e.fetches.wake)
	}
	if p, ok := in.Event.Body.(channel.Post); ok && p.Change == "" && in.Event.Origin == channel.OriginContact {
		e.robotPost(in.Event.Thread, p.ID)
	}
	if b, ok := in.Event.Body.(channel.Press); ok {
		e.aside(func(ctx context.Context) error {
			return channel.AnswerPress(ctx, e.directory.Sender(), in.Event.Thread, b, "")
		})
	}
}
