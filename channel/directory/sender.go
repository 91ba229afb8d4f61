package directory

import (
	"context"
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Sender returns a sender that hands each message to the channel that has the thread's account at
// this moment, and has its abilities (channel.ShowTyping and so on). One dispatcher can serve all
// tenants through it.
//
// A send that the platform refuses with channel.ErrUnauthorized, surely without accepting it, is
// tried once with the next credentials, where a former one is still valid, unless the refusal
// concerns the person alone (channel.AffectsPerson). Errors match ErrPaused or ErrDraft with
// channel.ErrUnavailable, or ErrNotFound with channel.ErrRejected where no channel has the account.
//
// The sender is a dispatch.Renewer: a dispatcher that stopped sending for an account, because the
// platform refused its credentials, goes on by itself once the record was changed on this node, by
// Replace, Load, LoadSecrets, Sync, Renew or any other call that builds the channel anew.
//
// An answer in public (channel.ReplyToPost) by a robot or a notice is refused unless the record
// allows it (Service.PublicRobot, Service.PublicNotices). A notice (channel.ByAutomatic) to a
// thread that takes one message only, ever (Window.Once), is always refused: the one private reply
// to a comment is kept for an answer.
func (d *Directory) Sender() channel.Sender { return &sender{d} }

type sender struct{ d *Directory }

// find returns the revision that serves a thread. It loads one that is missing.
func (s *sender) find(ctx context.Context, op string, to channel.Thread) (*revision, error) {
	e := s.d.owner(to).load()
	if e == nil {
		if err := s.d.miss(ctx, Query{Platform: to.Platform, Account: to.Account}); err != nil {
			return nil, &channel.Error{Op: op, Platform: to.Platform, Kind: channel.ErrUnavailable, Err: err}
		}
		e = s.d.owner(to).load()
	}
	switch {
	case e == nil:
		return nil, &channel.Error{Op: op, Platform: to.Platform, Kind: channel.ErrRejected, Err: ErrNotFound}
	case e.rec.State == Paused:
		return nil, &channel.Error{Op: op, Platform: to.Platform, Kind: channel.ErrUnavailable, Err: ErrPaused}
	case e.rec.State != Active:
		return nil, &channel.Error{Op: op, Platform: to.Platform, Kind: channel.ErrUnavailable, Err: ErrDraft}
	}
	return e, nil
}

// Renewals returns the number of the revision that serves a thread: see dispatch.Renewer. Zero
// means that no record has its account.
func (s *sender) Renewals(to channel.Thread) uint64 {
	if e := s.d.owner(to).load(); e != nil {
		return e.number
	}
	return 0
}

// loadLimits bounds how long Limits waits for Options.Load.
const loadLimits = 5 * time.Second

// Limits returns the limits of a thread. If no record has its account yet, it asks Options.Load,
// for five seconds at most. If there still is none, the limits are zero: they are not known.
func (s *sender) Limits(to channel.Thread) channel.Limits {
	e := s.d.owner(to).load()
	if e == nil && s.d.o.Load != nil {
		ctx, cancel := context.WithTimeout(context.Background(), loadLimits)
		defer cancel()
		_ = s.d.miss(ctx, Query{Platform: to.Platform, Account: to.Account}) // the zero limits say that it failed
		e = s.d.owner(to).load()
	}
	if e == nil {
		return channel.Limits{}
	}
	return e.ch.Limits(to)
}

func (s *sender) Send(ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	e, err := s.find(ctx, channel.OpSend, to)
	if err != nil {
		return channel.Sent{}, err
	}
	if m.By == channel.ByAutomatic && windowsOf(e.ch.Limits(to)).once {
		return channel.Sent{}, refuse(channel.OpSend, to, "by", "notice must not use up the only message that the thread takes")
	}
	sent, err := e.ch.Send(ctx, to, m)
	if refusesAccount(err) && errors.Is(err, channel.ErrUnauthorized) && e.mayUseNext(to, s.d.o.now()) {
		sent, err = e.next.Send(ctx, to, m)
	}
	s.d.note(e, to, err)
	return sent, err
}

// refuse is the refusal of a call that the record does not allow. It concerns the message alone.
func refuse(op string, to channel.Thread, field, reason string) error {
	return &channel.Error{Op: op, Platform: to.Platform, Kind: channel.ErrRejected, Affects: channel.AffectsMessage,
		Err: &channel.FieldError{Field: field, Code: channel.CodeUnsupported, Reason: reason}}
}
