// Package login connects accounts through the login page of their platform, so that an
// administrator presses a button instead of pasting credentials.
//
// A platform package supplies a [Flow]. [Logins] runs flows over the storage of the host:
//
//	pending, err := logins.Begin(ctx, "x-oauth1", login.Request{Tenant: tenant, Session: session, Redirect: callback})
//	http.Redirect(w, r, pending.URL, http.StatusSeeOther)
//
// and, in the handler of the callback address:
//
//	grant, err := logins.Complete(ctx, tenant, session, r.URL.Query())
//	settings := logins.Settings(grant)  // what the Driver of the platform opens
//
// The package serves no HTTP and keeps nothing itself: pending logins live in a [Pendings] and
// credentials in a [Grants] of the host, which package logintest checks. Each login has a state, a
// random text that comes back with the browser. It works once, for one tenant and session, and for
// ten minutes.
//
// Some credentials end by time. [Logins.Fresh] renews them when they are due, on one node at a
// time. [Findings] says when a login ends and what an administrator should do, thirty days ahead.
package login
