package directory

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// ClaimKind is what a claim is about.
type ClaimKind string

// Kinds of claims, each unique within its Scope.
const (
	ClaimName    ClaimKind = "name"    // the channel's name without regard to case; Scope is the tenant
	ClaimApp     ClaimKind = "app"     // the platform's app; Scope is the platform. None for apps in Options.SharedApps
	ClaimAccount ClaimKind = "account" // a bot, page or handle; Scope is the platform
)

// Claim is something that only one channel may have. Names are unique within a tenant, apps and
// accounts among all tenants: otherwise the platform would deliver their messages twice, or to the
// wrong tenant.
type Claim struct {
	Kind  ClaimKind
	Scope string
	Value string
}

// Key is the claim as one line of text, for a unique index of the host's database: different claims
// have different keys.
func (c Claim) Key() string {
	return string(c.Kind) + "/" + url.PathEscape(c.Scope) + "/" + url.PathEscape(c.Value)
}

// Claims are what the record claims, in a fixed order: name, app, accounts. They need the record's
// secrets, for accounts may be told by them alone. The error is that of opening the channel.
func (o Options) Claims(ctx context.Context, r Record) ([]Claim, error) {
	ch, err := o.Open(ctx, r)
	if err != nil {
		return nil, err
	}
	return o.claims(&r, ch.Info()), nil
}

func (o *Options) claims(r *Record, info channel.Info) []Claim {
	claims := make([]Claim, 0, 2+len(info.Accounts))
	claims = append(claims, Claim{Kind: ClaimName, Scope: r.Tenant, Value: fold(r.Name)})
	// Where an app is its account, as a bot is, the account says it all.
	alone := len(info.Accounts) == 1 && info.Accounts[0] == info.App
	if info.App != "" && !alone && !slices.Contains(o.SharedApps, App{Platform: info.Platform, App: info.App}) {
		claims = append(claims, Claim{Kind: ClaimApp, Scope: info.Platform, Value: info.App})
	}
	for _, account := range info.Accounts {
		claims = append(claims, Claim{Kind: ClaimAccount, Scope: info.Platform, Value: account})
	}
	return claims
}

// fold brings names into one case. Those that pass Check are ASCII.
func fold(name string) string {
	return strings.Map(func(c rune) rune {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		return c
	}, name)
}

// Check is Options.Check, and complains about what another channel has.
func (d *Directory) Check(ctx context.Context, r Record) (Report, error) {
	rep, ch, err := d.o.checkOpen(ctx, r)
	if err != nil {
		return rep, err
	}
	var info channel.Info
	if ch != nil {
		info = ch.Info()
	}
	for _, c := range d.o.claims(&r, info) {
		if e := d.slots.find(c.key()).load(); e != nil && e.rec.ID != r.ID && slices.Contains(e.claims, c) {
			rep.Complaints = append(rep.Complaints, taken(c, e, r).complaint())
		}
	}
	return rep, nil
}

func taken(c Claim, by *revision, r Record) *TakenError {
	return Taken(c, by.rec, r)
}
