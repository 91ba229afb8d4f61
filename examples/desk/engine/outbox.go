package engine

import (
	"context"
	"errors"
	"sync"
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
	t.After(func() { e.deliver(receipt) })
	return t.SetState(m.Seq, store.Sending, note)
}

// deliver gives a stored receipt its place in the line of its thread, and stores how it ended.
func (e *Engine) deliver(r dispatch.Receipt) {
	e.sends.Add(1)
	ticket, err := e.dispatch.Accept(context.Background(), r)
	if err != nil {
		e.sends.Done() // the desk closes, or it is in the line already: it stays open in the outbox
		return
	}
	earlier, done := e.ends.join(r.To.Key())
	go func() {
		defer e.sends.Done()
		defer done()
		r, err := ticket.Wait()
		<-earlier
		if failed := e.store.Do(context.Background(), func(t *store.Tx) error { return e.ended(t, r, err, e.stamp()) }); failed != nil {
			e.log.Error("outbox", "key", r.Key, "error", failed)
		}
	}()
}

// ends keeps the ends of one thread in the order of its messages: what is given back together is delivered again in that order.
type ends struct {
	mu   sync.Mutex
	last map[string]chan struct{}
}

// join returns what the end of a message waits for, and what it calls afterwards.
func (e *ends) join(thread string) (earlier <-chan struct{}, done func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.last == nil {
		e.last = make(map[string]chan struct{})
	}
	before, mine := e.last[thread], make(chan struct{})
	if before == nil {
		before = make(chan struct{})
		close(before)
	}
	e.last[thread] = mine
	return before, func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		close(mine)
		if e.last[thread] == mine {
			delete(e.last, thread)
		}
	}
}

// Note is the dispatcher's journal: what it says is on the disk when it returns. The receipt stays open until ended has told everybody.
func (e *Engine) Note(ctx context.Context, entry dispatch.Entry) error {
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

// ended stores what a delivery came to, and lets the session hear of what failed.
func (e *Engine) ended(t *store.Tx, r dispatch.Receipt, sent error, now time.Time) error {
	stored, err := t.StoredReceipt(r.Key)
	if err != nil {
		return err
	}
	for i, p := range stored.Parts { // an echo, or somebody who took it back, may know more
		if p.Status == dispatch.Sent || p.Status == dispatch.Cancelled {
			r.Parts[i] = p
		}
	}
	to, err := e.follow(t, stored, sent, now)
	if err != nil {
		return err
	}
	moved := to != r.To
	r.To = to
	due := again(r, sent, now)
	if moved && r.Open() && !errors.Is(sent, dispatch.ErrClosed) {
		due = time.Time{}
		t.After(func() { e.deliver(r) })
	} else if r.Open() && errors.Is(sent, channel.ErrUncertain) { // its echo came in this very moment
		due = time.Time{}
		t.After(func() { e.deliver(r) })
	}
	if err := t.SaveReceipt(r, due); err != nil {
		return err
	}
	c, err := t.Conversation(r.To)
	if err != nil {
		return err
	}
	if err := e.show(t, r, sent); err != nil {
		return err
	}
	if err := e.echoes(t, &c, now); err != nil {
		return err
	}
	var event session.EventKind
	switch {
	case moved: // the customer is not gone
		return nil
	case errors.Is(sent, channel.ErrUnreachable) && !placeGone(sent):
		event = session.ContactGone
	case errors.Is(sent, channel.ErrNotOwner):
		event = session.ControlLost
	case r.Status() == dispatch.Failed && r.Priority != dispatch.Notice:
		event = session.Undelivered
	default:
		return nil
	}
	return e.step(t, &c, session.Event{Kind: event, ID: "outbox/" + r.Key}, now)
}

// again is when what was given back unsent should be tried once more; zero: not by itself.
func again(r dispatch.Receipt, err error, now time.Time) time.Time {
	var refused *channel.Error
	switch {
	case !r.Open() || err == nil, errors.Is(err, dispatch.ErrClosed):
		return time.Time{}
	case errors.As(err, &refused) && refused.Wait > 0:
		return now.Add(refused.Wait)
	case errors.Is(err, channel.ErrUnauthorized):
		return now.Add(time.Minute)
	default:
		return now.Add(15 * time.Second)
	}
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

// names stores the platform's names of a message, and takes back what an echo with such a name was taken for.
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
		if err := t.SaveReceipt(r, time.Time{}); err != nil {
			return err
		}
		if err := e.show(t, r, nil); err != nil {
			return err
		}
		t.After(func() { go e.dispatch.Withdraw(r.Key) })
	}
	return nil
}

// Resume takes up what was on its way when the desk stopped, oldest first. It comes before anything new. Every open conversation is looked
// at once: its policy may have changed in the moment in which the desk stopped, or with a new version of the desk.
func (e *Engine) Resume(ctx context.Context) error {
	if err := e.takeUpAll(ctx); err != nil {
		return err
	}
	return e.store.Do(ctx, func(t *store.Tx) error {
		now := e.stamp()
		if err := errors.Join(e.away(t, now), t.WakeOpen(now)); err != nil {
			return err
		}
		open, err := t.Open(channel.Thread{})
		if err != nil {
			return err
		}
		for _, r := range open {
			t.After(func() { e.deliver(r) })
		}
		return nil
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
