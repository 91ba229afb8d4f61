package login_test

import (
	"errors"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/login"
)

func TestComplete(t *testing.T) {
	store, p := new(login.Memory), &pager{name: "pager", now: time.Now}
	l := nodeOf(p, store)
	first := logIn(t, l, "pager")
	if first.Serial != 1 || first.Tenant != "t1" || first.Flow != "pager" || first.Platform != platform || first.Key() != "pager/7" {
		t.Errorf("granted %+v", first)
	}
	second := logIn(t, l, "pager")
	got, err := store.Load(t.Context(), "t1", "pager/7")
	if diff := cmp.Diff(second, got); err != nil || diff != "" || second.Serial != 2 {
		t.Errorf("stored with serial %d, %v (-want +got):\n%s", second.Serial, err, diff)
	}
	if got := l.Settings(second, "70").Tokens["tokens"]; got["70"] != "account-secret" {
		t.Errorf("settings: %d tokens", len(got))
	}
	if got := l.Settings(second, "71").Tokens["tokens"]; len(got) != 0 {
		t.Errorf("settings of a stranger: %d tokens", len(got))
	}
}

// Forged, replayed, expired, cross-tenant and cross-session callbacks are refused, and none can be
// tried twice.
func TestCompleteRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &pager{name: "pager", now: time.Now}
		l := nodeOf(p, new(login.Memory))
		for name, tt := range map[string]struct {
			tenant, session string
			wait            time.Duration
			change          func(url.Values)
			want, kind      error
			again           error // of the right callback after that
		}{
			"another tenant":     {tenant: "t2", session: "s1", want: login.ErrOwner, kind: channel.ErrForged, again: login.ErrState},
			"another session":    {tenant: "t1", session: "s2", want: login.ErrOwner, kind: channel.ErrForged, again: login.ErrState},
			"no session":         {tenant: "t1", want: login.ErrOwner, kind: channel.ErrForged, again: login.ErrState},
			"too late":           {tenant: "t1", session: "s1", wait: login.Life, want: login.ErrExpired, kind: channel.ErrRejected, again: login.ErrState},
			"a forged state":     {tenant: "t1", session: "s1", change: func(q url.Values) { q.Set("state", "pager-0") }, want: login.ErrState, kind: channel.ErrForged},
			"no state":           {tenant: "t1", session: "s1", change: func(q url.Values) { q.Del("state") }, want: login.ErrState, kind: channel.ErrForged},
			"an empty state":     {tenant: "t1", session: "s1", change: func(q url.Values) { q.Set("state", "") }, want: login.ErrState, kind: channel.ErrForged},
			"cancelled":          {tenant: "t1", session: "s1", change: func(q url.Values) { q.Set("error", "access_denied") }, want: login.ErrDenied, kind: channel.ErrUnauthorized, again: login.ErrState},
			"just in time":       {tenant: "t1", session: "s1", wait: login.Life - 1, again: login.ErrState},
			"a callback of both": {tenant: "t1", session: "s1", change: func(q url.Values) { q.Add("state", "x") }, want: login.ErrState, kind: channel.ErrForged},
		} {
			pending, err := l.Begin(t.Context(), "pager", login.Request{Tenant: "t1", Session: "s1", Redirect: back})
			if err != nil {
				t.Fatal(err)
			}
			right := url.Values{"state": {pending.State}, "code": {"c"}}
			q := url.Values{"state": {pending.State}, "code": {"c"}}
			if tt.change != nil {
				tt.change(q)
			}
			time.Sleep(tt.wait)
			if _, err := l.Complete(t.Context(), tt.tenant, tt.session, q); !errors.Is(err, tt.want) || !errors.Is(err, tt.kind) {
				t.Errorf("%s: %v, want %v and %v", name, err, tt.want, tt.kind)
			}
			if _, err := l.Complete(t.Context(), "t1", "s1", right); !errors.Is(err, tt.again) {
				t.Errorf("%s, then the right one: %v, want %v", name, err, tt.again)
			}
		}
	})
}

