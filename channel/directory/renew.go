package directory

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/contactkit/contactkit/session"
)

// Kinds of things that several records may name.
const (
	KindCertificate = "certificate" // Certificates.Trust and Identity
	KindCalendar    = "calendar"    // Hours.Calendar: a work calendar
	KindConnector   = "connector"   // Record.Connector: credentials that several channels share
	KindProvider    = "provider"    // Record.Provider: a schema of attributes
)

// Further kinds of things of the host's own that a record names: see Options.Choices.
const (
	KindUnit  = "unit"  // organisation unit
	KindQueue = "queue" // skill queue
	KindList  = "list"  // Routing.List: a list from which agents take customers
	KindRobot = "robot" // Service.Robot and Service.Assistant
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
	add(KindProvider, r.Provider)
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

// Users returns the IDs of the channels that name something of the tenant's: a KindCertificate,
// KindCalendar, KindConnector or KindProvider.
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

// Renew makes every channel that names a certificate or calendar of the tenant (KindCertificate,
// KindCalendar) read it again through Lookup, and returns their IDs. It is for what records name.
// New credentials of a channel come by Replace or Load, those of a connector by LoadSecrets. They
// need neither this Renew nor that of a dispatch.Dispatcher: see Sender. Records and revisions
// stay. A certificate of an older Certificate.Rev than a channel already has is passed over. A
// channel that cannot use the new one keeps the former, and the error joins the reasons.
func (d *Directory) Renew(ctx context.Context, tenant, kind, name string) ([]string, error) {
	return d.rebuild(ctx, tenant, kind, name, func(r Record) (Record, bool) { return r, true })
}

// LoadSecrets puts in the credentials of a connector as the host's store has them, for every
// channel that shares it, and returns the IDs of these channels. Like Load it changes no
// credential: see [Options.ChangeSecrets]. Credentials of an older Secrets.Rev than a channel
// already has are passed over. Records and their revisions stay. The error joins the reasons of the
// channels that could not take the credentials.
func (d *Directory) LoadSecrets(ctx context.Context, tenant, name string, secrets Secrets) ([]string, error) {
	return d.rebuild(ctx, tenant, KindConnector, name, func(r Record) (Record, bool) {
		s := secrets
		if s.Attributes == nil {
			s.Attributes = r.Secrets.Attributes
		}
		if s.Rev < r.Secrets.Rev || sameSecrets(&s, &r.Secrets) {
			return r, false
		}
		r.Secrets = s
		return r, true
	})
}

// missedRenew reports whether a certificate or the work calendar of a revision differs from what
// Lookup returns now. A calendar that no policy has used yet is read when it is needed.
func (o *Options) missedRenew(ctx context.Context, e *revision) (bool, error) {
	certs, err := o.certificates(ctx, &e.rec, e.certs)
	if err != nil {
		return false, err
	}
	same := func(a, b Certificate) bool {
		return a.Rev == b.Rev && bytes.Equal(a.Certificate, b.Certificate) && a.Key == b.Key
	}
	if !maps.EqualFunc(certs, e.certs, same) {
		return true, nil
	}
	p := e.policy.Load()
	if p == nil || e.rec.Hours.Always || e.rec.Hours.Calendar == "" {
		return false, nil
	}
	calendar, err := o.Calendar(ctx, e.rec)
	if err != nil {
		return false, err
	}
	return !reflect.DeepEqual(p.Hours, session.Hours(calendar)), nil
}

func (d *Directory) rebuild(ctx context.Context, tenant, kind, name string, change func(Record) (Record, bool)) ([]string, error) {
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
func (d *Directory) rebuildOne(ctx context.Context, id string, change func(Record) (Record, bool)) error {
	s := d.slots.find(key{kind: kindID, value: id})
	for {
		old := s.load()
		if old == nil {
			return nil // removed meanwhile
		}
		r, ok := change(old.rec)
		if !ok {
			return nil
		}
		e, err := d.o.build(ctx, &r, old)
		if err != nil {
			return err
		}
		if done, err := d.swap(id, old, e); done || err != nil {
			return err
		}
	}
}
