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

// Find returns the channel with this ID.
func (d *Directory) Find(id string) (Entry, bool) {
	return d.slots.find(key{kind: kindID, value: id}).open()
}

// Fetch is Find, and asks Options.Load for a record that is not there. Its error matches
// ErrNotFound, or is that of Load.
func (d *Directory) Fetch(ctx context.Context, id string) (Entry, error) {
	if e, ok := d.Find(id); ok {
		return e, nil
	}
	if err := d.miss(ctx, Query{ID: id}); err != nil {
		return Entry{}, err
	}
	if e, ok := d.Find(id); ok {
		return e, nil
	}
	return Entry{}, notFound(id)
}

// FindPath returns the channels of a callback path, sorted by ID. It waits for writers: it serves
// administrators, not calls.
func (d *Directory) FindPath(callbackPath string) []Entry {
	d.mu.Lock()
	defer d.mu.Unlock()
	var list []Entry
	if p := d.paths.find(key{kind: kindPath, value: callbackPath}); p != nil {
		for _, members := range p.groups {
			for s := range members {
				list = append(list, Entry{s.load()})
			}
		}
	}
	slices.SortFunc(list, func(a, b Entry) int { return strings.Compare(a.ID(), b.ID()) })
	return list
}

// FindName returns the tenant's channel of this name, whatever its case.
func (d *Directory) FindName(tenant, name string) (Entry, bool) {
	var folded [64]byte
	if len(name) > len(folded) {
		return Entry{}, false
	}
	for i := range len(name) {
		if folded[i] = name[i]; 'A' <= name[i] && name[i] <= 'Z' {
			folded[i] += 'a' - 'A'
		}
	}
	e, ok := d.slots.find(key{kind: string(ClaimName), scope: tenant, value: string(folded[:len(name)])}).open()
	if !ok || e.r.rec.Tenant != tenant || !strings.EqualFold(e.r.rec.Name, name) {
		return Entry{}, false
	}
	return e, true
}

// Owner returns the channel that has the account which a thread belongs to, in whatever state.
func (d *Directory) Owner(t channel.Thread) (Entry, bool) { return d.owner(t).open() }

// owner finds the slot of a thread's account; nil if there is none. See decision 096.
func (d *Directory) owner(t channel.Thread) *slot {
	s := d.slots.find(key{kind: string(ClaimAccount), scope: t.Platform, value: t.Account})
	// The index is a moment ahead of the slot, or behind it, while a record changes its accounts.
	if e := s.load(); e == nil || e.info.Platform != t.Platform || !e.has(t.Account) {
		return nil
	}
	return s
}

func (s *slot) load() *revision {
	if s == nil {
		return nil
	}
	return s.current.Load()
}

func (s *slot) open() (Entry, bool) {
	e := s.load()
	return Entry{e}, e != nil
}
