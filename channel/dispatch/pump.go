package dispatch

import (
	"context"
	"fmt"

	"github.com/contactkit/contactkit/channel"
)

// chore is a note that must reach the journal without a permit: of a part that was dropped.
type chore struct {
	t     *Ticket
	entry Entry
}

// pump starts as many calls as may go. Which line goes is chosen last, when everything else that a call needs is there.
func (d *Dispatcher) pump() {
	for (len(d.chores) > 0 || d.hasNext()) && d.sends.TryAcquire(1) {
		if n := len(d.chores); n > 0 {
			c := d.chores[n-1]
			d.chores = d.chores[:n-1]
			d.busy.Go(func() { d.do(c) })
			continue
		}
		l := d.next()
		if l == nil {
			d.sends.Release(1)
			continue // what was next has expired, and is a chore now
		}
		t := l.queue[0]
		a := attempt{line: l, bin: l.bin, ticket: t, to: t.receipt.To, key: t.receipt.Key, at: t.receipt.next(), limits: l.limits(l.bin, t.rates)}
		a.part = t.receipt.Parts[a.at]
		a.ctx, t.cancel = context.WithTimeout(t.ctx, d.cfg.Timeout)
		l.busy, l.account.asking = true, true
		d.unplace(l)
		d.busy.Go(func() { d.try(a) })
	}
}

func (d *Dispatcher) hasNext() bool { return !d.closed && d.board.pick(true) != nil }

// next returns the line that goes next, or nil.
func (d *Dispatcher) next() *line {
	for {
		now, wall := d.now(), d.cfg.Clock.Now()
		fair := d.grants%fairness == fairness-1
		a := d.board.pick(fair)
		if a == nil {
			return nil
		}
		l := a.pick(fair || a.grants%fairness == fairness-1, now)
		t := l.queue[0]
		switch why := l.useless(t, wall); {
		case t.receipt.Parts[t.receipt.next()].Status == Begun:
			return l
		case why != "":
			d.drop(t, why)
		case a.open:
			d.end(t, &channel.Error{Op: channel.OpSend, Platform: a.id.platform, Kind: channel.ErrUnauthorized, Scope: channel.ScopeAccount, Err: ErrCircuit})
		default:
			return l
		}
		d.place(l)
	}
}

// drop takes a ticket out of its line for good; Deliver returns when the journal knows.
func (d *Dispatcher) drop(t *Ticket, why Reason) {
	d.unqueue(t)
	i := t.receipt.next()
	e := Entry{Key: t.receipt.Key, Part: i, Try: t.receipt.Parts[i].Try, Status: Dropped, At: d.stamp(), Reason: why}
	t.receipt = t.receipt.Apply(e)
	d.note(Observation{Event: EventDropped, Key: e.Key, To: t.receipt.To, Priority: t.receipt.Priority, Part: i, Parts: len(t.receipt.Parts), Waited: d.now() - t.accepted, Err: errorOf[why]})
	if d.cfg.Journal == nil {
		d.finish(t, t.receipt.Err())
		return
	}
	d.chores = append(d.chores, chore{t, e})
}

func (d *Dispatcher) do(c chore) {
	ctx, cancel := d.after(c.t.ctx)
	err := d.journal(ctx, c.entry)
	cancel()
	d.mu.Lock()
	d.finish(c.t, with(c.t.receipt.Err(), err))
	d.sends.Release(1)
	d.pump()
	d.unlock()
}

// journal notes an entry.
func (d *Dispatcher) journal(ctx context.Context, e Entry) error {
	if d.cfg.Journal == nil {
		return nil
	}
	if err := d.cfg.Journal.Note(ctx, e); err != nil {
		return fmt.Errorf("%w: %w", ErrJournal, err)
	}
	return nil
}
