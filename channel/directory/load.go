package directory

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
)

// Load puts in records as the host's store has them: at the start, and whenever a node wrote one.
// The store's record counts: only an older revision than the present one is passed over, and
// secrets are taken as they are. Of credentials that channels share, the newer Secrets.Rev counts,
// whichever record brings them. An account (Record.Pages) may move from one record of the call to
// another, whatever the order of the records. Records that cannot be taken are left out, and the
// error joins the reasons, each with the channel's ID; the others are in.
func (d *Directory) Load(ctx context.Context, records ...Record) error {
	return d.loadAll(ctx, records, nil)
}

// LoadChecked is Load for records that no form has checked, such as those of a file: it also checks
// each record that is no draft, as Check does. If a record has a complaint, it loads none. The
// error joins all complaints, each with the channel's ID.
func (d *Directory) LoadChecked(ctx context.Context, records ...Record) error {
	var errs []error
	for _, r := range records {
		if r.State == Draft {
			continue
		}
		report, err := d.Check(ctx, r)
		if err == nil {
			err = report.Err()
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("directory: channel %s: %w", r.ID, err))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return d.Load(ctx, records...)
}

// Sync makes the directory equal to the host's store: it puts in all records as Load does, and
// removes the channels that are not among them. The store counts even with an older revision, as
// after a removal that this node missed, or after a restored backup. all walks every record of the
// store, with its secrets; an error of it ends Sync before anything is removed. Records that
// another call writes or removes at this node while Sync runs stay as that call left them. Sync
// also reads the certificates that an unchanged record names, and the work calendar of a policy in
// use, through Lookup: a channel whose Renew this node missed takes the new ones. If Lookup fails,
// the channel stays as it is, and the error says so. A certificate whose Rev is lower than that of
// the node's own is passed over, in Sync as well: after a restored backup, start the node anew, or
// store the certificate with a higher Rev.
//
// A node calls Sync when it may have missed news: at the start, after a connection for
// notifications was lost, and now and then.
func (d *Directory) Sync(ctx context.Context, all iter.Seq2[Record, error]) error {
	began := d.beginSync()
	defer d.endSync(began)
	var records []Record
	seen := map[string]bool{}
	for r, err := range all {
		if err != nil {
			return fmt.Errorf("directory: sync: %w", err)
		}
		records = append(records, r)
		seen[r.ID] = true
	}
	d.removeUnseen(began, seen)
	return d.loadAll(ctx, records, began)
}

// syncing is one run of Sync: the channels that others wrote or removed meanwhile.
type syncing struct{ written, removed map[string]bool }

func (d *Directory) beginSync() *syncing {
	d.mu.Lock()
	defer d.mu.Unlock()
	run := &syncing{written: map[string]bool{}, removed: map[string]bool{}}
	d.syncs = append(d.syncs, run)
	return run
}

func (d *Directory) endSync(run *syncing) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.syncs = slices.DeleteFunc(d.syncs, func(r *syncing) bool { return r == run })
}

func (d *Directory) removeUnseen(run *syncing, seen map[string]bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for id, s := range maps.Clone(d.all) {
		if !seen[id] && !run.written[id] {
			d.remove(s, s.load())
		}
	}
}

// loadAll takes records until none of those that are left gives way to another.
func (d *Directory) loadAll(ctx context.Context, records []Record, run *syncing) error {
	var errs []error
	failed := func(id string, err error) {
		errs = append(errs, fmt.Errorf("directory: channel %s: %w", id, err))
	}
	var taken []*Record // by another channel, so far
	for i := range records {
		r := &records[i] // stays as it is: the caller's
		switch err := d.loadOne(ctx, r, run); {
		case errors.Is(err, ErrTaken):
			taken = append(taken, r)
		case err != nil:
			failed(r.ID, err)
		}
	}
	for before := len(taken) + 1; len(taken) < before; { // until no channel gives up anything more
		before = len(taken)
		taken = slices.DeleteFunc(taken, func(r *Record) bool { return d.loadOne(ctx, r, run) == nil })
		if len(taken) == before {
			taken = d.exchange(ctx, taken, run)
		}
	}
	for _, r := range taken {
		if err := d.loadOne(ctx, r, run); err != nil {
			failed(r.ID, err)
		}
	}
	return errors.Join(errs...)
}

