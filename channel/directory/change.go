package directory

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Change returns the record that follows old when an administrator saves edit, and changes nothing
// else: use it inside the transaction in which the host's store compares and swaps the revision,
// and after the commit give the result to [Directory.Load] at every node.
//
// The result has the next revision. If credentials were replaced, the former ones stay valid for
// Options.Overlap: an edit that leaves credentials out needs [Secrets.Keep] first. If times
// changed, TimesSince is now. If the record is active or becomes so, Change fails with the
// complaints of Check. The error matches ErrStale if edit.Rev is not old.Rev; complaints are
// channel.FieldErrors. A unique index of the store keeps unique what must be so among channels
// (Options.Claims).
func (o Options) Change(ctx context.Context, old, edit Record) (Record, error) {
	return o.change(ctx, old, edit, o.overlap())
}

// Revoke is Change for credentials that were disclosed: the result has no former ones, so that what
// the platform still signs with them is refused. Those of a connector are not stored with the
// record: store [Secrets.Newest] of them with the next Rev.
func (o Options) Revoke(ctx context.Context, old Record) (Record, error) {
	return o.change(ctx, old, old, -1)
}

func (o *Options) change(ctx context.Context, old, edit Record, overlap time.Duration) (Record, error) {
	r, err := o.succeed(old, edit.Clone(), overlap)
	if err != nil {
		return Record{}, err
	}
	if r.State == Active {
		report, err := o.Check(ctx, r)
		if err == nil {
			err = report.Err()
		}
		if err != nil {
			return Record{}, err
		}
	}
	if _, err := o.build(ctx, &r, nil); err != nil {
		return Record{}, err
	}
	return r, nil
}

// succeed checks that a record may follow another, and gives it its revision, former credentials
// and times.
func (o *Options) succeed(old, r Record, overlap time.Duration) (Record, error) {
	switch {
	case old.ID != r.ID:
		return Record{}, &channel.FieldError{Field: "id", Code: channel.CodeConflict, Reason: "a channel keeps its id"}
	case old.Rev != r.Rev:
		return Record{}, stale(r.ID)
	case old.Platform != r.Platform || old.Tenant != r.Tenant:
		return Record{}, &channel.FieldError{Field: "platform", Code: channel.CodeConflict, Reason: "a channel stays with its platform and its tenant"}
	case !old.State.May(r.State):
		return Record{}, &channel.FieldError{Field: "state", Code: channel.CodeConflict,
			Reason: fmt.Sprintf("a channel that is %s cannot become %s", old.State, cmp.Or(r.State, "nothing"))}
	}
	now := o.now()
	r.Rev++
	r.Secrets = r.Secrets.After(old.Secrets, now, overlap)
	if !sameTimes(old, r) {
		r.TimesSince = now.UTC().Truncate(time.Microsecond)
	}
	return r, nil
}

// ChangeSecrets is Change for the credentials of a connector, which several channels share: use it
// in the transaction that stores them, and then [Directory.LoadSecrets] at every node. The result
// has the next revision, and the former credentials stay valid for Options.Overlap. The error
// matches ErrStale if edit.Rev is not old.Rev.
func (o Options) ChangeSecrets(old, edit Secrets) (Secrets, error) {
	if old.Rev != edit.Rev {
		return Secrets{}, fmt.Errorf("directory: credentials: %w", ErrStale)
	}
	next := edit.After(old, o.now(), o.overlap())
	next.Rev = old.Rev + 1
	return next, nil
}
