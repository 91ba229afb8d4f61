package dispatch

import (
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/pace"
)

var errHeldUp = errors.New("a limit is used up, or the platform asked for a pause")

// conclude draws from a step what follows for its receipt: its next part, the same one again, or
// the end.
func (d *Dispatcher) conclude(c *call, out outcome) {
	d.mu.Lock()
	defer d.mu.Unlock()
	t := c.ticket
	t.cancel()
	t.cancel = nil
	d.calls--
	switch out.then {
	case thenAsk:
		d.ask(t, out)
	case thenAgain:
		if !out.began {
			t.tries++ // the limiter failed, or a file could not be prepared
		}
		d.again(c, out)
	case thenReturn:
		err := with(out.err, out.failed)
		if t.err != nil && !errors.Is(err, t.err) {
			err = fmt.Errorf("%w; %w", t.err, err)
		}
		d.end(t, err)
	default:
		d.over(c, out)
	}
	if d.tickets[t.receipt.Key] == t { // it is not over
		if t.err == nil && d.closed {
			t.err = ErrClosed
		}
		if t.err != nil {
			d.end(t, t.err)
		}
	}
	d.changed()
}

// ask lets a receipt wait for permits, as the limiter says: the thread, the kind or the whole
// account. A wait over MaxWait is returned.
func (d *Dispatcher) ask(t *Ticket, out outcome) {
	now, scope := d.now(), out.bucket.Scope()
	if out.wait > d.cfg.MaxWait && t.err == nil {
		d.end(t, &channel.Error{Op: channel.OpSend, Platform: t.receipt.To.Platform, Kind: channel.ErrRateLimited, Scope: scope, Wait: out.wait, Err: errHeldUp})
		return
	}
	d.queue.Refused(&t.job, string(out.bucket), now+out.wait, now)
	if out.wait > 0 && t.err == nil {
		r := t.receipt
		d.note(Observation{Event: EventHeldUp, Key: r.Key, To: r.To, Priority: r.Priority, Wait: out.wait, Scope: scope})
	}
}

// again sends a part once more after a while, or gives the receipt back.
func (d *Dispatcher) again(c *call, out outcome) {
	t, wait := c.ticket, out.wait
	if wait <= 0 {
		wait = d.backoff(int(t.tries))
	}
	switch {
	case t.err != nil:
		d.end(t, fmt.Errorf("%w; %w", t.err, out.err))
	case out.failed != nil, int(t.tries) >= d.cfg.Attempts, wait > d.cfg.MaxWait, d.closed:
		d.end(t, with(out.err, out.failed))
	default:
		d.noteCall(c, Observation{Event: EventRetried, Wait: wait, Err: out.err})
		now := d.now()
		d.queue.Again(&t.job, now+wait, now)
	}
}

// backoff is a random wait up to a bound that doubles with each try.
func (d *Dispatcher) backoff(tries int) time.Duration {
	bound := d.cfg.Backoff << min(max(0, tries-1), 20)
	if bound > d.cfg.MaxWait || bound <= 0 {
		bound = d.cfg.MaxWait
	}
	return max(1, time.Duration(d.cfg.Random()*float64(bound)))
}

// over ends a part whose fate is known, or known to be unknown. The message goes on if it was sent.
func (d *Dispatcher) over(c *call, out outcome) {
	t, now := c.ticket, d.now()
	status := t.receipt.Parts[c.at].Status
	event := out.event
	if out.status == Uncertain && status == Sent {
		event = EventSettled // while the journal was told
	}
	d.noteCall(c, Observation{Event: event, Took: out.took, Err: out.err})
	switch {
	case status == Sent && out.failed == nil && t.receipt.Open():
		t.tries = 0
		d.queue.Move(&t.job, t.account.wide(kindsOf(t.rates, t.receipt.Parts[t.receipt.next()].Message)))
		d.queue.Again(&t.job, 0, now)
		return
	case status == Sent: // all of it, unless the platform took back its word for an earlier part
		d.end(t, with(t.receipt.Err(), out.failed))
		return
	case status == Uncertain:
		d.settling.put(t.job.Thread, t.receipt, now+d.cfg.SettleWithin)
		if !d.settling.yields {
			d.queue.Hold(t.job.Thread, now+d.cfg.SettleWithin, now)
		}
	}
	err := out.err
	if status == Dropped {
		err = t.receipt.Err()
	} else if !errors.Is(err, t.receipt.Parts[c.at].kind()) {
		err = with(t.receipt.Err(), err)
	}
	d.end(t, with(err, out.failed))
}

// learn draws from an answer what concerns more than its message: round trips, the circuit, and
// whom to pause how long.
func (d *Dispatcher) learn(c *call, out outcome, took time.Duration) outcome {
	d.mu.Lock()
	defer d.mu.Unlock()
	t, a := c.ticket, c.ticket.account
	out.took, out.began = took, true
	limited := errors.Is(out.err, channel.ErrRateLimited) && out.then == thenAgain
	if out.err == nil || limited {
		a.saw(took)
	}
	if out.err == nil {
		a.pauses.accepted(c.limits)
	}
	out.fastest = a.sure()
	if c.renewals == a.renewals {
		d.blame(t, out)
	}
	if out.then != thenAgain {
		return out
	}
	if out.wait <= 0 {
		out.wait = d.backoff(int(t.tries))
	}
	if !limited {
		return out // unavailable: only this thread waits
	}
	scope := details(out.err).Scope
	if scope == channel.ScopeUnknown {
		scope = a.guess(t.job.Thread, d.now())
	}
	kinds := kindsOf(t.rates, c.part.Message)
	switch {
	case scope == channel.ScopeThread:
		out.paused = []pace.Bucket{pace.Bucket(t.job.Thread)}
	case scope == channel.ScopeKind && len(kinds) > 0:
		for _, kind := range kinds {
			out.paused = append(out.paused, a.kind(kind))
		}
	case scope == channel.ScopeApp:
		out.paused = []pace.Bucket{a.app}
	default:
		out.paused = []pace.Bucket{a.bucket()}
	}
	now := d.now()
	if wait := a.pauses.next(out.paused, out.wait, now-took, now); wait > out.wait {
		longer := *details(out.err)
		longer.Wait = wait
		out.wait, out.err = wait, &longer
	}
	d.note(Observation{Event: EventPaused, To: c.to, Scope: scope, Wait: out.wait, Err: out.err})
	return out
}

// noteCall fills in what every observation of a call has.
func (d *Dispatcher) noteCall(c *call, o Observation) {
	r := c.ticket.receipt
	o.Key, o.To, o.Priority, o.Part, o.Parts, o.Try, o.Waited = r.Key, r.To, r.Priority, c.at, len(r.Parts), int(c.ticket.tries), d.now()-c.ticket.accepted
	d.note(o)
}
