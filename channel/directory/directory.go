package directory

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// Directory holds the channels of all tenants that a node serves. Its methods may be called
// concurrently; those that look something up never wait for those that write, and a call keeps the
// channel it began with. New makes one.
type Directory struct {
	o     Options
	slots *index[slot] // by id, and by claim
	paths *index[path]
	loads singleflight.Group

	absent absent

	mu   sync.Mutex // held by writers only, and during no call that could wait
	refs map[ref]map[*slot]struct{}
	all  map[string]*slot // by id

	revisions uint64 // that were put in so far

	syncs []*syncing // that run now
}

// New makes an empty directory. It does no I/O. The error joins one *channel.FieldError for each
// complaint about Options.Drivers.
func New(o Options) (*Directory, error) {
	if err := o.check(); err != nil {
		return nil, fmt.Errorf("directory: %w", err)
	}
	o.Drivers, o.SharedApps, o.OfflineOn = slices.Clone(o.Drivers), slices.Clone(o.SharedApps), slices.Clone(o.OfflineOn)
	return &Directory{o: o, slots: newIndex[slot](), paths: newIndex[path](), refs: map[ref]map[*slot]struct{}{}, all: map[string]*slot{}}, nil
}

// Options returns what the directory was made with.
func (d *Directory) Options() Options { return d.o }

// String tells how many channels there are.
func (d *Directory) String() string { return fmt.Sprintf("directory.Directory(%d channels)", d.Len()) }

// Format writes String for every verb: fmt would print the credentials in unexported fields.
func (d *Directory) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, d.String()) }

// LogValue returns String.
func (d *Directory) LogValue() slog.Value { return slog.StringValue(d.String()) }

// Len is how many channels there are.
func (d *Directory) Len() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.all)
}

// All walks the channels, sorted by ID. Those added or removed meanwhile may be missing.
func (d *Directory) All() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		d.mu.Lock()
		ids := sortedKeys(d.all)
		d.mu.Unlock()
		for _, id := range ids {
			if e, ok := d.Find(id); ok && !yield(e) {
				return
			}
		}
	}
}

// Add puts in a new record, with its secrets. The stored record, with Rev 1 if it had none, is
// returned. A name or account that another channel has yields a TakenError, and an ID that is here
// already an error that matches ErrTaken. A record whose ID, State, Name or Path is not valid, or
// that the driver does not open, yields its complaints. Add does not ask for the other fields that
// Check asks for, whatever the State: call Check before you add a channel that is active.
func (d *Directory) Add(ctx context.Context, r Record) (Record, error) {
	r.Rev = cmp.Or(r.Rev, 1)
	r.State = cmp.Or(r.State, Draft)
	e, err := d.o.build(ctx, &r, nil)
	if err != nil {
		return Record{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.all[r.ID]; ok {
		return Record{}, fmt.Errorf("directory: channel %s: %w", r.ID, ErrTaken)
	}
	if err := d.store(e); err != nil {
		return Record{}, err
	}
	return e.rec.Clone(), nil
}

// Replace puts a changed record in the place of its former revision, which r.Rev names. It returns
// the stored record, for the host to keep with its secrets. If credentials were replaced, the
// former ones stay valid for Options.Overlap; see Revoke. A call that began with the former channel
// uses it to the end of the call.
//
// The error matches ErrNotFound if this node does not have the channel, ErrStale if r.Rev is no
// longer the present revision, and ErrTaken if another channel has the name, app or account.
// Complaints are those of Add, and about a new tenant or platform and a State that [State.May]
// refuses. Like Add, Replace does not call Check, not even for a channel that becomes active.
//
// Replace changes this node first. It serves a host of one node; where several nodes write, use
// [Options.Change] in the transaction of the store, and then [Directory.Load]. See decision 098.
func (d *Directory) Replace(ctx context.Context, r Record) (Record, error) {
	return d.replace(ctx, r, d.o.overlap())
}

// Revoke drops every former credential of a channel at once: for one that was disclosed. Calls that
// the platform still signs with it are refused. Like Replace, it changes this node first, and
// returns the record for the host to store; otherwise a restart brings the former credentials back.
// Where several nodes write, use [Options.Revoke] in the transaction of the store, and then Load.
//
// Other channels of the same connector keep their former credentials: for these, store
// [Secrets.Newest] of the connector with a greater Rev, and call LoadSecrets. The error matches
// ErrNotFound if this node does not have the channel.
func (d *Directory) Revoke(ctx context.Context, id string) (Record, error) {
	e, ok := d.Find(id)
	if !ok {
		return Record{}, notFound(id)
	}
	return d.replace(ctx, e.Record(), -1)
}

// Move puts a channel into another state: Draft to Active, Active to Paused and back. Any other
// move is a complaint about "state". A record must pass Check to become active. The error matches
// ErrNotFound if this node does not have the channel. Like Replace, Move changes this node first,
// and returns the record for the host to store. Where several nodes write, use [Options.Change]
// instead.
func (d *Directory) Move(ctx context.Context, id string, to State) (Record, error) {
	e, ok := d.Find(id)
	if !ok {
		return Record{}, notFound(id)
	}
	r := e.Record()
	if r.State = to; to == Active {
		report, err := d.Check(ctx, r)
		if err == nil {
			err = report.Err()
		}
		if err != nil {
			return Record{}, err
		}
	}
	return d.replace(ctx, r, d.o.overlap())
}

func (d *Directory) replace(ctx context.Context, r Record, overlap time.Duration) (Record, error) {
	s := d.slots.find(key{kind: kindID, value: r.ID})
	old := s.load()
	if old == nil {
		return Record{}, notFound(r.ID)
	}
	r, err := d.o.succeed(old.rec, r, overlap)
	if err != nil {
		return Record{}, err
	}
	e, err := d.o.build(ctx, &r, old)
	if err != nil {
		return Record{}, err
	}
	if done, err := d.swap(r.ID, old, e); err != nil {
		return Record{}, err
	} else if !done {
		return Record{}, stale(r.ID)
	}
	return e.rec.Clone(), nil
}

// Remove takes a channel out, as the host's store did at revision rev. The error matches ErrStale
// if this node already has a newer revision: the channel was added again, and stays. It matches
// ErrNotFound if this node does not have the channel.
func (d *Directory) Remove(id string, rev int64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := d.all[id]
	switch e := s.load(); {
	case e == nil:
		return notFound(id)
	case e.rec.Rev > rev:
		return stale(id)
	default:
		d.remove(s, e)
	}
	return nil
}

func notFound(id string) error { return fmt.Errorf("directory: channel %s: %w", id, ErrNotFound) }

func stale(id string) error { return fmt.Errorf("directory: channel %s: %w", id, ErrStale) }
