package engine

import (
	"context"
	"errors"
	"slices"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// receipts shows how far the messages of ours are that were not new.
func (r *rows) receipts() error {
	for _, receipt := range r.v.Receipts {
		if slices.ContainsFunc(r.c.Changed, func(c dispatch.Receipt) bool { return c.Key == receipt.Key }) {
			continue
		}
		if receipt.Open() && len(receipt.IDs()) == 0 {
			continue
		}
		if err := r.show(receipt); err != nil {
			return err
		}
	}
	for _, receipt := range r.c.Changed {
		if err := r.show(receipt); err != nil {
			return err
		}
	}
	return nil
}

// show marks a message as its receipt is.
func (r *rows) show(receipt dispatch.Receipt) error {
	m, err := r.t.Keyed(receipt.Key)
	if errors.Is(err, store.ErrNotFound) { // it is new, and shown with its step
		return nil
	}
	if err != nil {
		return err
	}
	for _, id := range receipt.IDs() {
		if err := r.t.RemoveNamed(m.Thread, id, m.Seq); err != nil {
			return err
		}
		if err := r.t.NameMessage(m.Thread, id, m.Seq); err != nil {
			return err
		}
	}
	note, why := m.Note, ""
	if cause := receipt.Err(); cause != nil {
		note = string(plainly(cause))
	}
	for _, p := range receipt.Parts {
		if p.Reason != "" && p.Reason != dispatch.ReasonCancelled {
			why = string(p.Reason)
		}
	}
	state := store.Sending
	switch receipt.Status() {
	case dispatch.Sent:
		state, note = store.Sent, m.Note
	case dispatch.Uncertain:
		if m.State == store.Uncertain { // its note may be that of doubt
			return nil
		}
		state = store.Uncertain
	case dispatch.Failed:
		state = store.Failed
	case dispatch.Dropped:
		state = store.Dropped
	case dispatch.Cancelled:
		state, note, why = store.Cancelled, string(locale.Tell("taken back before it left")), ""
	default:
		if m.State == store.Sending {
			return nil
		}
		note, why = "", ""
	}
	if m.State == state && m.Note == note {
		return nil
	}
	return r.t.SetEnd(m.Seq, state, note, why)
}

// tell shows why a message has not left yet.
func (e *Engine) tell(ctx context.Context, r dispatch.Receipt, why error) {
	err := e.store.Do(context.WithoutCancel(ctx), func(t *store.Tx) error { return t.SetWaits(r.Key, string(plainly(why))) })
	if err != nil {
		e.log.Warn("the reason why a message waits could not be stored", "key", r.Key, "error", err)
	}
	e.Hub.Changed(r.To)
}

// doubt tells the agents that the platform does not have a message that may have arrived. The desk
// shows such messages from its own rows, so one whose platform tells no history stays as it is.
func (e *Engine) doubt(ctx context.Context, d conversation.Doubt) {
	e.log.Info("a message may have arrived: a person decides", "key", d.Receipt.Key, "asked", d.Asked)
	if !d.Asked {
		return
	}
	note := string(locale.Tell("The platform does not have it: it was probably lost."))
	err := e.store.Do(ctx, func(t *store.Tx) error { return t.SetDoubt(d.Receipt.Key, note) })
	if err != nil {
		e.log.Warn("a note that a message was probably lost could not be stored", "key", d.Receipt.Key, "error", err)
	}
	e.Hub.Changed(d.Receipt.To)
}

// observe counts what the dispatcher tells.
func (e *Engine) observe(o dispatch.Observation) {
	switch o.Event {
	case dispatch.EventSent:
		e.Count.Sent.Add(1)
	case dispatch.EventUncertain:
		e.Count.Uncertain.Add(1)
	case dispatch.EventFailed:
		e.Count.Failed.Add(1)
	case dispatch.EventRetried:
		e.Count.Retried.Add(1)
	case dispatch.EventDone:
		if e.still.Load() {
			e.aside(func(ctx context.Context) error { return e.service.Apply(ctx, o.To) })
		}
	}
	dispatch.LogTo(e.log)(o)
}
