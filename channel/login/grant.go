package login

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Grant is what a login brought: accounts and credentials, and when they end. A store that
// serialises a Grant uses Reveal and encrypts the bytes. Times are UTC.
type Grant struct {
	Flow     string // Info.Name
	Platform string
	Tenant   string
	// User is the person who logged in. Meta names this id when the person removes the app
	// (facebook.SignedRequest).
	User     channel.Person
	Accounts []Account // in the order of the platform
	Token    channel.Secret
	Renewal  channel.Secret // what renews Token, if that is not Token itself; may work only once
	Scopes   []string       // permissions that were granted; nil if the platform does not say
	Missing  []string       // permissions that were asked for and not granted

	Issued     time.Time // when the credentials were given, last renewed or ended by the host
	Until      time.Time // when Token ends. Zero if it does not end by time
	DataAccess time.Time // when the person's consent to read data ends (Meta). Zero if unknown
	Renew      time.Time // when to call Fresh. Zero if the credentials cannot or need not be renewed

	Ended   bool      // the credentials work no more: a person must log in again
	Trouble string    // why the last renewal failed; empty if it worked. Holds no credential
	Serial  int64     // rises with every change in the store
	Lease   time.Time // one node renews until this instant. Zero if none does
}

// Account is an account that a login opened.
type Account struct {
	ID       string // as in channel.Thread.Account
	Kind     string // the flow's word: "x", "page" or "instagram" for those of this module
	Name     string
	Handle   string         // without "@"; empty if there is none
	LinkedTo string         // for an Instagram account that works through a Page: the id of the Page
	Token    channel.Secret // empty if Grant.Token is used
	Secret   channel.Secret // of an OAuth 1.0a token
	Missing  []string       // tasks and permissions that the desk needs and the person lacks
}

// Grants keeps grants, for all nodes of a host: one row for each tenant and key. Its methods may be
// called concurrently.
type Grants interface {
	// Load returns the grant with this key, or the zero Grant if there is none.
	Load(ctx context.Context, tenant, key string) (Grant, error)
	// Swap stores the grant if the stored one still has the given Serial (zero: there is none), in
	// one step, and reports whether it did. The stored grant must survive a crash: a credential
	// that renews may work only once.
	Swap(ctx context.Context, tenant, key string, serial int64, now Grant) (bool, error)
}

// Key is the key of the grant among those of its tenant: the flow, and the person or account that
// logged in. A second login of the same person replaces the first.
func (g Grant) Key() string { return g.Flow + "/" + g.User.ID }

// Find returns the account with this id.
func (g Grant) Find(id string) (Account, bool) {
	i := slices.IndexFunc(g.Accounts, func(a Account) bool { return a.ID == id })
	if i < 0 {
		return Account{}, false
	}
	return g.Accounts[i], true
}

// Clone returns a copy that shares nothing with g.
func (g Grant) Clone() Grant {
	g.Accounts, g.Scopes, g.Missing = slices.Clone(g.Accounts), slices.Clone(g.Scopes), slices.Clone(g.Missing)
	for i := range g.Accounts {
		g.Accounts[i].Missing = slices.Clone(g.Accounts[i].Missing)
	}
	return g
}

// Lacking returns the permissions in asked that are missing from granted, in the order of asked.
func Lacking(asked, granted []string) (missing []string) {
	for _, s := range asked {
		if !slices.Contains(granted, s) {
			missing = append(missing, s)
		}
	}
	return missing
}

// Only returns the accounts with these ids, or all if there are no ids.
func (g Grant) Only(ids ...string) (all []Account) {
	for _, a := range g.Accounts {
		if len(ids) == 0 || slices.Contains(ids, a.ID) {
			all = append(all, a)
		}
	}
	return all
}

// words joins a list for a sentence.
func words(list []string) string { return strings.Join(list, ", ") }
