package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/tlsconfig"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// PutCertificate stores a certificate that an administrator uploaded. Every channel that names it
// makes its next call with it, on all nodes; calls under way end with the former one. It is a new
// certificate if fresh, or else takes the place of the revision c.Rev, whose key stays if c has
// none. Faults come back as channel.FieldErrors about "name", "certificate" and "key", and a change
// by another person meanwhile as directory.ErrStale. See decision 406.
func (e *Engine) PutCertificate(ctx context.Context, who string, c store.Certificate, fresh bool) error {
	return e.editCertificate(ctx, who, c.Name, func(t *store.Tx, old directory.Certificate) (what string, now directory.Certificate, err error) {
		edit, there := c.Certificate, len(old.Certificate) > 0
		switch {
		case fresh && there:
			return "", now, &channel.FieldError{Field: "name", Code: channel.CodeDuplicate, Reason: "there is a certificate of this name: replace it"}
		case fresh:
			edit.Rev, what = old.Rev, "added"
		case !there:
			return "", now, store.ErrNotFound
		default:
			what = "replaced"
		}
		if edit.Key == "" {
			edit.Key = old.Key
		}
		if edit.Key == "" {
			_, identities, err := certificateUsers(t, c.Name)
			if err != nil {
				return "", now, err
			}
			if len(identities) > 0 {
				return "", now, &channel.FieldError{Field: "key", Code: channel.CodeMissing, Reason: "channels show this certificate, so its key is needed: " + strings.Join(identities, ", ")}
			}
		}
		now, err = e.directory.Options().ChangeCertificate(old, edit)
		if err == nil {
			err = t.PutCertificate(store.Certificate{Name: c.Name, Certificate: now})
		}
		return what, now, err
	})
}

// InUseError reports which channels use a certificate that cannot be removed.
type InUseError struct{ Channels []string }

// Error names the channels.
func (e *InUseError) Error() string {
	return "channels use the certificate: " + strings.Join(e.Channels, ", ")
}

// RemoveCertificate takes a certificate out, with its key. If a channel names it, the error is an
// *InUseError. It matches directory.ErrStale if rev is not the present revision.
func (e *Engine) RemoveCertificate(ctx context.Context, who, name string, rev int64) error {
	return e.editCertificate(ctx, who, name, func(t *store.Tx, old directory.Certificate) (what string, now directory.Certificate, err error) {
		if len(old.Certificate) == 0 {
			return "", now, store.ErrNotFound
		}
		if old.Rev != rev {
			return "", now, fmt.Errorf("certificate %s: %w", name, directory.ErrStale)
		}
		trusts, identities, err := certificateUsers(t, name)
		if users := slices.Compact(slices.Sorted(slices.Values(slices.Concat(trusts, identities)))); err == nil && len(users) > 0 {
			err = &InUseError{users}
		}
		if err != nil {
			return "", now, err
		}
		return "removed", now, t.RemoveCertificate(name)
	})
}

// certificateUsers returns the names of the channels that trust a certificate, and of those that
// show it: also of drafts, and of channels that cannot be served.
func certificateUsers(t *store.Tx, name string) (trusts, identities []string, err error) {
	records, err := t.Records()
	for _, r := range records {
		if slices.Contains(r.Certificates.Trust, name) {
			trusts = append(trusts, r.Name)
		}
		if r.Certificates.Identity == name {
			identities = append(identities, r.Name)
		}
	}
	return trusts, identities, err
}

// editCertificate commits a change with its audit entry, and then lets the channels use it. No
// channel is changed meanwhile, on any node.
func (e *Engine) editCertificate(ctx context.Context, who, name string, change func(*store.Tx, directory.Certificate) (what string, now directory.Certificate, err error)) error {
	e.editing.Lock()
	defer e.editing.Unlock()
	ctx = context.WithoutCancel(ctx) // an administrator who closes the page does not stop it halfway
	var done string
	err := e.store.Do(ctx, func(t *store.Tx) error {
		if err := t.Lock("records"); err != nil {
			return err
		}
		old, err := t.Certificate(name)
		if err != nil {
			return err
		}
		what, now, err := change(t, old)
		if err != nil {
			return err
		}
		done = what
		return t.AddAudit(store.Audit{At: e.stamp(), Person: who, What: "certificate " + name + " " + what, Changes: certificateChanges(old, now)})
	})
	if err != nil {
		return err
	}
	e.log.Info("certificate "+done, "certificate", name, "by", who)
	if _, err := e.syncRecords(ctx); err != nil {
		e.log.Error("channels that cannot take their certificates", "certificate", name, "error", err)
	}
	for entry := range e.directory.All() {
		if c := entry.Record().Certificates; c.Identity == name || slices.Contains(c.Trust, name) {
			e.renewed(entry) // calls that the gateway refused may succeed now
		}
	}
	poke(e.wake)
	return nil
}

// certificateChanges are what an audit log says of a certificate: never its key.
func certificateChanges(old, now directory.Certificate) (list []directory.Change) {
	before, after := certificateFacts(old), certificateFacts(now)
	for i, field := range []string{"subject", "issuer", "until", "sha256"} {
		if before[i] != after[i] {
			list = append(list, directory.Change{Field: field, Old: before[i], New: after[i]})
		}
	}
	if old.Key != now.Key {
		key := directory.Change{Field: "key"}
		if old.Key != "" {
			key.Old = "[secret]"
		}
		if now.Key != "" {
			key.New = "[secret]"
			if old.Key != "" {
				key.New = "[secret, replaced]"
			}
		}
		list = append(list, key)
	}
	return list
}

// certificateFacts are the subjects, issuers, ends and sums of the certificates of a file.
func certificateFacts(c directory.Certificate) (facts [4]string) {
	infos, _ := tlsconfig.Read(c.Certificate) // a removed one has none
	for i, info := range infos {
		for n, fact := range []string{info.Subject, info.Issuer, info.Until.Format("2006-01-02 15:04"), info.SHA256} {
			if i > 0 {
				facts[n] += "; "
			}
			facts[n] += fact
		}
	}
	return facts
}

// namesLost reports whether a certificate that a record names is gone: another node may have
// removed it since the record was checked.
func (e *Engine) namesLost(ctx context.Context, r directory.Record) (bool, error) {
	find := e.directory.Options().Lookup.Certificate
	for _, name := range append(slices.Clone(r.Certificates.Trust), r.Certificates.Identity) {
		if name == "" || find == nil {
			continue
		}
		if _, err := find(ctx, r.Tenant, name); errors.Is(err, directory.ErrNotFound) {
			return true, nil
		} else if err != nil && len(channel.FieldErrors(err)) == 0 {
			return false, err
		}
	}
	return false, nil
}
