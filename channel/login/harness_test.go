package login_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/login"
)

const (
	back     = "https://desk.example/login"
	platform = "pager"
	hour     = time.Hour
)

// pager is a platform with a login whose tokens last two hours and are renewed by a token that
// works once.
type pager struct {
	name string
	now  func() time.Time
	slow time.Duration // how long a renewal takes

	mu      sync.Mutex
	serial  int
	good    channel.Secret // the only token that renews
	renewed int
	err     error // that the next renewals fail with
	revoked int
}

func (p *pager) Info() login.Info {
	return login.Info{Name: p.name, Platform: platform, Label: "Pager", PIN: p.name == "pin", Scopes: []string{"read", "write"}}
}

func (p *pager) Begin(_ context.Context, r login.Request) (login.Pending, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.serial++
	state := fmt.Sprintf("%s-%d", p.name, p.serial)
	return login.Pending{URL: "https://pager.example/login?state=" + state, State: state, Verifier: "verifier-7Hq", Platform: platform}, nil
}

func (p *pager) Complete(_ context.Context, pending login.Pending, q url.Values) (login.Grant, error) {
	if err := pending.Match(q); err != nil {
		return login.Grant{}, err
	}
	if pending.Verifier != "verifier-7Hq" {
		return login.Grant{}, errors.New("no verifier")
	}
	return p.give(login.Grant{User: channel.Person{ID: "7"}, Accounts: []login.Account{{ID: "70", Token: "account-secret"}}}), nil
}

func (p *pager) give(g login.Grant) login.Grant {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.serial++
	g = g.Clone()
	g.Token, g.Renewal = channel.Secret(fmt.Sprint("access-", p.serial)), channel.Secret(fmt.Sprint("renewal-", p.serial))
	p.good = g.Renewal
	g.Issued = p.now().UTC().Truncate(time.Second)
	g.Until = g.Issued.Add(2 * hour)
	g.Renew = g.Until.Add(-hour)
	return g
}

func (p *pager) Refresh(_ context.Context, g login.Grant) (login.Grant, error) {
	time.Sleep(p.slow)
	p.mu.Lock()
	err, good := p.err, p.good
	p.renewed++
	p.mu.Unlock()
	if err != nil {
		return login.Grant{}, login.Fail(platform, err, errors.New("the pager says no"))
	}
	if g.Renewal != good {
		return login.Grant{}, login.Fail(platform, channel.ErrUnauthorized, errors.New("used before"))
	}
	return p.give(g), nil
}

func (p *pager) Revoke(context.Context, login.Grant) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.revoked++
	return nil
}

func (p *pager) Settings(g login.Grant, accounts ...string) channel.Settings {
	tokens := map[string]channel.Secret{}
	for _, a := range g.Only(accounts...) {
		tokens[a.ID] = a.Token
	}
	return channel.Settings{Tokens: map[string]map[string]channel.Secret{"tokens": tokens}}
}

// nodeOf is one node of a host over a shared store.
func nodeOf(p *pager, store *login.Memory) *login.Logins {
	return &login.Logins{Flows: []login.Flow{p}, Pending: store, Grants: store, Redirects: []string{back, "http://localhost:8080/login"}, Now: p.now}
}

// logIn runs a whole login.
func logIn(t testing.TB, l *login.Logins, flow string) login.Grant {
	t.Helper()
	p, err := l.Begin(t.Context(), flow, login.Request{Tenant: "t1", Session: "s1", Redirect: back})
	if err != nil {
		t.Fatal(err)
	}
	g, err := l.Complete(t.Context(), "t1", "s1", url.Values{"state": {p.State}, "code": {"c"}})
	if err != nil {
		t.Fatal(err)
	}
	return g
}
