package directory

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Kinds of things that several records may name.
const (
	KindCertificate = "certificate"
	KindCalendar    = "calendar"
	KindConnector   = "connector"
)

// refsOf are the things that a record names.
func refsOf(r Record) []ref {
	var list []ref
	add := func(kind, name string) {
		if name != "" {
			list = append(list, ref{kind, r.Tenant, name})
		}
	}
	for _, name := range r.Certificates.Trust {
		add(KindCertificate, name)
	}
	add(KindCertificate, r.Certificates.Identity)
	add(KindCalendar, r.Hours.Calendar)
	add(KindConnector, r.Connector)
	return list
}

func (d *Directory) name(e *revision, s *slot) {
	for _, n := range refsOf(e.rec) {
		if d.refs[n] == nil {
			d.refs[n] = map[*slot]struct{}{}
		}
		d.refs[n][s] = struct{}{}
	}
}

func (d *Directory) unname(e *revision, s *slot) {
	for _, n := range refsOf(e.rec) {
		if delete(d.refs[n], s); len(d.refs[n]) == 0 {
			delete(d.refs, n)
		}
	}
}

// Users returns the IDs of the channels that name something of the tenant's: a KindCertificate, KindCalendar or KindConnector.
func (d *Directory) Users(tenant, kind, name string) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var ids []string
	for s := range d.refs[ref{kind, tenant, name}] {
		ids = append(ids, s.id)
	}
	slices.Sort(ids)
	return ids
}

// Renew makes every channel that names a certificate or calendar of the tenant read it again through Lookup, and returns their IDs. Records and
// revisions stay. A channel for which the new one is of no use keeps the former, and the error joins the reasons.
func (d *Directory) Renew(ctx context.Context, tenant, kind, name string) ([]string, error) {
	return d.rebuild(ctx, tenant, kind, name, func(r Record) Record { return r })
}

// SetConnector gives new credentials to every channel that shares a connector, and returns their IDs. As with Replace the former ones
// stay valid for Options.Overlap. Records and revisions stay. The error joins the reasons of the channels that could not take them.
func (d *Directory) SetConnector(ctx context.Context, tenant, name string, secrets Secrets) ([]string, error) {
	now := d.o.now()
	return d.rebuild(ctx, tenant, KindConnector, name, func(r Record) Record {
		attributes := r.Secrets.Attributes
		r.Secrets = secrets.After(r.Secrets, now, d.o.overlap())
		if r.Secrets.Attributes == nil {
			r.Secrets.Attributes = attributes
		}
		return r
	})
}

func (d *Directory) rebuild(ctx context.Context, tenant, kind, name string, change func(Record) Record) ([]string, error) {
	ids := d.Users(tenant, kind, name)
	var errs []error
	for _, id := range ids {
		if err := d.rebuildOne(ctx, id, change); err != nil {
			errs = append(errs, fmt.Errorf("directory: channel %s: %w", id, err))
		}
	}
	return ids, errors.Join(errs...)
}

// rebuildOne tries until no other writer came between.
func (d *Directory) rebuildOne(ctx context.Context, id string, change func(Record) Record) error {
	s := d.slots.find(key{kind: kindID, value: id})
	for {
		old := s.load()
		if old == nil {
			return nil // removed meanwhile
		}
		e, err := d.o.build(ctx, change(old.rec))
		if err != nil {
			return err
		}
		if done, err := d.swap(s, old, e); done || err != nil {
			return err
		}
	}
}

func (d *Directory) swap(s *slot, old, e *revision) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if s.load() != old {
		return false, nil
	}
	return true, d.store(e)
}
