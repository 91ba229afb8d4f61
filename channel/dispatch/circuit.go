package dispatch

import (
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// circuit is open while nothing is sent with an account: the platform refuses all of it.
type circuit struct {
	err   error
	kind  error         // channel.ErrUnauthorized or channel.ErrCredit
	until time.Duration // zero: until Renew, or until the sender's Renewals change
}

// Renewer is the ability of a [channel.Sender] to report that its credentials, certificates or
// settings were replaced: the sender of a directory.Directory has it. A dispatcher asks the sender
// before each call, and closes the circuit of an account whose number has grown, as Renew does. A
// sender that wraps another one passes the method on; without it the host must call Renew on every
// node.
type Renewer interface {
	// Renewals returns a number that grows whenever the credentials, certificates or settings
	// with which the thread's account is served are replaced. Zero means that it is not known. It
	// is called before each send, concurrently, and must not wait.
	Renewals(to channel.Thread) uint64
}

// mostSuspects bounds the reasons that an account remembers: codes are the platform's words.
const mostSuspects = 64

// creditPause is how long an account waits for money before a message is tried again.
const creditPause = 15 * time.Minute

// over reports whether a message may be tried again.
func (c *circuit) over(now time.Duration) bool { return c.until > 0 && now >= c.until }

// refuse is the error of a message that is not tried. Its Affects and Code are those of the refusal
// that opened the circuit. Where the platform did not say whom that concerns, it is the account,
// because a second thread met the same.
func (c *circuit) refuse(platform string) error {
	cause := details(c.err)
	affects := cause.Affects
	switch {
	case c.kind == channel.ErrCredit:
		affects = channel.AffectsCredit
	case affects == channel.AffectsUnknown, affects == channel.AffectsMessage:
		affects = channel.AffectsAccount
	}
	return &channel.Error{Op: channel.OpSend, Platform: platform, Kind: c.kind, Code: cause.Code, Affects: affects, Scope: channel.ScopeAccount, Err: ErrCircuit}
}

// blame opens the circuit of an account if an answer concerns all of it: at once where the
// platform's code says so, credentials or money; otherwise when a second thread is refused for the
// same reason, with nothing accepted in between. A refusal that concerns a person never opens it. A
// refusal with channel.AffectsMessage counts for the account once a second thread gets it: the
// second message is then held with the others of the account. See decision 404.
func (d *Dispatcher) blame(c *call, out outcome) outcome {
	a, thread, e := c.pending.account, c.pending.job.Thread, details(out.err)
	credit := errors.Is(out.err, channel.ErrCredit)
	switch {
	case out.err == nil:
		clear(a.suspect)
		if a.circuit != nil && a.circuit.over(d.now()) {
			d.closeCircuit(a) // it was paid
		}
	case out.then == thenAgain || !credit && !errors.Is(out.err, channel.ErrUnauthorized):
	case e.Affects == channel.AffectsPerson, credit && e.Affects == channel.AffectsMessage:
	case credit:
		d.openCircuit(a, &circuit{err: out.err, kind: channel.ErrCredit, until: d.now() + creditPause})
	case e.Affects == channel.AffectsCredentials:
		d.openCircuit(a, &circuit{err: out.err, kind: channel.ErrUnauthorized})
	default:
		reason := fmt.Sprint(e.Affects, " ", e.Code)
		first, seen := a.suspect[reason]
		switch {
		case a.circuit != nil && details(a.circuit.err).Code == e.Code: // a call that was under way
			return c.raised(out)
		case seen && first != thread:
			out = c.raised(out)
			d.openCircuit(a, &circuit{err: out.err, kind: channel.ErrUnauthorized})
		case !seen:
			a.suspected(reason, thread)
		}
	}
	return out
}

// raised is the outcome of a refusal that turns out to concern the account, not the message.
func (c *call) raised(out outcome) outcome {
	if details(out.err).Affects != channel.AffectsMessage {
		return out
	}
	wider := *details(out.err)
	wider.Affects = channel.AffectsAccount
	next := judge(&wider, channel.Sent{}, c.part.Refused)
	next.began, next.took, next.fastest = out.began, out.took, out.fastest
	return next
}

// suspected remembers the first thread that a refusal met. The refusal concerns the account if a
// second thread meets it.
func (a *account) suspected(reason, thread string) {
	if a.suspect == nil || len(a.suspect) >= mostSuspects {
		a.suspect = make(map[string]string)
	}
	a.suspect[reason] = thread
}

func (d *Dispatcher) openCircuit(a *account, c *circuit) {
	news := a.circuit == nil
	a.circuit, a.suspect = c, nil
	if news {
		d.note(Observation{Event: EventCircuitOpen, To: channel.Thread{Platform: a.id.platform, Account: a.id.account}, Err: c.err})
	}
}

// renewed takes note of the sender's Renewals of an account.
func (d *Dispatcher) renewed(a *account, renewals uint64) {
	if renewals > a.sender {
		a.sender = renewals
		d.renew(a)
	}
}

// renew makes refusals of what was sent before no news, and closes the circuit.
func (d *Dispatcher) renew(a *account) {
	a.renewals++
	if a.circuit != nil {
		d.closeCircuit(a)
	}
}

func (d *Dispatcher) closeCircuit(a *account) {
	a.circuit, a.suspect = nil, nil
	d.queue.Restart(string(a.bucket()))
	d.note(Observation{Event: EventCircuitClosed, To: channel.Thread{Platform: a.id.platform, Account: a.id.account}})
	d.changed()
}
