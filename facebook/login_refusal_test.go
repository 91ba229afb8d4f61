package facebook_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/login"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// The page of a proxy in answer to a login or a renewal is not Meta's word: no code, token or
// secret was refused.
func TestPageOfAProxyRefusesNoLogin(t *testing.T) {
	for status, want := range map[int]error{
		302: channel.ErrUnavailable, 401: channel.ErrUnavailable, 403: channel.ErrUnavailable, 404: channel.ErrUnavailable,
		429: channel.ErrRateLimited, 500: channel.ErrUnavailable, 502: channel.ErrUnavailable, 200: channel.ErrMalformed,
	} {
		client := lookedUp(t, &http.Client{Transport: &transport{status: status, body: "<!DOCTYPE html>\n<title>Sign in to the network</title>"}})
		behind := func(c *facebook.LoginConfig) { c.HTTP = client }
		pages, direct := facebooktest.New(shops()), facebooktest.New(direct())
		for _, flow := range []login.Flow{businessLogin(t, pages, behind), instagramLogin(t, direct, behind)} {
			now := pages.Now()
			p := login.Pending{State: "s", Redirect: loginAt}
			_, complete := flow.Complete(t.Context(), p, url.Values{"state": {"s"}, "code": {"c"}})
			_, renewal := flow.Refresh(t.Context(), login.Grant{Token: "EAAtoken", Issued: now.Add(-48 * time.Hour), Until: now.Add(240 * time.Hour)})
			for op, err := range map[string]error{"login": complete, "renewal": renewal} {
				e, ok := errors.AsType[*channel.Error](err)
				if !ok || e.Kind != want || e.Affects != channel.AffectsUnknown || strings.Contains(err.Error(), "Sign in") {
					t.Errorf("%s, %s answered %d: %#v, want %v", flow.Info().Name, op, status, err, want)
				}
			}
		}
	}
}
