package login

import (
	"context"
	"crypto/subtle"
	"net/url"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Life is how long a login may take unless Logins.Life says otherwise.
const Life = 10 * time.Minute

// Pending is a login that waits for its browser. Verifier is a credential: a store that serialises
// a Pending uses Reveal and encrypts the bytes.
type Pending struct {
	URL      string // the login page. Only Begin needs it; it need not be stored
	State    string // comes back in the callback; the key of the store
	Flow     string // Info.Name
	Platform string
	Tenant   string
	Session  string         // Request.Session
	Redirect string         // Request.Redirect
	Scopes   []string       // the permissions that were asked for
	Account  string         // Request.Account
	Verifier channel.Secret // proves that the caller of Complete is the caller of Begin; empty if the platform has no such proof
	Begun    time.Time      // UTC
	Until    time.Time      // UTC; Complete refuses the login from then on
}

// Pendings keeps pending logins, for all nodes of a host. Its methods may be called concurrently.
type Pendings interface {
	// Put stores a login under its State. It may drop logins whose Until lies before Begun of the
	// new one.
	Put(ctx context.Context, p Pending) error
	// Take returns the login with this state and removes it in the same step, so that only one
	// caller ever gets it. If there is none, it returns false.
	Take(ctx context.Context, state string) (Pending, bool, error)
}

// Match checks that a callback belongs to the login and that the person agreed. A Flow calls it
// first in Complete. The error matches ErrState or ErrDenied.
func (p Pending) Match(back url.Values) error {
	state := StateOf(back)
	if state == "" || subtle.ConstantTimeCompare([]byte(state), []byte(p.State)) != 1 {
		return Fail(p.Platform, channel.ErrForged, ErrState)
	}
	if back.Get("denied") != "" || back.Get("error") != "" {
		return Fail(p.Platform, channel.ErrUnauthorized, ErrDenied)
	}
	return nil
}
