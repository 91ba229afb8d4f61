package main

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
)

// caller is a way to the platforms that keeps the scheme of each call's authorization.
type caller struct {
	next  http.RoundTripper
	mu    sync.Mutex
	calls [][2]string // body and scheme
}

func (c *caller) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		_ = r.Body.Close()
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	scheme, _, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	c.mu.Lock()
	c.calls = append(c.calls, [2]string{string(body), scheme})
	c.mu.Unlock()
	return c.next.RoundTrip(r)
}

// of returns the scheme of the call that carried a text; empty: the call had no header of
// authorization.
func (c *caller) of(text string) (scheme string, called bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, one := range c.calls {
		if strings.Contains(one[0], text) {
			return one[1], true
		}
	}
	return "", false
}

// onInstagram is Facebook where customers write to an Instagram account of ours.
func onInstagram(p *world.Platform, account string) *world.Platform {
	other := *p
	other.Account, other.Server = account, onAccount{p.Server, account}
	return &other
}

// onAccount is a platform on which customers write to one of our accounts.
type onAccount struct {
	world.Standin
	account string
}

func (o onAccount) Say(contact, text string) string {
	return o.Standin.Say(o.account+"/"+contact, text)
}

// lose lets the answer to the next call be lost, which is to be that of a message: the customer's
// picture is asked for before.
func (d *testDesk) lose(p *world.Platform, thread channel.Thread) {
	d.t.Helper()
	d.until("the customer's picture", func() (known bool) {
		d.view(func(tx *store.Tx) error {
			picture, err := tx.Picture(thread)
			known = !picture.At.IsZero()
			return err
		})
		return known
	})
	p.Lose()
}
