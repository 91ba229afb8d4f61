package dispatch

import (
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/pace"
)

// outcome is how one step of a receipt ended, and what follows.
type outcome struct {
	then     then
	status   Status // of the part
	event    Event
	reason   Reason
	err      error // of the call, or why the part did not leave
	failed   error // of journal and limiter, besides
	wait     time.Duration
	bucket   pace.Bucket   // with thenAsk: what has no permit
	paused   []pace.Bucket // what the platform asked to pause, for wait
	ids      []string
	refused  int  // how often the account refused the part, this time included
	began    bool // the try was counted
	answered bool // the platform said something
	took     time.Duration
	fastest  time.Duration // smallest round trip of the account
}

// then is what follows a step.
type then int

const (
	thenAsk     then = iota // nothing was tried: ask again, after a wait for bucket
	thenNext                // the part was sent: the next one, or the end
	thenAgain               // the part was surely not accepted, and may be later
	thenPrepare             // the part was surely not accepted, and its files are to be prepared anew
	thenReturn              // the part is unsent, and a person must do something first
	thenEnd                 // the message ends with this part
)

// mostRefused is how often an account may refuse a part (channel.ErrUnauthorized) before its
// message ends: the reason may be the message, although the platform does not say so.
const mostRefused = 5

// foundBegun is the outcome of a part that was begun in another life.
var foundBegun = outcome{then: thenEnd, status: Uncertain, event: EventUncertain, err: errFound}

var errFound = errors.New("found begun and not ended")

// judge reads the answer to a call. An error that it does not know may mean that the message
// arrived. refused is how often the account refused the part before.
func judge(err error, sent channel.Sent, refused int) outcome {
	is := func(kind error) bool { return errors.Is(err, kind) }
	failed := func(reason Reason) outcome {
		return outcome{then: thenEnd, status: Failed, event: EventFailed, reason: reason, answered: true, err: err}
	}
	e := details(err)
	switch {
	case err == nil:
		return outcome{then: thenNext, status: Sent, event: EventSent, ids: sent.IDs, answered: true}
	case is(channel.ErrUncertain):
		return outcome{then: thenEnd, status: Uncertain, event: EventUncertain, err: err}
	case is(channel.ErrRateLimited):
		return outcome{then: thenAgain, answered: true, err: err, wait: e.Wait}
	case is(channel.ErrUnavailable):
		return outcome{then: thenAgain, err: err, wait: e.Wait}
	case e.Moved != channel.Thread{}, is(channel.ErrCredit):
		return outcome{then: thenReturn, answered: true, err: err}
	case is(channel.ErrUnauthorized):
		if e.Affects == channel.AffectsMessage || e.Affects == channel.AffectsPerson || refused+1 >= mostRefused {
			return failed(ReasonUnauthorized)
		}
		return outcome{then: thenReturn, answered: true, err: err, refused: refused + 1}
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
		return outcome{then: thenEnd, status: Uncertain, event: EventUncertain, err: err}
	}
}

// entry is how a try ended.
func (out outcome) entry(e Entry, at time.Time) Entry {
	e.Status, e.At, e.IDs, e.Reason, e.Refused = out.status, at, out.ids, out.reason, out.refused
	switch {
	case out.err == nil || out.status == Sent, out.status == Dropped:
	case errors.Is(out.err, errFound):
		e.Error = errFound.Error()
	default:
		d := details(out.err)
		e.Error, e.Code, e.Affects, e.Scope = out.err.Error(), d.Code, d.Affects, d.Scope
	}
	return e
}

// details are what a platform said of a refusal; those of any other error are zero.
func details(err error) *channel.Error {
	if e, ok := errors.AsType[*channel.Error](err); ok {
		return e
	}
	return &channel.Error{}
}
