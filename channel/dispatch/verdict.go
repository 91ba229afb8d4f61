package dispatch

import (
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/pace"
)

// verdict is what the answer to one call means.
type verdict struct {
	state    Status
	event    Event
	reason   Reason
	answered bool // the platform said something
	again    bool // it was not accepted, and may be later
	back     bool // it was not accepted, and somebody must do something first
}

// judge reads the error of a call. What it does not know may have arrived.
func judge(err error) verdict {
	is := func(kind error) bool { return errors.Is(err, kind) }
	failed := func(why Reason) verdict {
		return verdict{state: Failed, event: EventFailed, reason: why, answered: true}
	}
	e, _ := errors.AsType[*channel.Error](err)
	switch {
	case err == nil:
		return verdict{state: Sent, event: EventSent, answered: true}
	case is(channel.ErrUncertain):
		return verdict{state: Uncertain, event: EventUncertain}
	case is(channel.ErrRateLimited):
		return verdict{event: EventReturned, answered: true, again: true}
	case is(channel.ErrUnavailable):
		return verdict{event: EventReturned, again: true}
	case is(channel.ErrUnauthorized), e != nil && e.Moved != channel.Thread{}:
		return verdict{event: EventReturned, answered: true, back: true}
	case is(channel.ErrWindowClosed):
		return failed(ReasonWindow)
	case is(channel.ErrUnreachable):
		return failed(ReasonUnreachable)
	case is(channel.ErrNotOwner):
		return failed(ReasonNotOwner)
	case is(channel.ErrTooLarge):
		return failed(ReasonTooLarge)
	case is(channel.ErrRejected):
		return failed(ReasonRejected)
	default:
		return verdict{state: Uncertain, event: EventUncertain}
	}
}

// entry is how the try that began ended.
func (v verdict) entry(begin Entry, at time.Time, sent channel.Sent, err error) Entry {
	e := begin
	e.Status, e.At, e.IDs, e.Reason = v.state, at, sent.IDs, v.reason
	if err == nil || v.state == Sent {
		return e
	}
	e.Error = err.Error()
	if c, ok := errors.AsType[*channel.Error](err); ok {
		e.Code = c.Code
	}
	return e
}

// pause is what a refusal makes wait.
type pause struct {
	keys []pace.Bucket
	wait time.Duration
}

// learn draws from an answer what concerns more than its message: the circuit, and how long whom to pause.
func (d *Dispatcher) learn(a attempt, v verdict, err error, renewals uint64) pause {
	l := a.line
	if acc := l.account; v.back && errors.Is(err, channel.ErrUnauthorized) && renewals == d.renewals && !acc.open {
		acc.open = true
		d.note(Observation{Event: EventCircuitOpen, To: channel.Thread{Platform: acc.id.platform, Account: acc.id.account}, Err: err})
	}
	if !v.again {
		return pause{}
	}
	e, _ := errors.AsType[*channel.Error](err)
	if e == nil {
		e = &channel.Error{}
	}
	p := pause{wait: e.Wait}
	if p.wait <= 0 {
		p.wait = d.backoff(a.ticket.tries)
	}
	if !errors.Is(err, channel.ErrRateLimited) {
		return p // unavailable: nobody is to blame, and only this thread waits
	}
	scope := e.Scope
	if scope == channel.ScopeUnknown {
		scope = l.account.suspect(l.key, d.now())
	}
	switch {
	case scope == channel.ScopeThread:
		p.keys = []pace.Bucket{l.key}
	case scope == channel.ScopeKind && len(a.bin.keys) > 0:
		p.keys = a.bin.keys
	case scope == channel.ScopeApp:
		p.keys = []pace.Bucket{l.account.appKey}
	default:
		p.keys = []pace.Bucket{l.account.key}
	}
	d.note(Observation{Event: EventPaused, To: a.ticket.receipt.To, Scope: scope, Wait: p.wait, Err: err})
	return p
}

// suspicion is how soon after one thread another must be refused for their account to be the reason.
const suspicion = 5 * time.Second

// suspect guesses the scope of a pause that the platform gave none: the thread; but the account, if another thread was refused just now.
func (a *account) suspect(thread pace.Bucket, now time.Duration) channel.Scope {
	scope := channel.ScopeThread
	if a.refused != "" && a.refused != thread && now-a.refusedAt <= suspicion {
		scope = channel.ScopeAccount
	}
	a.refused, a.refusedAt = thread, now
	return scope
}

// sureAfter is how many round trips must have been seen before the smallest of them is believed.
const sureAfter = 20

// saw takes note of a round trip.
func (a *account) saw(took time.Duration) {
	a.answers++
	if a.fastest == 0 || took < a.fastest {
		a.fastest = took
	}
}

// sure is the smallest round trip, zero if too few were seen.
func (a *account) sure() time.Duration {
	if a.answers < sureAfter {
		return 0
	}
	return a.fastest
}

// caps are a platform's headers with the keys that they speak of.
func (l *line) caps(paces []channel.Pace) []pace.Cap {
	var caps []pace.Cap
	for _, p := range paces {
		c := pace.Cap{Remaining: p.Remaining, Reset: p.Reset}
		switch p.Scope {
		case channel.ScopeThread:
			c.Bucket = l.key
		case channel.ScopeKind:
			c.Bucket = pace.KindBucket(l.account.id.platform, l.account.id.account, p.Kind)
		case channel.ScopeApp:
			c.Bucket = l.account.appKey
		default:
			c.Bucket = l.account.key
		}
		caps = append(caps, c)
	}
	return caps
}
