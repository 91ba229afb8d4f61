package directory

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/contactkit/contactkit/channel"
)

// path is the channels of one callback path. They are grouped by what they prove: one call is
// proved once, however many channels of a shared app there are.
type path struct {
	provers atomic.Pointer[[]*slot] // one for each group
	groups  map[proof]map[*slot]struct{}
	checked sync.Map // when the platform last checked the webhook of a group: time.Time by proof
	asks    asks
}

// ref is something that records name: an edit of it concerns them all.
type ref struct{ kind, tenant, name string }

// store puts a revision in its slot and into every index. The caller holds the lock. Readers see
// the former one or the new one, never none: new keys lead to the slot before the revision is in
// it, old ones until after.
func (d *Directory) store(e *revision) error {
	id := e.rec.ID
	for _, c := range e.claims {
		if other := d.slots.find(c.key()); other != nil && other.id != id {
			return taken(c, other.load(), e.rec)
		}
	}
	s := d.all[id]
	if err := d.ambiguous(e, s); err != nil {
		return err
	}
	if s == nil {
		s = &slot{id: id}
		d.all[id] = s
	}
	d.put(s, e)
	return nil
}

// put is store for a revision whose claims are free, or become free under the same lock.
func (d *Directory) put(s *slot, e *revision) {
	id, old := e.rec.ID, s.load()
	d.revisions++
	e.number = d.revisions
	d.slots.put(key{kind: kindID, value: id}, s)
	for _, c := range e.claims {
		d.slots.put(c.key(), s)
	}
	d.publish(s, old, e)
	if old != nil {
		for _, c := range old.claims {
			if !slices.Contains(e.claims, c) {
				d.dropClaim(c, s)
			}
		}
		d.unname(old, s)
	}
	d.name(e, s)
	for _, run := range d.syncs {
		run.written[id] = true
	}
}

// dropClaim forgets that a slot has a claim, unless another has it by now.
func (d *Directory) dropClaim(c Claim, s *slot) {
	if d.slots.find(c.key()) == s {
		d.slots.drop(c.key())
	}
}

// remove takes a slot out of every index. The caller holds the lock.
func (d *Directory) remove(s *slot, e *revision) {
	group := d.group(e)
	group.sub(e.proof, s)
	d.settle(e.path, group)
	s.current.Store(nil)
	for _, c := range e.claims {
		d.slots.drop(c.key())
	}
	d.slots.drop(key{kind: kindID, value: s.id})
	d.unname(e, s)
	delete(d.all, s.id)
	for _, run := range d.syncs {
		run.removed[s.id] = true
	}
}

const kindPath = "path"

// publish puts a revision into its slot and moves the slot between the groups of the paths. While
// it does, each path lists the slot itself.
func (d *Directory) publish(s *slot, old, e *revision) {
	if old != nil && old.path == e.path && old.proof == e.proof {
		s.current.Store(e)
		return
	}
	from, to := d.group(old), d.group(e)
	if from != nil {
		from.sub(old.proof, s)
	}
	if to == nil {
		to = &path{groups: map[proof]map[*slot]struct{}{}}
	}
	to.add(e.proof, s)
	to.list(s)
	d.paths.put(key{kind: kindPath, value: e.path}, to)
	if from != nil && from != to {
		from.list(s)
	}
	s.current.Store(e)
	to.list(nil)
	if from != nil && from != to {
		d.settle(old.path, from)
	}
}

// group returns the path that a revision is found by; nil if there is none yet.
func (d *Directory) group(e *revision) *path {
	if e == nil {
		return nil
	}
	return d.paths.find(key{kind: kindPath, value: e.path})
}

// settle lists what is left of a path.
func (d *Directory) settle(at string, p *path) {
	if len(p.groups) == 0 {
		d.paths.drop(key{kind: kindPath, value: at})
		return
	}
	p.list(nil)
}

func (p *path) add(sum proof, s *slot) {
	members := p.groups[sum]
	if members == nil {
		members = map[*slot]struct{}{}
		p.groups[sum] = members
	}
	members[s] = struct{}{}
}

func (p *path) sub(sum proof, s *slot) {
	members := p.groups[sum]
	if delete(members, s); len(members) == 0 {
		delete(p.groups, sum)
		p.checked.Delete(sum)
	}
}

// list publishes one slot of each group, and the one that is on its way.
func (p *path) list(moving *slot) {
	provers := make([]*slot, 0, len(p.groups)+1)
	for _, members := range p.groups {
		for s := range members {
			provers = append(provers, s)
			break
		}
	}
	if moving != nil && !slices.Contains(provers, moving) {
		provers = append(provers, moving)
	}
	p.provers.Store(&provers)
}

// ambiguous refuses a channel on a path where a call would prove both itself and another app's: its
// events would go to whichever is asked first. s is the revision's own slot.
func (d *Directory) ambiguous(e *revision, s *slot) error {
	group := d.paths.find(key{kind: kindPath, value: e.path})
	if group == nil {
		return nil
	}
	for _, other := range *group.provers.Load() {
		o := other.load()
		if other == s || o == nil || o.info.Platform == e.info.Platform && o.info.App == e.info.App && o.info.App != "" {
			continue
		}
		if field := sharedSecret(e, o); field != "" {
			return &channel.FieldError{Field: "secrets." + field, Code: channel.CodeDuplicate,
				Reason: "a channel of another app on the same path has this secret: calls could not be told apart"}
		}
		for _, c := range [...]*revision{e, o} {
			if c.ch.Verify(channel.Webhook{Method: http.MethodPost, Header: http.Header{}, At: d.o.now()}) == nil {
				return &channel.FieldError{Field: "path", Code: channel.CodeConflict,
					Reason: fmt.Sprintf("a channel that takes calls without proof needs a path of its own, and %s is used by others", e.path)}
			}
		}
	}
	return nil
}

func sharedSecret(a, b *revision) string {
	seen := map[channel.Secret]bool{}
	for _, keys := range b.rec.Secrets.Keys {
		for _, k := range keys {
			seen[k.Secret] = true
		}
	}
	for _, field := range sortedKeys(a.rec.Secrets.Keys) {
		for _, k := range a.rec.Secrets.Keys[field] {
			if seen[k.Secret] {
				return field
			}
		}
	}
	return ""
}
