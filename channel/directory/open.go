package directory

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Open builds the record's channel through its platform's driver, without any call to the platform.
// The error joins one channel.FieldError for each complaint, with paths of the record:
// "settings.appId", "secrets.token", "pages[17].token".
func (o Options) Open(ctx context.Context, r Record) (channel.Channel, error) {
	ch, _, _, err := o.open(ctx, r, false)
	return ch, err
}

// open builds the channel, and if so asked a second one that sends with the next credentials, valid
// before an instant. The second is nil where there are none.
func (o *Options) open(ctx context.Context, r Record, both bool) (ch, next channel.Channel, until time.Time, err error) {
	certs, err := o.certificates(ctx, &r, nil)
	if err != nil {
		return nil, nil, until, err
	}
	return o.openWith(&r, certs, both)
}

// openWith is open with the certificates that the record names.
func (o *Options) openWith(r *Record, certs certificates, both bool) (ch, next channel.Channel, until time.Time, err error) {
	d, ok := o.driver(r.Platform)
	if !ok {
		return nil, nil, until, &channel.FieldError{Field: "platform", Code: channel.CodeUnsupported, Reason: "there is no driver for this platform"}
	}
	tls, err := certs.tls(r)
	if err != nil {
		return nil, nil, until, err
	}
	s := channel.Settings{Values: r.Settings, Keys: r.Secrets.Keys, Tokens: r.tokens(d, channel.Keys.First), TLS: tls,
		HTTP: o.HTTP, Media: o.Media, Files: o.Files, Now: o.Now, Dial: o.Dial, Draft: r.State == Draft}
	if !tls.IsZero() || ownAddress(d, r) {
		s.HTTP = nil // the host's client knows neither the certificates nor which addresses a tenant may reach
	}
	if ch, err = d.Open(s); err != nil {
		return nil, nil, until, relocate(d, err)
	}
	if !both {
		return ch, nil, until, nil
	}
	keys, tokens, until := r.second(d, o.now())
	if keys == nil {
		return ch, nil, until, nil
	}
	s.Keys, s.Tokens = keys, tokens
	if next, err = d.Open(s); err != nil {
		next = nil // the former credentials are of no use any more
	}
	return ch, next, until, nil
}

// ownAddress reports whether the tenant chose an address to call.
func ownAddress(d channel.Driver, r *Record) bool {
	for _, f := range d.Fields {
		if f.Kind == channel.FieldURL && strings.TrimSpace(r.Settings[f.Name]) != "" {
			return true
		}
	}
	return false
}

// tokenField is the field that holds a token for each page; empty: the platform has none.
func tokenField(d channel.Driver) string {
	for _, f := range d.Fields {
		if f.Kind == channel.FieldTokens {
			return f.Name
		}
	}
	return ""
}

// tokens are the tokens of the record's pages, each as pick chooses.
func (r *Record) tokens(d channel.Driver, pick func(channel.Keys) channel.Secret) map[string]map[string]channel.Secret {
	field := tokenField(d)
	if field == "" || len(r.Pages) == 0 {
		return nil
	}
	tokens := make(map[string]channel.Secret, len(r.Pages))
	for _, p := range r.Pages {
		tokens[p.ID] = pick(r.Secrets.Tokens[field][p.ID])
	}
	return map[string]map[string]channel.Secret{field: tokens}
}

// relocate gives a driver's complaints the paths of the record. Other errors stay as they are.
func relocate(d channel.Driver, err error) error {
	fields := channel.FieldErrors(err)
	if len(fields) == 0 {
		return err
	}
	errs := make([]error, len(fields))
	for i, f := range fields {
		moved := *f
		moved.Field = place(d, f.Field)
		errs[i] = &moved
	}
	return errors.Join(errs...)
}

func place(d channel.Driver, field string) string {
	head := field
	if i := strings.IndexAny(field, ".["); i >= 0 {
		head = field[:i]
	}
	if head == "tls" {
		switch rest := strings.TrimPrefix(field, "tls"); {
		case strings.HasPrefix(rest, ".trust"):
			return "certificates" + rest
		case strings.HasPrefix(rest, ".certificate"), strings.HasPrefix(rest, ".key"):
			return "certificates.identity"
		}
		return "certificates"
	}
	for _, f := range d.Fields {
		if f.Name != head {
			continue
		}
		switch f.Kind {
		case channel.FieldKeys:
			return "secrets." + field
		case channel.FieldTokens:
			return "pages" + strings.TrimPrefix(field, head)
		default:
			return "settings." + field
		}
	}
	return "settings." + field
}
