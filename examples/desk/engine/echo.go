package engine

import (
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// echo hears that somebody of ours wrote in the thread: this desk, another app, or a person in the
// platform's own inbox. Only the last is an event for the session; taken for a person's answer, a
// notice of ours would stop the agent's clock.
func (e *Engine) echo(t *store.Tx, c *store.Conversation, ev channel.Event, m channel.Message, now time.Time) error {
	t.After(func() { e.dispatch.Settle(ev) })
	_, err := t.Named(c.Thread, m.ID)
	if err == nil {
		return t.SaveConversation(*c) // the answer to our call has told us its name before
	}
	if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	receipts, err := t.Unsettled(c.Thread)
	if err != nil {
		return err
	}
	for _, r := range receipts {
		settled, ok := r.Settle(ev)
		if !ok {
			continue
		}
		// Its answer was lost: the rest of it, and what waits behind it, goes on, unless it is on
		// its way already.
		if err := errors.Join(t.SaveReceipt(settled, now), t.WakeLine(c.Thread, now)); err != nil {
			return err
		}
		t.After(e.outbox.Wake)
		return errors.Join(e.show(t, settled, nil), t.SaveConversation(*c))
	}
	side := store.Inbox
	switch ev.Origin {
	case channel.OriginUs, channel.OriginUnknown:
		if ev.Origin == channel.OriginUs {
			side = store.Notice // the desk's own, from before its store began
		}
		for _, r := range receipts {
			if r.Open() {
				return errors.Join(t.SetAside(ev.ID, store.Waits), t.SaveConversation(*c))
			}
		}
	}
	seq, err := e.say(t, c, store.Message{Key: ev.ID, Side: side, State: store.Sent, Message: m}, now)
	if err != nil || seq == 0 {
		return err
	}
	if ev.Origin == channel.OriginPerson || ev.Origin == channel.OriginUnknown {
		return e.step(t, c, session.Event{Kind: session.PersonMessage, ID: ev.ID, Time: ev.Time}, now)
	}
	return t.SaveConversation(*c)
}

// echoes looks again at the echoes that waited for a send to end.
func (e *Engine) echoes(t *store.Tx, c *store.Conversation, now time.Time) error {
	waiting, err := t.Aside(c.Thread.Key(), store.Waits)
	if err != nil {
		return err
	}
	for _, ev := range waiting {
		if err := t.SetAside(ev.ID, ""); err != nil {
			return err
		}
		m, ok := ev.Body.(channel.Message)
		if !ok {
			continue
		}
		if err := e.echo(t, c, ev, m, now); err != nil {
			return err
		}
	}
	return nil
}

// settle hears that a message which the platform had accepted did not arrive after all.
func (e *Engine) settle(t *store.Tx, c *store.Conversation, ev channel.Event, now time.Time) error {
	failed := ev.Body.(channel.Failed)
	m, err := t.Named(c.Thread, failed.ID)
	if errors.Is(err, store.ErrNotFound) {
		return t.SaveConversation(*c)
	}
	if err != nil {
		return err
	}
	r, err := t.StoredReceipt(m.Key)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if settled, ok := r.Settle(ev); ok {
		if err := t.SaveReceipt(settled, now); err != nil {
			return err
		}
	}
	if err := t.SetState(m.Seq, store.Failed, failed.Reason); err != nil {
		return err
	}
	if r.Priority == dispatch.Notice {
		return t.SaveConversation(*c)
	}
	return e.step(t, c, session.Event{Kind: session.Undelivered, ID: ev.ID}, now)
}
