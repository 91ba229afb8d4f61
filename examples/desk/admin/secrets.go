package admin

import (
	"net/url"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// secretAttribute reports whether the value of the attribute in this row is a credential.
func secretAttribute(typed url.Values, at string) bool {
	return typed.Get(at+"secret") != "" || typed.Get(at+"type") == string(directory.Password)
}

// typedSecrets are the credentials that a form sent.
func typedSecrets(d channel.Driver, typed url.Values) directory.Secrets {
	s := directory.Secrets{Keys: map[string]channel.Keys{}, Tokens: map[string]map[string]channel.Keys{}, Attributes: map[string]channel.Secret{}}
	for _, f := range d.Fields {
		switch f.Kind {
		case channel.FieldKeys:
			if value := strings.TrimSpace(typed.Get("secrets." + f.Name)); value != "" {
				s.Keys[f.Name] = channel.NewKeys(channel.Secret(value))
			}
		case channel.FieldTokens:
			accounts := map[string]channel.Keys{}
			for _, at := range rowsIn(typed, "pages") {
				if value := strings.TrimSpace(typed.Get(at + "token")); value != "" {
					accounts[strings.TrimSpace(typed.Get(at+"id"))] = channel.NewKeys(channel.Secret(value))
				}
			}
			s.Tokens[f.Name] = accounts
		}
	}
	for _, at := range rowsIn(typed, "attributes") {
		if value := typed.Get(at + "value"); value != "" && secretAttribute(typed, at) {
			s.Attributes[strings.TrimSpace(typed.Get(at+"key"))] = channel.Secret(value)
		}
	}
	return s
}

// prune drops credentials of what the record no longer has: pages, attributes.
func prune(s directory.Secrets, r directory.Record, tokens string) directory.Secrets {
	for account := range s.Tokens[tokens] {
		if r.Connector == "" && !slices.ContainsFunc(r.Pages, func(p directory.Page) bool { return p.ID == account }) {
			delete(s.Tokens[tokens], account)
		}
	}
	for key := range s.Attributes {
		if !slices.ContainsFunc(r.Attributes, func(x directory.Attribute) bool { return x.Key == key && x.IsSecret() }) {
			delete(s.Attributes, key)
		}
	}
	return s
}

// blank takes the credentials out of what was typed, so that a page cannot show them.
func blank(typed url.Values) {
	for name := range typed {
		if strings.HasPrefix(name, "secrets.") || strings.HasSuffix(name, "].token") {
			typed.Set(name, "")
		}
	}
	for _, at := range rowsIn(typed, "attributes") {
		if secretAttribute(typed, at) {
			typed.Set(at+"value", "")
		}
	}
}

// some reports whether there is any credential.
func some(s directory.Secrets) bool {
	for _, accounts := range s.Tokens {
		if len(accounts) > 0 {
			return true
		}
	}
	return len(s.Keys)+len(s.Attributes) > 0
}

// ours reports whether a credential is the desk's to choose.
func ours(name string) bool {
	return name == directory.FieldVerifyToken || name == directory.FieldWebhookSecret
}

// madeUp are the credentials that the desk chose, which were not typed in: to be told to the
// platform, and shown once.
func (a *Admin) madeUp(before, after directory.Record) []credential {
	var list []credential
	for _, f := range a.driver(after.Platform).Fields {
		if ours(f.Name) && before.Secrets.Keys[f.Name].First() != after.Secrets.Keys[f.Name].First() {
			list = append(list, credential{f.Label, after.Secrets.Keys[f.Name].First().Reveal()})
		}
	}
	return list
}
