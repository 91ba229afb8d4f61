package login

import (
	"context"
	"net/url"

	"github.com/contactkit/contactkit/channel"
)

// A Flow is one way to log in at one platform, for one app. The platform packages supply flows. The
// methods may be called concurrently. Their errors are of type *channel.Error and hold no
// credential.
type Flow interface {
	// Info names the flow.
	Info() Info
	// Begin starts a login. The host sends the browser to Pending.URL and keeps the rest.
	Begin(ctx context.Context, r Request) (Pending, error)
	// Complete ends a login with the query of the request in which the browser came back. It
	// refuses a query whose state is not that of the pending login.
	Complete(ctx context.Context, p Pending, back url.Values) (Grant, error)
	// Refresh renews the credentials of a grant. Credentials that do not end by time come back as
	// they are. A host calls Logins.Fresh instead, so that only one node renews at a time.
	Refresh(ctx context.Context, g Grant) (Grant, error)
	// Revoke ends the credentials at the platform, at some platforms for every login of the same
	// person. Revoking credentials that have ended is not an error.
	Revoke(ctx context.Context, g Grant) error
	// Settings returns what a login supplies for the Driver of the platform: values and credentials
	// under the names of the driver's fields. If no account is named, it includes all accounts of
	// the grant.
	Settings(g Grant, accounts ...string) channel.Settings
}

// Info describes a flow.
type Info struct {
	Name     string   // unique among the flows of a host: "x-oauth1"
	Platform string   // that of the Driver: "twitter"
	Label    string   // for a button: "Facebook"
	PIN      bool     // Request.Redirect may be PIN
	Scopes   []string // permissions that the flow asks for if Request.Scopes is nil; nil: the platform has none
}

// PIN in place of a redirect address asks for a login without a callback: the platform shows a
// number and the administrator types it. See PINAnswer.
const PIN = "oob"

// Request says who logs in and where the browser comes back.
type Request struct {
	Tenant string // the tenant of the host; only Complete with the same tenant ends the login. May be empty
	// Session identifies the browser session of the administrator, such as a hash of its cookie.
	// Complete with another session is refused, so that an attacker cannot make an administrator
	// end a login that the attacker began. If empty, the login is bound to the tenant alone, and
	// Complete must be called with an empty session, too.
	Session  string
	Redirect string   // callback address, exactly as it is registered with the app; or PIN
	Scopes   []string // permissions to ask for. If nil, those of Info.Scopes
	Account  string   // id of the account that must log in. If empty, any account may
}

// StateOf returns the state of a callback, whatever the platform calls it. It is empty if there is
// none.
func StateOf(back url.Values) string {
	for _, name := range [...]string{"state", "oauth_token", "denied"} {
		if v := back[name]; len(v) == 1 && v[0] != "" {
			return v[0]
		}
	}
	return ""
}

// PINAnswer makes, of the number that the administrator typed, the query that ends a login without
// a callback.
func PINAnswer(p Pending, pin string) url.Values {
	return url.Values{"oauth_token": {p.State}, "oauth_verifier": {pin}}
}
