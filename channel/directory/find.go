package directory

import (
	"context"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// The index keys of ids; those of claims are their kinds.
const kindID = "id"

func (c Claim) key() key { return key{kind: string(c.Kind), scope: c.Scope, value: c.Value} }

// Find returns the record with this ID, and its channel.
func (d *Directory) Find(id string) (Record, channel.Channel, bool) {
	return d.slots.find(key{kind: kindID, value: id}).open()
}

// Fetch is Find, and asks Options.Load for a record that is not there. Its error matches ErrNotFound, or is that of Load.
func (d *Directory) Fetch(ctx context.Context, id string) (Record, channel.Channel, error) {
	if r, ch, ok := d.Find(id); ok {
		return r, ch, nil
	}
	if err := d.miss(ctx, Query{ID: id}); err != nil {
		return Record{}, nil, err
	}
	if r, ch, ok := d.Find(id); ok {
		return r, ch, nil
	}
	return Record{}, nil, notFound(id)
}

// FindPath returns the records of a callback path, sorted by ID. It waits for writers: it serves administrators, not calls.
func (d *Directory) FindPath(callbackPath string) []Record {
	d.mu.Lock()
	defer d.mu.Unlock()
	var list []Record
	if p := d.paths.find(key{kind: kindPath, value: callbackPath}); p != nil {
		for _, members := range p.groups {
			for s := range members {
				list = append(list, s.load().rec)
			}
		}
	}
	slices.SortFunc(list, func(a, b Record) int { return strings.Compare(a.ID, b.ID) })
	return list
}

// FindName returns the tenant's record of this name, whatever its case.
func (d *Directory) FindName(tenant, name string) (Record, channel.Channel, bool) {
	var folded [64]byte
	if len(name) > len(folded) {
		return Record{}, nil, false
	}
	for i := range len(name) {
		if folded[i] = name[i]; 'A' <= name[i] && name[i] <= 'Z' {
			folded[i] += 'a' - 'A'
		}
	}
	s := d.slots.find(key{kind: string(ClaimName), scope: tenant, value: string(folded[:len(name)])})
	if e := s.load(); e != nil && e.rec.Tenant == tenant && strings.EqualFold(e.rec.Name, name) {
		return e.rec, e.ch, true
	}
	return Record{}, nil, false
}

// Owner returns the record and channel of the account that a thread belongs to, in whatever state.
func (d *Directory) Owner(t channel.Thread) (Record, channel.Channel, bool) {
	if e := d.owner(t).load(); e != nil {
		return e.rec, e.ch, true
	}
	return Record{}, nil, false
}

// Channel is Owner without the record, which is about a kilobyte to copy: for those who ask often.
func (d *Directory) Channel(t channel.Thread) (channel.Channel, bool) {
	if e := d.owner(t).load(); e != nil {
		return e.ch, true
	}
	return nil, false
}

// owner finds the slot of a thread's account; nil if there is none.
func (d *Directory) owner(t channel.Thread) *slot {
	s := d.slots.find(key{kind: string(ClaimAccount), scope: t.Platform, value: t.Account})
	// The index is a moment ahead of the slot, or behind it, while a record changes its accounts.
	if e := s.load(); e == nil || e.info.Platform != t.Platform || !e.has(t.Account) {
		return nil
	}
	return s
}

func (s *slot) load() *entry {
	if s == nil {
		return nil
	}
	return s.entry.Load()
}

func (s *slot) open() (Record, channel.Channel, bool) {
	if e := s.load(); e != nil {
		return e.rec, e.ch, true
	}
	return Record{}, nil, false
}
