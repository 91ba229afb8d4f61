package directory

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"slices"

	"github.com/contactkit/contactkit/channel"
)

// Secrets are the credentials of a channel or of a connector that several channels share. They
// print and serialise as "[secret]".
type Secrets struct {
	// Rev rises with each change of credentials that several channels share (Record.Connector), so
	// that those which arrive late at a node replace no newer ones. Credentials of one channel are
	// stored with its record and need no revision of their own: zero.
	Rev        int64
	Keys       map[string]channel.Keys            // by the driver's field, newest first
	Tokens     map[string]map[string]channel.Keys // by the driver's field, then account, newest first
	Attributes map[string]channel.Secret          // values of secret attributes, by Attribute.Key
}

// A SecretStore keeps credentials apart from records. The name is the record's Connector, or its ID
// where it has none. If nothing is stored under the name, the result is the zero Secrets.
type SecretStore interface {
	Secrets(ctx context.Context, tenant, name string) (Secrets, error)
}

// SecretName is the name under which a SecretStore keeps the record's credentials.
func (r Record) SecretName() string {
	if r.Connector != "" {
		return r.Connector
	}
	return r.ID
}

// Fill gives each record its credentials from the store. It stops at the first error of the store.
func Fill(ctx context.Context, store SecretStore, records []Record) error {
	for i := range records {
		r := &records[i]
		s, err := store.Secrets(ctx, r.Tenant, r.SecretName())
		if err != nil {
			return fmt.Errorf("directory: secrets of channel %s: %w", r.ID, err)
		}
		r.Secrets = s
	}
	return nil
}

// NewSecret makes a credential that the host may choose, such as a verify token: 26 letters and
// digits, at least 128 random bits.
func NewSecret() channel.Secret { return channel.Secret(rand.Text()) }

// Clone returns a copy that shares nothing with s.
func (s Secrets) Clone() Secrets {
	s.Keys = cloneKeys(s.Keys)
	if s.Tokens != nil {
		tokens := make(map[string]map[string]channel.Keys, len(s.Tokens))
		for field, accounts := range s.Tokens {
			tokens[field] = cloneKeys(accounts)
		}
		s.Tokens = tokens
	}
	s.Attributes = maps.Clone(s.Attributes)
	return s
}

func cloneKeys(m map[string]channel.Keys) map[string]channel.Keys {
	if m == nil {
		return nil
	}
	c := make(map[string]channel.Keys, len(m))
	for name, keys := range m {
		c[name] = slices.Clone(keys)
	}
	return c
}

// SecretsFrom returns the credentials of settings that a login yields (login.Logins.Settings), for
// Record.Secrets and a host's SecretStore. Keep adds those that the login does not yield.
func SecretsFrom(s channel.Settings) Secrets {
	all := Secrets{Keys: cloneKeys(s.Keys)}
	for field, accounts := range s.Tokens {
		keys := make(map[string]channel.Keys, len(accounts))
		for account, token := range accounts {
			keys[account] = channel.NewKeys(token)
		}
		if all.Tokens == nil {
			all.Tokens = map[string]map[string]channel.Keys{}
		}
		all.Tokens[field] = keys
	}
	return all
}

// Keep returns s with every credential of old that s does not give: a form that shows no secrets
// sends only those that were entered anew.
func (s Secrets) Keep(old Secrets) Secrets {
	next, former := s.Clone(), old.Clone()
	next.Keys = keep(next.Keys, former.Keys, func(k channel.Keys) bool { return k.First() == "" })
	next.Attributes = keep(next.Attributes, former.Attributes, func(v channel.Secret) bool { return v == "" })
	for field, accounts := range former.Tokens {
		if next.Tokens == nil {
			next.Tokens = map[string]map[string]channel.Keys{}
		}
		next.Tokens[field] = keep(next.Tokens[field], accounts, func(k channel.Keys) bool { return k.First() == "" })
	}
	return next
}

func keep[V any](now, old map[string]V, empty func(V) bool) map[string]V {
	for name, v := range old {
		if given, ok := now[name]; ok && !empty(given) {
			continue
		}
		if now == nil {
			now = map[string]V{}
		}
		now[name] = v
	}
	return now
}
