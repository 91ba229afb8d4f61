package login

import (
	"cmp"
	"context"
	"net"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Logins runs flows over the storage of a host. Its fields are set before its first use; its
// methods may be called concurrently. It must not be copied. See decision 225.
type Logins struct {
	Flows   []Flow
	Pending Pendings
	Grants  Grants
	// Redirects are the callback addresses of the host, exactly as they are registered with the
	// apps: https, or http for an address of the machine itself. Begin refuses all others, so that
	// no one can have a code sent elsewhere.
	Redirects []string
	Life      time.Duration    // how long a login may take. Defaults to Life
	Now       func() time.Time // Defaults to time.Now

	mu    sync.Mutex
	lines map[[2]string]*line // renewals on this node
}

func (l *Logins) now() time.Time {
	if l.Now == nil {
		return time.Now().UTC()
	}
	return l.Now().UTC()
}

// flow finds a flow by its name.
func (l *Logins) flow(name string) (Flow, error) {
	i := slices.IndexFunc(l.Flows, func(f Flow) bool { return f.Info().Name == name })
	if i < 0 {
		return nil, complain("", "flow", channel.CodeInvalid, "flow must be one of the host's")
	}
	return l.Flows[i], nil
}

// Begin starts a login and stores it. flow is the Info.Name of one of Flows. The host sends the
// browser to Pending.URL. An unknown flow, or a Request.Redirect that is not allowed, is a
// complaint about "flow" or "redirect".
func (l *Logins) Begin(ctx context.Context, flow string, r Request) (Pending, error) {
	f, err := l.flow(flow)
	if err != nil {
		return Pending{}, err
	}
	info := f.Info()
	switch {
	case r.Redirect == PIN && info.PIN:
	case r.Redirect == PIN:
		return Pending{}, complain(info.Platform, "redirect", channel.CodeUnsupported, "this login needs a callback address")
	case !slices.Contains(l.Redirects, r.Redirect):
		return Pending{}, complain(info.Platform, "redirect", channel.CodeInvalid, "callback address must be one of the host's")
	case !isCallback(r.Redirect):
		return Pending{}, complain(info.Platform, "redirect", channel.CodeInvalid, "callback address must be https, without a fragment")
	}
	if r.Scopes == nil {
		r.Scopes = info.Scopes
	}
	p, err := f.Begin(ctx, r)
	if err != nil {
		return Pending{}, err
	}
	p.Flow, p.Platform, p.Tenant, p.Session = info.Name, info.Platform, r.Tenant, r.Session
	p.Redirect, p.Scopes, p.Account = r.Redirect, slices.Clone(r.Scopes), r.Account
	p.Begun = l.now()
	p.Until = p.Begun.Add(cmp.Or(l.Life, Life))
	if err := l.Pending.Put(ctx, p); err != nil {
		return Pending{}, storeFailed(info.Platform, err)
	}
	return p, nil
}

// isCallback reports whether an address may receive a code.
func isCallback(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Fragment != "" || u.User != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

// Complete ends the login that the query of a callback belongs to, and stores what it brought.
// tenant and session are those of the request that came back, and never those of its query. The
// state is used up even if the login is refused. Credentials of another account than the one that
// was asked for are dropped, and not revoked.
func (l *Logins) Complete(ctx context.Context, tenant, session string, back url.Values) (Grant, error) {
	state := StateOf(back)
	if state == "" {
		return Grant{}, Fail("", channel.ErrForged, ErrState)
	}
	p, ok, err := l.Pending.Take(ctx, state)
	switch {
	case err != nil:
		return Grant{}, storeFailed("", err)
	case !ok:
		return Grant{}, Fail("", channel.ErrForged, ErrState)
	case p.Tenant != tenant || p.Session != session:
		return Grant{}, Fail(p.Platform, channel.ErrForged, ErrOwner)
	case !l.now().Before(p.Until):
		return Grant{}, Fail(p.Platform, channel.ErrRejected, ErrExpired)
	}
	if err := p.Match(back); err != nil {
		return Grant{}, err
	}
	f, err := l.flow(p.Flow)
	if err != nil {
		return Grant{}, err
	}
	g, err := f.Complete(ctx, p, back)
	if err != nil {
		return Grant{}, err
	}
	g.Flow, g.Platform, g.Tenant = p.Flow, p.Platform, p.Tenant
	if _, ok := g.Find(p.Account); p.Account != "" && !ok { // not revoked: at some platforms that would end other logins of the same person
		return Grant{}, Fail(p.Platform, channel.ErrRejected, ErrAccount)
	}
	return l.store(ctx, g)
}

// store puts a new grant in the place of what was there.
func (l *Logins) store(ctx context.Context, g Grant) (Grant, error) {
	for {
		old, err := l.Grants.Load(ctx, g.Tenant, g.Key())
		if err != nil {
			return Grant{}, storeFailed(g.Platform, err)
		}
		g.Serial, g.Lease = old.Serial+1, time.Time{}
		ok, err := l.Grants.Swap(ctx, g.Tenant, g.Key(), old.Serial, g)
		if err != nil {
			return Grant{}, storeFailed(g.Platform, err)
		}
		if ok {
			return g, nil
		}
	}
}

// Settings returns what the Driver of the grant's platform needs of it. If no account is named, it
// includes all.
func (l *Logins) Settings(g Grant, accounts ...string) channel.Settings {
	f, err := l.flow(g.Flow)
	if err != nil {
		return channel.Settings{}
	}
	return f.Settings(g, accounts...)
}

// Revoke ends a login at the platform and in the store. At Meta and with OAuth 1.0a at X a person
// has one consent for each app, so that every login of the same person ends, also that of another
// tenant. To forget the credentials of one login and keep the others, call End instead. If there is
// no such login, Revoke and End do nothing and return nil.
func (l *Logins) Revoke(ctx context.Context, tenant, key string) error {
	g, err := l.Grants.Load(ctx, tenant, key)
	if err != nil || g.Flow == "" {
		return storeFailed(g.Platform, err)
	}
	f, err := l.flow(g.Flow)
	if err != nil {
		return err
	}
	if err := f.Revoke(ctx, g); err != nil {
		return err
	}
	return l.End(ctx, tenant, key, "")
}

// End marks a login as ended, for a platform that says so by itself: a person removed the app. The
// credentials are forgotten. reason is what Findings tells the administrator.
func (l *Logins) End(ctx context.Context, tenant, key, reason string) error {
	for {
		g, err := l.Grants.Load(ctx, tenant, key)
		if err != nil || g.Flow == "" {
			return storeFailed(g.Platform, err)
		}
		now := g.ended(reason)
		now.Issued = l.now() // so that a renewal under way does not replace it
		ok, err := l.Grants.Swap(ctx, tenant, key, g.Serial, now)
		if ok || err != nil {
			return storeFailed(g.Platform, err)
		}
	}
}

// ended is the grant without its credentials.
func (g Grant) ended(reason string) Grant {
	e := g.Clone()
	e.Serial++
	e.Ended, e.Trouble, e.Lease, e.Renew = true, reason, time.Time{}, time.Time{}
	e.Token, e.Renewal = "", ""
	for i := range e.Accounts {
		e.Accounts[i].Token, e.Accounts[i].Secret = "", ""
	}
	return e
}

// storeFailed is the error of the host's own storage; nil if err is.
func storeFailed(platform string, err error) error {
	if err == nil {
		return nil
	}
	return Fail(platform, channel.ErrUnavailable, err)
}
