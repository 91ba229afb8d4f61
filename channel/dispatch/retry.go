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
	p := c.pending
	p.cancel()
	p.cancel = nil
	d.calls--
	switch out.then {
	case thenAsk:
		d.ask(p, out)
	case thenAgain, thenPrepare:
		if !out.began {
			p.tries++ // the limiter failed, or a file could not be prepared
		}
		d.again(c, out)
	case thenReturn:
		err := with(out.err, out.failed)
		if p.err != nil && !errors.Is(err, p.err) {
			err = fmt.Errorf("%w; %w", p.err, err)
		}
		d.end(p, err)
	default:
		d.over(c, out)
	}
	if d.pending[p.receipt.Key] == p { // it is not over
		if p.err == nil && d.closed {
			p.err = ErrClosed
		}
		if p.err != nil {
			d.end(p, p.err)
		}
	}
	d.changed()
}

// ask lets a receipt wait for permits, as the limiter says: the thread, the kind or the whole
// account. A wait over MaxWait is returned.
func (d *Dispatcher) ask(p *Pending, out outcome) {
	now, scope := d.now(), out.bucket.Scope()
	if out.wait > d.cfg.MaxWait && p.err == nil {
		d.end(p, &channel.Error{Op: channel.OpSend, Platform: p.receipt.To.Platform, Kind: channel.ErrRateLimited, Scope: scope, Wait: out.wait, Err: errHeldUp})
		return
	}
	d.queue.Refused(&p.job, string(out.bucket), now+out.wait, now)
	if out.wait > 0 && p.err == nil {
		r := p.receipt
		d.note(Observation{Event: EventHeldUp, Key: r.Key, To: r.To, Priority: r.Priority, Wait: out.wait, Scope: scope})
	}
}

// again sends a part once more after a while, or gives the receipt back.
func (d *Dispatcher) again(c *call, out outcome) {
	p, wait := c.pending, out.wait
	if wait <= 0 && out.then == thenAgain {
		wait = d.backoff(int(p.tries))
	}
	switch {
	case p.err != nil:
		d.end(p, fmt.Errorf("%w; %w", p.err, out.err))
	case out.failed != nil, out.then == thenAgain && int(p.tries) >= d.cfg.Attempts, wait > d.cfg.MaxWait, d.closed:
		d.end(p, with(out.err, out.failed))
	default:
		d.noteCall(c, Observation{Event: EventRetried, Wait: wait, Err: out.err})
		now := d.now()
		d.queue.Again(&p.job, now+wait, now)
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
	p, now := c.pending, d.now()
	status := p.receipt.Parts[c.at].Status
	event := out.event
	if out.status == Uncertain && status == Sent {
		event = EventSettled // while the journal was told
	}
	d.noteCall(c, Observation{Event: event, Took: out.took, Err: out.err})
	switch {
	case status == Sent && out.failed == nil && p.receipt.Open():
		p.tries = 0
		d.queue.Move(&p.job, p.account.wide(kindsOf(p.rates, p.receipt.Parts[p.receipt.next()].Message)))
		d.queue.Again(&p.job, 0, now)
		return
	case status == Sent: // all of it, unless the platform took back its word for an earlier part
		d.end(p, with(p.receipt.Err(), out.failed))
		return
	case status == Uncertain:
		if errors.Is(p.err, ErrCancelled) { // the echo must not bring back the rest
			p.receipt = p.receipt.Cancel()
		}
		d.settling.put(p.job.Thread, p.receipt, now+d.cfg.SettleWithin)
		if !d.settling.yields {
			d.queue.Hold(p.job.Thread, now+d.cfg.SettleWithin, now)
		}
	}
	err := out.err
	if status == Dropped {
		err = p.receipt.Err()
	} else if !errors.Is(err, p.receipt.Parts[c.at].kind()) {
		err = with(p.receipt.Err(), err)
	}
	d.end(p, with(err, out.failed))
}

// learn draws from an answer what concerns more than its message: round trips, the circuit, and
// whom to pause how long.
func (d *Dispatcher) learn(c *call, out outcome, took time.Duration) outcome {
	d.mu.Lock()
	defer d.mu.Unlock()
	p, a := c.pending, c.pending.account
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
		out = d.blame(c, out)
	}
	if out.then != thenAgain {
		return out
	}
	if out.wait <= 0 {
		out.wait = d.backoff(int(p.tries))
	}
	if !limited {
		return out // unavailable: only this thread waits
	}
	scope := details(out.err).Scope
	if scope == channel.ScopeUnknown {
		scope = a.guess(p.job.Thread, d.now())
	}
	kinds := kindsOf(p.rates, c.part.Message)
	switch {
	case scope == channel.ScopeThread:
		out.paused = []pace.Bucket{pace.Bucket(p.job.Thread)}
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
	r := c.pending.receipt
	o.Key, o.To, o.Priority, o.Part, o.Parts, o.Try, o.Waited = r.Key, r.To, r.Priority, c.at, len(r.Parts), int(c.pending.tries), d.now()-c.pending.accepted
	d.note(o)
}
