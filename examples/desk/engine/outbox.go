package engine

import (
	"context"
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// send puts a stored message of ours into the outbox. It leaves once the transaction is committed.
func (e *Engine) send(t *store.Tx, c *store.Conversation, m store.Message, now time.Time) error {
	m.Message.By = map[store.Side]channel.Author{store.Agent: channel.ByPerson, store.Robot: channel.ByRobot, store.Notice: channel.ByAutomatic}[m.Side]
	m.Message.Heard = c.Heard
	receipt, changes, err := e.dispatch.Prepare(m.Key, c.Thread, m.Message)
	if err != nil { // no channel has the account any more
		return t.SetState(m.Seq, store.Failed, plainly(err))
	}
	receipt.Perishable = m.Side == store.Notice
	note := ""
	for _, change := range changes {
		note += change.String() + " "
	}
	if err := t.AddReceipt(receipt, now); err != nil {
		return err
	}
	t.After(e.outbox.Wake)
	return t.SetState(m.Seq, store.Sending, note)
}

// rows is the desk's store as the outbox asks for it.
type rows struct{ *Engine }

func (e rows) Claim(ctx context.Context, q dispatch.ClaimQuery) (claims []dispatch.Claim, err error) {
	err = e.store.Do(ctx, func(t *store.Tx) (err error) {
		claims, err = t.Claim(q, e.stamp())
		return err
	})
	return claims, err
}

func (e rows) Open(ctx context.Context, c dispatch.Claim) (open []dispatch.Receipt, err error) {
	err = e.store.View(ctx, func(t *store.Tx) (err error) {
		open, err = t.Open(c.Thread)
		return err
	})
	return open, err
}

func (e rows) Yield(ctx context.Context, c dispatch.Claim, wait time.Duration) error {
	return e.store.Do(ctx, func(t *store.Tx) error { return t.Yield(c, wait, e.stamp()) })
}

func (e rows) Revise(ctx context.Context, to channel.Thread, change func([]dispatch.Receipt) []dispatch.Receipt) error {
	return e.store.Do(ctx, func(t *store.Tx) error {
		receipts, err := t.Unsettled(to)
		for _, r := range change(receipts) {
			err = errors.Join(err, t.SaveReceipt(r, e.stamp()), t.WakeLine(to, e.stamp()))
		}
		return err
	})
}

// Note is the journal: what it says is on the disk when it returns. The receipt stays open until
// everybody has been told.
func (e rows) Note(ctx context.Context, entry dispatch.Entry) error {
	return e.store.Do(ctx, func(t *store.Tx) error {
		r, err := t.StoredReceipt(entry.Key)
		if err != nil {
			return err
		}
		if _, ok := r.Begin(entry); entry.Status == dispatch.Begun && !ok {
			return dispatch.ErrFenced // it was taken back meanwhile
		}
		if err := t.NoteReceipt(r.Apply(entry)); err != nil || len(entry.IDs) == 0 {
			return err
		}
		m, err := t.Keyed(entry.Key)
		if err != nil {
			return err
		}
		return e.names(t, m, entry.IDs) // before its echo is looked at
	})
}

// tell stores what a delivery came to, and lets the session hear of what failed.
func (e *Engine) tell(ctx context.Context, r dispatch.Receipt, sent error) error {
	return e.store.Do(ctx, func(t *store.Tx) error { return e.ended(t, r, sent, e.stamp()) })
}

func (e *Engine) ended(t *store.Tx, r dispatch.Receipt, sent error, now time.Time) error {
	stored, err := t.StoredReceipt(r.Key)
	if err != nil || stored.Open() != r.Open() {
		return err // an echo, or somebody who took it back or sent it again, was faster, and has told it
	}
	to, err := e.follow(t, stored, sent, now)
	if err != nil {
		return err
	}
	moved := to != r.To
	stored.To = to
	if !stored.Open() {
		if err := t.SaveReceipt(stored, now); err != nil {
			return err
		}
	}
	c, err := t.Conversation(to)
	if err != nil {
		return err
	}
	if err := e.show(t, stored, sent); err != nil {
		return err
	}
	if err := e.echoes(t, &c, now); err != nil {
		return err
	}
	var event session.EventKind
	switch {
	case moved, stored.Open(): // the customer is not gone
		return nil
	case errors.Is(sent, channel.ErrUnreachable) && !placeGone(sent):
		event = session.ContactGone
	case errors.Is(sent, channel.ErrNotOwner):
		event = session.ControlLost
	case stored.Status() == dispatch.Failed && stored.Priority != dispatch.Notice:
		event = session.Undelivered
	default:
		return nil
	}
	return e.step(t, &c, session.Event{Kind: event, ID: "outbox/" + r.Key}, now)
}

// show marks a message as its receipt stands.
func (e *Engine) show(t *store.Tx, r dispatch.Receipt, cause error) error {
	t.After(func() { e.Hub.Changed(r.To) })
	m, err := t.Keyed(r.Key)
	if err != nil {
		return err
	}
	if err := e.names(t, m, r.IDs()); err != nil {
		return err
	}
	note := m.Note
	if cause == nil {
		cause = r.Err()
	}
	if cause != nil {
		note = plainly(cause)
	}
	switch r.Status() {
	case dispatch.Sent:
		return t.SetState(m.Seq, store.Sent, m.Note)
	case dispatch.Uncertain:
		return t.SetState(m.Seq, store.Uncertain, note)
	case dispatch.Failed:
		return t.SetState(m.Seq, store.Failed, note)
	case dispatch.Dropped:
		return t.SetState(m.Seq, store.Dropped, note)
	case dispatch.Cancelled:
		return t.SetState(m.Seq, store.Cancelled, "taken back before it left")
	default:
		return t.SetState(m.Seq, store.Sending, note)
	}
}

// names stores the platform's names of a message, and takes back what an echo with such a name was
// taken for.
func (e *Engine) names(t *store.Tx, m store.Message, ids []string) error {
	for _, id := range ids {
		if err := t.RemoveNamed(m.Thread, id); err != nil {
			return err
		}
		if err := t.NameMessage(m.Thread, id, m.Seq); err != nil {
			return err
		}
	}
	return nil
}

// withdraw takes back what the robot, say, still has waiting.
func (e *Engine) withdraw(t *store.Tx, thread channel.Thread, who dispatch.Priority) error {
	open, err := t.Open(thread)
	if err != nil {
		return err
	}
	for _, r := range open {
		if r.Priority != who {
			continue
		}
		r = r.Cancel()
		if err := t.SaveReceipt(r, e.stamp()); err != nil {
			return err
		}
		if err := e.show(t, r, nil); err != nil {
			return err
		}
		t.After(func() { go e.dispatch.Withdraw(r.Key) })
	}
	return nil
}

// Resume takes up what was on its way when the desk stopped, oldest first. It comes before anything
// new. Every open conversation is looked at once: its policy may have changed in the moment in
// which the desk stopped, or with a new version of the desk.
func (e *Engine) Resume(ctx context.Context) error {
	if err := e.takeUpAll(ctx); err != nil {
		return err
	}
	return e.store.Do(ctx, func(t *store.Tx) error {
		now := e.stamp()
		if err := errors.Join(e.away(t, now), t.WakeOpen(now)); err != nil {
			return err
		}
		return t.WakeLines(now)
	})
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
	}
	dispatch.LogTo(e.log)(o)
}
