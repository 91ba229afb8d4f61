package directory

import (
	"context"
	"errors"
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/tlsconfig"
)

// Certificate is a named certificate of a tenant, PEM or DER.
type Certificate struct {
	// Rev rises with each change, so that a node which reads an old copy keeps the newer certificate
	// that it has. Zero everywhere: what is read last counts.
	Rev         int64
	Certificate []byte
	Key         channel.Secret // empty for one that is only trusted
}

// certificates are those that a record names, by name.
type certificates map[string]Certificate

// certificates reads the certificates that the record names. Of former ones that are newer than what
// Lookup.Certificate returns, the former count.
func (o *Options) certificates(ctx context.Context, r Record, former certificates) (certificates, error) {
	if len(r.Certificates.Trust) == 0 && r.Certificates.Identity == "" {
		return nil, nil
	}
	list := certificates{}
	var errs []error
	read := func(field, name string) {
		if o.Lookup.Certificate == nil {
			errs = append(errs, &channel.FieldError{Field: field, Code: channel.CodeUnsupported, Reason: "the host keeps no certificates"})
			return
		}
		c, err := o.Lookup.Certificate(ctx, r.Tenant, name)
		if errors.Is(err, ErrNotFound) {
			errs = append(errs, &channel.FieldError{Field: field, Code: CodeUnknown, Reason: "there is no certificate of this name"})
		} else if err != nil {
			errs = append(errs, fmt.Errorf("directory: certificate: %w", err))
		}
		if known, ok := former[name]; ok && known.Rev > c.Rev {
			c = known
		}
		list[name] = c
	}
	for i, name := range r.Certificates.Trust {
		read(fmt.Sprintf("certificates.trust[%d]", i), name)
	}
	if name := r.Certificates.Identity; name != "" {
		read("certificates.identity", name)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return list, nil
}

// tls is the record's settings for its own calls.
func (c certificates) tls(r Record) (channel.TLS, error) {
	t := channel.TLS{ServerName: r.Certificates.ServerName}
	for _, name := range r.Certificates.Trust {
		t.Trust = append(t.Trust, c[name].Certificate)
	}
	if name := r.Certificates.Identity; name != "" {
		t.Certificate, t.Key = c[name].Certificate, c[name].Key
	}
	if _, err := tlsconfig.New(t); err != nil { // here, for not every driver looks at them before the first call
		return channel.TLS{}, relocate(channel.Driver{}, err)
	}
	return t, nil
}