func TestBeginRefuses(t *testing.T) {
	store := new(login.Memory)
	l := nodeOf(&pager{name: "pager", now: time.Now}, store)
	l.Flows = append(l.Flows, &pager{name: "pin", now: time.Now})
	l.Redirects = append(l.Redirects, "http://desk.example/login", "https://desk.example/login#x", "desk.example", "http://10.0.0.1/")
	for _, tt := range []struct{ flow, redirect, want string }{
		{"pager", "https://evil.example/", "redirect"}, {"pager", "", "redirect"}, {"pager", back + "/", "redirect"}, {"pager", login.PIN, "redirect"}, {"other", back, "flow"},
		{"pager", "http://desk.example/login", "redirect"}, {"pager", "https://desk.example/login#x", "redirect"}, {"pager", "desk.example", "redirect"}, {"pager", "http://10.0.0.1/", "redirect"},
		{"pager", back, ""}, {"pager", "http://localhost:8080/login", ""}, {"pin", login.PIN, ""},
	} {
		_, err := l.Begin(t.Context(), tt.flow, login.Request{Redirect: tt.redirect})
		field := ""
		if f := channel.FieldErrors(err); len(f) == 1 {
			field = f[0].Field
		}
		if field != tt.want || err != nil && !errors.Is(err, channel.ErrRejected) {
			t.Errorf("%s %s: %v, want a complaint about %q", tt.flow, tt.redirect, err, tt.want)
		}
	}
}

// A login with another account than the one that was asked for is not stored, and not revoked: the
// same person may have logged in for another tenant.
func TestCompleteOfAnotherAccount(t *testing.T) {
	store, p := new(login.Memory), &pager{name: "pager", now: time.Now}
	l := nodeOf(p, store)
	for account, want := range map[string]error{"70": nil, "71": login.ErrAccount} {
		pending, err := l.Begin(t.Context(), "pager", login.Request{Redirect: back, Account: account})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.Complete(t.Context(), "", "", url.Values{"state": {pending.State}}); !errors.Is(err, want) {
			t.Errorf("account %s: %v, want %v", account, err, want)
		}
	}
	if g, _ := store.Load(t.Context(), "", "pager/7"); g.Serial != 1 || p.revoked != 0 {
		t.Errorf("serial %d and %d revoked, want 1 and 0", g.Serial, p.revoked)
	}
}

func TestRevoke(t *testing.T) {
	store, p := new(login.Memory), &pager{name: "pager", now: time.Now}
	l := nodeOf(p, store)
	g := logIn(t, l, "pager")
	if err := l.Revoke(t.Context(), "t1", "pager/8"); err != nil || p.revoked != 0 {
		t.Errorf("a login that is not there: %v", err)
	}
	if err := l.Revoke(t.Context(), "t1", g.Key()); err != nil || p.revoked != 1 {
		t.Errorf("%v, %d revoked", err, p.revoked)
	}
	got, _ := store.Load(t.Context(), "t1", g.Key())
	if !got.Ended || got.Token != "" || got.Renewal != "" || got.Accounts[0].Token != "" {
		t.Error("credentials are left after Revoke")
	}
	if _, err := l.Fresh(t.Context(), "t1", g.Key()); !errors.Is(err, login.ErrEnded) || !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("after Revoke: %v", err)
	}
}

func TestStateOf(t *testing.T) {
	for query, want := range map[string]string{"state=a&oauth_token=b": "a", "oauth_token=b&oauth_verifier=c": "b", "denied=d": "d", "code=e": "", "state=": "", "state=a&state=b": ""} {
		q, _ := url.ParseQuery(query)
		if got := login.StateOf(q); got != want {
			t.Errorf("StateOf(%s) = %q, want %q", query, got, want)
		}
	}
}
