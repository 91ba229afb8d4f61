package directory

import (
	"maps"
	"slices"
	"time"
)

// Record is one channel of a tenant: plain data to store, to show in a form, to compare. Start from
// Default; the zero Record does not pass Check. Its JSON and YAML forms leave out Secrets. Read
// them with ParseJSON and ParseYAML, which refuse unknown fields and give what is left out the
// value of Default; encoding/json by itself leaves it zero.
//
// Schema reads the form tags of a record and its parts: title is the field's name on a screen, min
// and top bound a number, max is how many characters a text or items a list may have, and from
// names the kind of thing that Options.Choices lists.
type Record struct {
	Tenant      string  `json:"tenant,omitempty" form:"readonly"`
	ID          string  `json:"id" form:"readonly;required;max=128"`                              // the host's own: never changed, unique among all tenants
	Rev         int64   `json:"rev,omitempty" form:"readonly"`                                    // rises with each change; a writer gives the one it read
	State       State   `json:"state" form:"enum=draft|active|paused"`                            // what the channel does
	Name        string  `json:"name" form:"required;max=64;pattern=^[A-Za-z_][A-Za-z0-9_]*$"`     // unique within the tenant, whatever the case
	About       string  `json:"about,omitempty" form:"title=Description;max=500"`                 // for people
	Unit        string  `json:"unit,omitempty" form:"title=Organisation unit;max=128;from=unit"`  // the name that the host gives the unit
	ServiceID   string  `json:"serviceId,omitempty" form:"title=Service identifier;max=128"`      // how other systems name the channel
	Platform    string  `json:"platform" form:"required"`                                         // Driver.Platform
	Profile     Profile `json:"profile" form:"title=Bounds of times;enum=aicc|messenger"`         // how long times may be; empty: ProfileAICC
	Path        string  `json:"path,omitempty" form:"readonly;title=Webhook path;max=200"`        // of the callback URL, for the host to choose, not the tenant; empty: see CallbackPath
	Connector   string  `json:"connector,omitempty" form:"max=128;from=connector"`                // whose credentials the channel uses, with others; empty: its own
	ForOutbound bool    `json:"forOutbound,omitempty" form:"title=Default for outbound messages"` // forms offer this channel first when an agent writes to a contact unasked

	Settings     map[string]string `json:"settings,omitempty"`              // values of the driver's fields, without credentials
	Pages        []Page            `json:"pages,omitempty" form:"max=2000"` // accounts with a token each, where the platform has them
	Certificates Certificates      `json:"certificates,omitzero"`           // for the channel's own calls

	Service Service `json:"service"`
	Routing Routing `json:"routing"`
	Hours   Hours   `json:"hours"`
	Silence Silence `json:"silence"`
	Offline Offline `json:"offline"`
	Notices Notices `json:"notices"`

	// Provider names a schema of attributes that the tenant's channels share: see Provider.
	// Attributes then holds the values, by key, and attributes of the channel's own.
	Provider   string      `json:"provider,omitempty" form:"max=128;from=provider"`
	Attributes []Attribute `json:"attributes,omitempty" form:"title=Custom attributes;max=100"`

	// TimesSince is when the times in Routing, Silence and Offline last changed: deadlines that run
	// count anew from it. Replace and Options.Change set it.
	TimesSince time.Time `json:"timesSince,omitzero" form:"readonly"`

	// Secrets are the credentials. They are in no serialised form of the record.
	Secrets Secrets `json:"-" yaml:"-"`
}

// Page is an account of the channel that has a token of its own in Secrets.Tokens.
type Page struct {
	ID   string `json:"id" form:"title=Page ID;required;max=64"`
	Name string `json:"name,omitempty" form:"title=Page name;max=200"`
}

// Certificates names certificates of the tenant, for calls that the channel makes. Several channels
// may name the same one: renewing it renews them all (Directory.Renew).
type Certificates struct {
	Trust      []string `json:"trust,omitempty" form:"title=Trust certificates;max=16;from=certificate"`       // trusted instead of the system's roots
	Identity   string   `json:"identity,omitempty" form:"title=Identity certificate;max=128;from=certificate"` // shown to a server that asks
	ServerName string   `json:"serverName,omitempty" form:"title=Name in the certificate;max=253"`             // where it is not that of the address
}

// IsZero reports whether no certificate is named.
func (c Certificates) IsZero() bool {
	return len(c.Trust) == 0 && c.Identity == "" && c.ServerName == ""
}

// CallbackPath is the path of the webhook's address: Path, or "/", the platform, "/" and the ID.
func (r Record) CallbackPath() string {
	if r.Path != "" {
		return r.Path
	}
	return "/" + r.Platform + "/" + r.ID
}

// Clone returns a copy that shares nothing with r.
func (r Record) Clone() Record {
	r.Settings = maps.Clone(r.Settings)
	r.Pages = slices.Clone(r.Pages)
	r.Certificates.Trust = slices.Clone(r.Certificates.Trust)
	r.Service.Keywords.List = slices.Clone(r.Service.Keywords.List)
	r.Service.Keywords.Deny = slices.Clone(r.Service.Keywords.Deny)
	r.Service.Thanks = slices.Clone(r.Service.Thanks)
	r.Routing.WrapCodes = slices.Clone(r.Routing.WrapCodes)
	r.Notices.Translations = slices.Clone(r.Notices.Translations)
	r.Hours = r.Hours.clone()
	if r.Offline.Outbound != nil {
		outbound := *r.Offline.Outbound
		r.Offline.Outbound = &outbound
	}
	r.Attributes = slices.Clone(r.Attributes)
	for i, a := range r.Attributes {
		r.Attributes[i].Options = slices.Clone(a.Options)
	}
	r.Secrets = r.Secrets.Clone()
	return r
}
