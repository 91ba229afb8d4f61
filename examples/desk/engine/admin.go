package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// Save stores what an administrator entered: a new channel where r.Rev is 0, else the successor of
// the revision that r.Rev names. Former credentials stay valid for the directory's overlap. Faults
// come back as channel.FieldErrors, and a change by another person meanwhile as directory.ErrStale.
func (e *Engine) Save(ctx context.Context, who string, r directory.Record) (directory.Record, error) {
	what := "changed"
	if r.Rev == 0 {
		what = "added"
	}
	return e.edit(ctx, who, what, r.ID, func(d *directory.Directory) (directory.Record, error) {
		if r.Rev == 0 {
			return d.Add(ctx, r)
		}
		if r.State != directory.Draft { // sessions live by it: nothing may be missing
			report, err := d.Check(ctx, r)
			if err = errors.Join(err, report.Err()); err != nil {
				return directory.Record{}, err
			}
		}
		return d.Replace(ctx, r)
	})
}

// Move activates a channel, or pauses it. Events that were kept meanwhile are handled when it
// becomes active.
func (e *Engine) Move(ctx context.Context, who, id string, to directory.State) (directory.Record, error) {
	r, err := e.edit(ctx, who, string(to), id, func(d *directory.Directory) (directory.Record, error) { return d.Move(ctx, id, to) })
	if err == nil && to == directory.Active {
		if _, err = e.service.Release(context.WithoutCancel(ctx), id); err == nil {
			err = e.service.Sweep(context.WithoutCancel(ctx))
		}
	}
	return r, err
}

// Rotate gives a channel new credentials; those that s does not name stay. The former ones stay
// valid for the directory's overlap.
func (e *Engine) Rotate(ctx context.Context, who, id string, rev int64, s directory.Secrets) (directory.Record, error) {
	r := e.record(id)
	r.Rev, r.Secrets = rev, s.Keep(r.Secrets)
	return e.Save(ctx, who, r)
}

// Revoke ends all former credentials of a channel at once.
func (e *Engine) Revoke(ctx context.Context, who, id string) (directory.Record, error) {
	return e.edit(ctx, who, "revoked former credentials", id, func(d *directory.Directory) (directory.Record, error) { return d.Revoke(ctx, id) })
}

// Remove takes a channel out, with its credentials. Its open conversations go on by the defaults.
func (e *Engine) Remove(ctx context.Context, who, id string, rev int64) error {
	_, err := e.edit(ctx, who, "removed", id, func(d *directory.Directory) (directory.Record, error) {
		if entry, ok := d.Find(id); ok && entry.Rev() != rev {
			return directory.Record{}, fmt.Errorf("channel %s: %w", id, directory.ErrStale)
		}
		return directory.Record{}, d.Remove(id, rev)
	})
	return err
}

// edit changes one channel. The order matters, for the desk may be killed between any two steps:
//
//  1. A copy of the directory decides what the change leads to, and whether another channel is in
//     its way. It is seen by this call alone.
//  2. The record and the audit entry are committed together.
//  3. Only then does the directory serve the new record. So it never serves what the store does not
//     have: a platform is not told of credentials, and no session steps by times, that a restart
//     would forget.
//  4. The open conversations are woken. A crash before this loses nothing: Resume wakes all at the
//     start.
func (e *Engine) edit(ctx context.Context, who, what, id string, change func(*directory.Directory) (directory.Record, error)) (directory.Record, error) {
	e.editing.Lock() // or two changes would each be decided without the other
	defer e.editing.Unlock()
	for {
		next, err := e.editOnce(ctx, who, what, id, change)
		if !errors.Is(err, errOtherNode) || ctx.Err() != nil {
			return next, err
		}
	}
}

// editOnce is edit, unless another node changes a channel at the same time: then it is decided
// anew, and is stale if it was the same channel.
func (e *Engine) editOnce(ctx context.Context, who, what, id string, change func(*directory.Directory) (directory.Record, error)) (directory.Record, error) {
	var revs map[string]int64 // nil: no other node
	if e.store.Shared() {
		var err error
		if revs, err = e.syncRecords(ctx); revs == nil {
			return directory.Record{}, err
		}
	}
	rehearsal, err := directory.New(e.directory.Options())
	if err != nil {
		return directory.Record{}, err
	}
	var all []directory.Record
	for entry := range e.directory.All() {
		all = append(all, entry.Record())
	}
	left := rehearsal.Load(ctx, all...) // a channel whose certificate is gone does not stop the others
	next, err := change(rehearsal)
	if errors.Is(err, directory.ErrNotFound) {
		err = errors.Join(err, left)
	}
	if err != nil {
		return directory.Record{}, err
	}

	ctx = context.WithoutCancel(ctx) // an administrator who closes the page does not stop it halfway
	old := e.record(id)
	removed := next.ID == ""
	audit := store.Audit{At: e.stamp(), Person: who, What: what + " " + next.Name, Changes: directory.Diff(old, next)}
	if removed {
		audit.What, audit.Changes = what+" "+old.Name, nil
	}
	err = e.store.Do(ctx, func(t *store.Tx) error {
		err := unchanged(t, revs)
		if err == nil && revs != nil && !removed { // until here another node may have removed a certificate
			var lost bool
			if lost, err = e.namesLost(ctx, next); lost {
				err = errOtherNode
			}
		}
		if err != nil {
			return err
		}
		if removed {
			err = t.RemoveRecord(id)
		} else {
			err = t.PutRecord(next)
		}
		return errors.Join(err, t.AddAudit(audit))
	})
	if err != nil {
		return directory.Record{}, err
	}
	if removed {
		err = e.directory.Remove(id, old.Rev)
	} else {
		err = e.directory.Load(ctx, next)
	}
	if err != nil {
		return next, fmt.Errorf("the change is stored, but it is served only after a restart: %w", err)
	}
	err = e.service.Wake(ctx, id)
	poke(e.wake)
	if entry, ok := e.directory.Find(id); ok { // whose credentials were refused may have right ones now
		e.renewed(entry)
	}
	e.log.Info("channel "+what, "channel", id, "rev", next.Rev, "by", who)
	return next, err
}
