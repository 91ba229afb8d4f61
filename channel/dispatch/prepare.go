package dispatch

import (
	"errors"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/plan"
)

// errLimits says that a sender does not know a thread's limits.
var errLimits = errors.New("the limits of the thread are not known yet")

// Prepare plans a message and freezes its parts into a receipt: store it in the transaction that
// decides to send. key is the host's own name of the effect. The parts' Ref is made from it, in
// place of the message's own. Prepare does no I/O of its own, and asks the sender for the thread's
// Limits.
//
// The second result says how the parts differ from the message. A message that cannot be sent at
// all makes a receipt that has failed: Deliver returns its error, which matches
// channel.ErrRejected, and sends nothing. The receipt may share memory with m. Its Priority follows
// from m.By. Perishable and Trace are for the caller to set.
//
// If the sender does not know the thread's limits (channel.Limits.IsZero), the error matches
// channel.ErrUnavailable, and there is no receipt: decide again later. There is no other error.
func (d *Dispatcher) Prepare(key string, to channel.Thread, m channel.Message) (Receipt, []plan.Degradation, error) {
	r := Receipt{Key: key, To: to, Priority: priorityOf(m.By)}
	m.Ref = ""
	l := d.sender.Limits(to)
	if l.IsZero() {
		err := unavailable(to)
		d.observe(Observation{Event: EventPrepared, Key: key, To: to, Priority: r.Priority, Err: err})
		return Receipt{}, nil, err
	}
	messages, changes, err := plan.Fit(m, l, d.cfg.Overflow)
	if key == "" {
		err = errors.Join(&channel.FieldError{Field: "key", Code: channel.CodeMissing, Reason: "receipt needs a key"}, err)
	}
	if err != nil {
		r.Parts = []Part{{Message: m, Status: Failed, Reason: ReasonRejected, Error: err.Error()}}
		d.observe(Observation{Event: EventPrepared, Key: key, To: to, Priority: r.Priority, Err: r.Err()})
		return r, nil, nil
	}
	switch {
	case l.EchoesRef:
		r.Echoes = EchoesRef
	case l.EchoesOwn:
		r.Echoes = EchoesOwn
	}
	r.Parts = make([]Part, len(messages))
	for i, m := range messages {
		m.Ref = refOf(key, i)
		r.Parts[i].Message = m
	}
	d.observe(Observation{Event: EventPrepared, Key: key, To: to, Parts: len(r.Parts), Priority: r.Priority})
	return r, changes, nil
}

func unavailable(to channel.Thread) error {
	return &channel.Error{Op: channel.OpSend, Platform: to.Platform, Kind: channel.ErrUnavailable, Err: errLimits}
}
