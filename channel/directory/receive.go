package directory

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Received is what one webhook call carried.
type Received struct {
	Prover    Entry // the channel that proved the call; if several channels share the app, one of them
	Events    []Routed
	Reply     channel.Reply
	Handshake bool // the platform checked the webhook: a form may say "access successful"
}

// Routed is an event with its owner.
type Routed struct {
	Event   channel.Event
	Owner   Entry   // the zero Entry if no channel has the account
	Skipped Skipped // not empty: keep the event apart, and let no session hear of it
}

// Skipped is why an event is kept apart. The call is answered 200 all the same.
type Skipped string

// Reasons why an event reaches no channel.
const (
	SkippedUnowned Skipped = "unowned" // no channel has the account, or the one that has it does not prove the call
	SkippedPaused  Skipped = "paused"  // the owner is paused
	SkippedDraft   Skipped = "draft"   // the owner is a draft, and the call has events of others as well
)

// Receive finds the channels of a callback path, lets the one receive the call whose proof holds,
// and finds the owner of each event. The body is not looked at before it is proved. An event goes
// only to a channel that proves the call itself, so that no tenant's app can speak in another's
// name.
//
// If no channel proves the call, Receive asks Options.Load for the path, so that a credential which
// was replaced at another node is not refused here: see Options.Recheck. Receive also asks
// Options.Load when the platform checks the webhook: X does not sign every check, and the newest
// credential must make the answer.
//
// Its errors are for channel.StatusCode: an unknown path and a call that no channel verifies match
// channel.ErrForged. If all events of a call are of drafts, the error matches ErrDraft (503: the
// platform delivers again); in a call with events of others as well, those of drafts are
// SkippedDraft. With channel.ErrMalformed there is one event, to be stored before answering 200.
func (d *Directory) Receive(ctx context.Context, callbackPath string, w channel.Webhook) (Received, error) {
	group, err := d.path(ctx, callbackPath)
	if err != nil {
		return Received{}, err
	}
	group, s, e, err := d.proveOrAsk(ctx, group, callbackPath, func(ch channel.Channel) error { return ch.Verify(w) })
	if err != nil {
		return Received{}, err
	}
	got, err := e.ch.Receive(w)
	if err == nil && got.Handshake {
		group, s, e, got = d.answerNewest(ctx, group, s, e, got, callbackPath, w)
	}
	if err != nil && len(got.Events) == 0 {
		return Received{}, err
	}
	if got.Handshake {
		at := d.stamp(w)
		s.handshake.Store(at.UnixNano())
		group.checked.Store(e.proof, at)
	}
	r := Received{Prover: Entry{e}, Reply: got.Reply, Handshake: got.Handshake, Events: make([]Routed, len(got.Events))}
	draft := len(got.Events) > 0 || !got.Handshake && e.rec.State == Draft
	for i, event := range got.Events {
		routed, failed := d.route(ctx, e, event, w)
		if failed != nil {
			return Received{}, failed
		}
		r.Events[i] = routed
		draft = draft && routed.Skipped == SkippedDraft
	}
	if draft {
		return Received{}, fmt.Errorf("directory: channel %s: %w", e.rec.ID, ErrDraft)
	}
	return r, err
}

// CheckHeader reports whether one of the channels of a callback path could prove a call, judged by
// all but its body; Receive decides. It is for [channel.ReadWebhook], and asks Options.Load as
// Receive does.
func (d *Directory) CheckHeader(ctx context.Context, callbackPath string, w channel.Webhook) error {
	group, err := d.path(ctx, callbackPath)
	if err != nil {
		return err
	}
	_, _, _, err = d.proveOrAsk(ctx, group, callbackPath, func(ch channel.Channel) error { return channel.CheckHeader(ch, w) })
	return err
}

// verifier judges a call by one channel.
type verifier func(channel.Channel) error

// prove finds the channel that proves a call.
func prove(p *path, at string, verify verifier) (*slot, *revision, error) {
	provers := p.provers.Load()
	s, e, err := proveAmong(*provers, at, verify)
	// A channel that represented its group may have left it meanwhile: then another does.
	for now := p.provers.Load(); err != nil && now != provers; now = p.provers.Load() {
		provers = now
		s, e, err = proveAmong(*provers, at, verify)
	}
	return s, e, err
}

func proveAmong(provers []*slot, at string, verify verifier) (*slot, *revision, error) {
	// A call that none proves gets the answer of the first, which knows its platform's manners.
	var first error
	for _, s := range provers {
		e := s.load()
		if e == nil || e.path != at {
			continue
		}
		err := verify(e.ch)
		if err == nil {
			return s, e, nil
		}
		if first == nil || errors.Is(first, channel.ErrMethod) { // another platform's method may be the right one
			first = err
		}
	}
	if first == nil {
		first = &channel.Error{Op: channel.OpReceive, Kind: channel.ErrForged, Err: ErrNotFound}
	}
	return nil, nil, first
}

// route finds the owner of an event that the prover received.
func (d *Directory) route(ctx context.Context, prover *revision, event channel.Event, w channel.Webhook) (Routed, error) {
	routed := Routed{Event: event, Skipped: SkippedUnowned}
	owner := prover
	if event.Thread.Account != "" && !prover.has(event.Thread.Account) {
		s := d.owner(event.Thread)
		if s == nil {
			if err := d.miss(ctx, Query{Platform: event.Thread.Platform, Account: event.Thread.Account}); err != nil {
				return Routed{}, err
			}
			s = d.owner(event.Thread)
		}
		if owner = s.load(); owner != nil && owner.proof != prover.proof && owner.ch.Verify(w) != nil {
			var err error
			if owner, err = d.verifyAfterAsking(ctx, owner, event.Thread, w); err != nil {
				return Routed{}, err
			}
		}
		if owner == nil {
			return routed, nil
		}
	}
	routed.Owner = Entry{owner}
	switch owner.rec.State {
	case Active:
		routed.Skipped = ""
	case Paused:
		routed.Skipped = SkippedPaused
	default:
		routed.Skipped = SkippedDraft
	}
	return routed, nil
}

func (d *Directory) stamp(w channel.Webhook) time.Time {
	if w.At.IsZero() {
		return d.o.now().UTC()
	}
	return w.At.UTC()
}

// Handshake tells when this node last saw the platform check the channel's webhook, or that of
// another channel with the same app, path and credentials; false if never. The time is kept when
// the record is edited.
func (d *Directory) Handshake(id string) (time.Time, bool) {
	s := d.slots.find(key{kind: kindID, value: id})
	e := s.load()
	if e == nil {
		return time.Time{}, false
	}
	if p := d.group(e); p != nil {
		if at, ok := p.checked.Load(e.proof); ok {
			return at.(time.Time), true
		}
	}
	if at := s.handshake.Load(); at != 0 {
		return time.Unix(0, at).UTC(), true
	}
	return time.Time{}, false
}
