package dispatch

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/pace"
)

// call is one step of the receipt that is first in its thread.
type call struct {
	pending  *Pending
	key      string // of the receipt
	to       channel.Thread
	at       int  // the part
	part     Part // as it was
	limits   []pace.Limit
	ctx      context.Context // of everything before the answer; what comes after it is not broken off
	renewals int             // of the account, before the call
}

func (d *Dispatcher) newCall(p *Pending) *call {
	r := p.receipt
	c := &call{pending: p, key: r.Key, to: r.To, at: r.next()}
	c.part = r.Parts[c.at]
	c.limits = p.account.limits(pace.Bucket(p.job.Thread), kindsOf(p.rates, c.part.Message), p.rates)
	c.ctx, p.cancel = context.WithCancel(p.ctx)
	return c
}

// try takes the next part of a receipt one step further. It is the only path from the queue to
// Send: the files first, then the permits, the fence, the call, and the note of how it ended.
func (d *Dispatcher) try(c *call) outcome {
	if c.part.Status == Begun {
		return d.noted(c, c.entry(c.part.Try), foundBegun)
	}
	if out, ok := d.mayLeave(c); !ok {
		return out
	}
	if out, ok := d.prepareFiles(c); !ok {
		return out
	}
	ctx, cancel := context.WithTimeout(c.ctx, d.cfg.Timeout)
	defer cancel()
	grant, out, ok := d.permit(ctx, c)
	if !ok {
		return out
	}
	begun := c.entry(c.part.Try + 1)
	begun.At, begun.Token = d.stamp(), newToken()
	if err := d.begin(ctx, c, begun); err != nil {
		d.giveBack(c, grant, pace.Return{Unused: true})
		return d.notBegun(c, begun, err)
	}
	start := d.now()
	sent, err := d.sender.Send(ctx, c.to, c.message())
	end := d.now()
	judged := judge(err, sent, c.part.Refused)
	if badFile(c.part, err) {
		judged = outcome{then: thenPrepare, answered: true, err: mayWorkLater(channel.OpSend, c, err)}
	}
	out = d.learn(c, judged, end-start)
	back := pace.Return{Answered: out.answered, Fastest: out.fastest, Caps: c.caps(sent.Pace)}
	out, ended := d.ended(c, begun, out)
	failed := d.journalAfter(c, ended)
	back.Ago = d.now() - end
	d.giveBack(c, grant, back)
	out = d.pause(c, out)
	if ended.Status != Uncertain { // a part that is found begun says the same
		failed = d.noteUntilStored(c, ended, failed)
	}
	if out.then == thenPrepare {
		_ = d.noteFiles(c, nil) // if it fails, the old files are refused once more
	}
	out.failed = with(failed, out.failed)
	return out
}

// mayLeave says whether there is still something to send. It is asked before the permits and after
// them: they may take long.
func (d *Dispatcher) mayLeave(c *call) (outcome, bool) {
	var renewals uint64
	if r, ok := d.sender.(Renewer); ok {
		renewals = r.Renewals(c.to)
	}
	d.mu.Lock()
	p := c.pending
	d.renewed(p.account, renewals)
	c.renewals = p.account.renewals
	reason, circuit, over := d.useless(p, c.part), p.account.circuit, p.err != nil || d.closed
	d.mu.Unlock()
	switch {
	case over:
		return outcome{then: thenAsk}, false
	case reason != "":
		return d.noted(c, c.entry(c.part.Try), dropped(reason)), false
	case circuit != nil && !circuit.over(d.now()): // see decision 142
		return outcome{then: thenReturn, err: circuit.refuse(c.to.Platform)}, false
	}
	return outcome{}, true
}

// permit asks for the permits of all limits of a call, or none.
func (d *Dispatcher) permit(ctx context.Context, c *call) (pace.Grant, outcome, bool) {
	grant, err := d.cfg.Limiter.Acquire(ctx, c.limits, d.cfg.Timeout)
	if err != nil {
		return grant, outcome{then: thenAgain, err: fmt.Errorf("%w: %w", ErrLimiter, err)}, false
	}
	if grant.Wait > 0 {
		return grant, outcome{then: thenAsk, bucket: grant.Bucket, wait: grant.Wait}, false
	}
	if out, ok := d.mayLeave(c); !ok {
		d.giveBack(c, grant, pace.Return{Unused: true})
		return grant, out, false
	}
	d.mu.Lock()
	d.queue.Granted(&c.pending.job)
	d.changed()
	d.mu.Unlock()
	return grant, outcome{}, true
}

// giveBack returns a grant. If the limiter fails, the grant ends by itself.
func (d *Dispatcher) giveBack(c *call, grant pace.Grant, r pace.Return) {
	ctx, cancel := d.after(c.ctx)
	defer cancel()
	if err := d.cfg.Limiter.Return(ctx, grant.ID, r); err != nil {
		d.mu.Lock()
		d.note(Observation{Event: EventLimiterFailed, To: c.to, Err: fmt.Errorf("%w: %w", ErrLimiter, err)})
		d.changed()
		d.mu.Unlock()
	}
}

// pause makes others wait as the platform asked.
func (d *Dispatcher) pause(c *call, out outcome) outcome {
	if len(out.paused) == 0 {
		return out
	}
	ctx, cancel := d.after(c.ctx)
	defer cancel()
	for _, bucket := range out.paused {
		if err := d.cfg.Limiter.Pause(ctx, bucket, out.wait); err != nil {
			out.failed = with(out.failed, fmt.Errorf("%w: %w", ErrLimiter, err))
		}
	}
	return out
}

// entry is what is noted of a try of the part.
func (c *call) entry(try int) Entry {
	return Entry{Key: c.key, Part: c.at, Try: try, Status: Begun, Token: c.part.Token}
}

// message is what is sent: with its files as the platform holds them, if they were prepared.
func (c *call) message() channel.Message {
	m := c.part.Message
	if len(c.part.Ready) > 0 {
		m.Attachments = slices.Clone(c.part.Ready)
		for i := range m.Attachments {
			if a := &m.Attachments[i]; a.File != "" {
				a.ID = "" // the platform is processing it yet
			}
		}
	}
	return m
}

// caps are a platform's headers with the buckets that they speak of.
func (c *call) caps(paces []channel.Pace) []pace.Cap {
	var caps []pace.Cap
	a := c.pending.account
	for _, p := range paces {
		next := pace.Cap{Remaining: p.Remaining, Reset: p.Reset}
		switch p.Scope {
		case channel.ScopeThread:
			next.Bucket = pace.ThreadBucket(c.to)
		case channel.ScopeKind:
			next.Bucket = a.kind(p.Kind)
		case channel.ScopeApp:
			next.Bucket = a.app
		default:
			next.Bucket = a.bucket()
		}
		caps = append(caps, next)
	}
	return caps
}

// with joins what failed besides.
func with(err, more error) error {
	switch {
	case more == nil:
		return err
	case err == nil:
		return more
	default:
		return errors.Join(err, more)
	}
}
