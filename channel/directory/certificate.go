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
	// Rev rises with each change, so that a node which reads an old copy keeps the newer
	// certificate that it has. If a host keeps no revisions, all are zero, and the certificate that
	// was read last counts.
	Rev         int64
	Certificate []byte
	Key         channel.Secret // empty for one that is only trusted
}

// certificates are those that a record names, by name.
type certificates map[string]Certificate

// certificates reads the certificates that the record names. Of former ones that are newer than
// what Lookup.Certificate returns, the former count.
func (o *Options) certificates(ctx context.Context, r *Record, former certificates) (certificates, error) {
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
		} else if unreadable := channel.FieldErrors(err); len(unreadable) > 0 {
			for _, e := range unreadable {
				errs = append(errs, &channel.FieldError{Field: field, Code: e.Code, Reason: e.Reason})
			}
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

// settings are the record's for its own calls.
func (c certificates) settings(r *Record) channel.TLS {
	t := channel.TLS{ServerName: r.Certificates.ServerName}
	for _, name := range r.Certificates.Trust {
		t.Trust = append(t.Trust, c[name].Certificate)
	}
	if name := r.Certificates.Identity; name != "" {
		t.Certificate, t.Key = c[name].Certificate, c[name].Key
	}
	return t
}

// tls is settings, checked.
func (c certificates) tls(r *Record) (channel.TLS, error) {
	if r.Certificates.IsZero() {
		return channel.TLS{}, nil
	}
	t := c.settings(r)
	if _, err := tlsconfig.New(t); err != nil { // here, for not every driver looks at them before the first call
		return channel.TLS{}, relocate(channel.Driver{}, err)
	}
	return t, nil
}

// certificates complains of what certificates say about themselves. A file without a certificate
// keeps the channel from being opened.
func (k *checker) certificates(r *Record, certs certificates) {
	complaints, warnings := tlsconfig.Check(certs.settings(r), k.o.now())
	for _, c := range complaints {
		if c.Code == tlsconfig.CodeExpired || c.Code == tlsconfig.CodeNotYet || c.Code == tlsconfig.CodeDamaged {
			k.add(place(channel.Driver{}, c.Field), c.Code, c.Reason)
		}
	}
	for _, w := range warnings {
		k.warn(place(channel.Driver{}, w.Field), w.Code, w.Reason)
	}
}

// ReadCertificate makes a Certificate of the files that an administrator uploads: a trust
// certificate or a bundle of them alone, or certificates and their key, in one file or in two, PEM
// or DER. The error says which file is neither PEM nor DER, and quotes no file. If one file holds
// both, Certificate.Certificate gets the certificates without the key.
func ReadCertificate(files ...[]byte) (Certificate, error) {
	var c Certificate
	var errs []error
	for i, data := range files {
		key, unusable := tlsconfig.FindKey(data)
		certs, err := tlsconfig.WithoutKeys(data)
		if unusable != nil {
			errs = append(errs, &channel.FieldError{Field: fmt.Sprintf("files[%d]", i), Code: channel.CodeInvalid, Reason: unusable.Error()})
			continue
		}
		if key && c.Key != "" || certs != nil && c.Certificate != nil {
			errs = append(errs, &channel.FieldError{Field: fmt.Sprintf("files[%d]", i), Code: channel.CodeDuplicate, Reason: "another file holds a certificate, or a key, already"})
			continue
		}
		if key {
			c.Key = channel.Secret(data)
		}
		switch {
		case certs != nil:
			c.Certificate = certs
		case err != nil:
			errs = append(errs, &channel.FieldError{Field: fmt.Sprintf("files[%d]", i), Code: channel.CodeInvalid, Reason: err.Error()})
		}
	}
	if len(errs) == 0 && c.Certificate == nil {
		errs = append(errs, &channel.FieldError{Field: "files", Code: channel.CodeMissing, Reason: "a certificate is needed"})
	}
	if err := errors.Join(errs...); err != nil {
		return Certificate{}, err
	}
	return c, nil
}

// CheckCertificate looks over a certificate for the page that lists or replaces it, and returns
// what is in it, with a Report. The Report has complaints about "certificate" and "key", such as
// that the certificate has expired, and warnings, such as that it ends within thirty days.
func (o Options) CheckCertificate(c Certificate) ([]tlsconfig.Info, Report) {
	t := channel.TLS{Trust: [][]byte{c.Certificate}}
	if c.Key != "" {
		t = channel.TLS{Certificate: c.Certificate, Key: c.Key}
	}
	var rep Report
	at := func(list []*channel.FieldError) []*channel.FieldError {
		for _, e := range list {
			if e.Field = "certificate"; e.Code == channel.CodeInvalid && c.Key != "" {
				e.Field = "key"
			}
		}
		return list
	}
	complaints, warnings := tlsconfig.Check(t, o.now())
	infos, err := tlsconfig.Read(c.Certificate)
	if err != nil {
		rep.Complaints = []*channel.FieldError{{Field: "certificate", Code: channel.CodeInvalid, Reason: err.Error()}}
		return nil, rep
	}
	rep.Complaints, rep.Warnings = at(complaints), at(warnings)
	return infos, rep
}

// ChangeCertificate returns the certificate that follows old when an administrator uploads another,
// for the transaction that stores it; then [Directory.Renew] makes every channel use it, under
// traffic. The result has the next revision. The error matches ErrStale if edit.Rev is not old.Rev,
// or joins the complaints of CheckCertificate. If old is the zero Certificate, there was none
// before.
func (o Options) ChangeCertificate(old, edit Certificate) (Certificate, error) {
	if old.Rev != edit.Rev {
		return Certificate{}, fmt.Errorf("directory: certificate: %w", ErrStale)
	}
	if _, rep := o.CheckCertificate(edit); len(rep.Complaints) > 0 {
		return Certificate{}, rep.Err()
	}
	edit.Rev++
	return edit, nil
}