// loadOne tries until no other writer came between.
func (d *Directory) loadOne(ctx context.Context, r *Record, run *syncing) error {
	for {
		old := d.slots.find(key{kind: kindID, value: r.ID}).load()
		next, ok := d.follow(old, r, run)
		if !ok && (run == nil || old == nil) {
			return nil
		}
		if !ok {
			if missed, err := d.o.missedRenew(ctx, old); !missed || err != nil {
				return err
			}
			next = &old.rec
		}
		e, err := d.o.build(ctx, next, old)
		if err != nil {
			return err
		}
		if done, err := d.swapUnlessRemoved(old, e, run); done || err != nil {
			return err
		}
	}
}

// swapUnlessRemoved is swap, but leaves out a channel that another call removed while Sync ran.
func (d *Directory) swapUnlessRemoved(old, e *revision, run *syncing) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if run != nil && run.removed[e.rec.ID] {
		return true, nil
	}
	return d.swapLocked(e.rec.ID, old, e)
}

// swap puts a revision in the place of another, nil for none; false if that is no longer the
// present one.
func (d *Directory) swap(id string, old, e *revision) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.swapLocked(id, old, e)
}

func (d *Directory) swapLocked(id string, old, e *revision) (bool, error) {
	if d.all[id].load() != old {
		return false, nil
	}
	return true, d.store(e)
}

// exchange takes records that wait for each other, as two channels that swapped a page, at once. It
// returns those that are left.
func (d *Directory) exchange(ctx context.Context, waiting []*Record, run *syncing) []*Record {
	group := map[string]*revision{}
	before := map[string]*revision{}
	for _, r := range waiting {
		old := d.slots.find(key{kind: kindID, value: r.ID}).load()
		if old == nil {
			continue // it gives nothing up: it may come after the others
		}
		next, ok := d.follow(old, r, run)
		if !ok {
			continue
		}
		if e, err := d.o.build(ctx, next, old); err == nil {
			group[r.ID], before[r.ID] = e, old
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for id, old := range before {
		if d.all[id].load() != old || run != nil && run.removed[id] {
			return waiting
		}
	}
	for changed := true; changed; { // leave out who waits for a channel outside the group
		changed = false
		owners := map[Claim]string{}
		for _, id := range sortedKeys(group) {
			for _, c := range group[id].claims {
				other := d.slots.find(c.key())
				outside := other != nil && other.id != id && group[other.id] == nil
				kept := other != nil && other.id != id && group[other.id] != nil && slices.Contains(group[other.id].claims, c)
				if _, double := owners[c]; outside || kept || double {
					delete(group, id)
					changed = true
					break
				}
				owners[c] = id
			}
			if changed {
				break
			}
		}
	}
	for _, id := range sortedKeys(group) {
		if d.ambiguous(group[id], d.all[id]) != nil {
			return waiting
		}
	}
	for _, id := range sortedKeys(group) {
		d.put(d.all[id], group[id])
	}
	return slices.DeleteFunc(waiting, func(r *Record) bool { return group[r.ID] != nil })
}

// follow returns the record that follows a revision, or nil, when the store's r arrives; false if r
// says nothing new. In Sync the store counts, even with an older revision, unless another call has
// written meanwhile.
func (d *Directory) follow(old *revision, r *Record, run *syncing) (*Record, bool) {
	switch {
	case old == nil:
		return r, true
	case run != nil && !d.wrote(run, r.ID):
		return r, !sameRecord(&old.rec, r)
	}
	return newer(&old.rec, r)
}

func (d *Directory) wrote(run *syncing, id string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return run.written[id]
}

// newer returns the record that follows old when the store's r arrives; false if r says nothing
// new. The record and the credentials that it shares with others have revisions of their own. It
// changes neither record.
func newer(old, r *Record) (*Record, bool) {
	shared, rev := r.Connector != "" && r.Connector == old.Connector, cmp.Or(r.Rev, 1)
	switch {
	case rev < old.Rev && (!shared || r.Secrets.Rev <= old.Secrets.Rev):
		return old, false
	case rev < old.Rev:
		return withSecrets(old, r.Secrets), true
	case shared && r.Secrets.Rev < old.Secrets.Rev:
		r = withSecrets(r, old.Secrets)
	}
	return r, rev > old.Rev || !sameRecord(old, r)
}

func withSecrets(r *Record, s Secrets) *Record {
	next := *r
	next.Secrets = s
	return &next
}
