package twitter_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

// The token is asked for as the page "Application-only authentication" prints it, and used as it
// came.
func TestBearerOfThePage(t *testing.T) {
	var asked, used string
	cfg := config()
	cfg.APIKey, cfg.APISecret = "xvz1evFS4wEEPTGEFPHBog", channel.NewKeys("L8qq9PZyRg6ieKGEKhZolGC0vJWLw8iEJ88DRdyOg")
	cfg.HTTP = &http.Client{Transport: transportFunc(func(r *http.Request) (*http.Response, error) {
		body := `[]`
		if r.URL.Path == "/oauth2/token" {
			asked, body = r.Header.Get("Authorization"), `{"token_type":"bearer","access_token":"AAAA%2FAAA%3DAAAAAAAA"}`
		} else {
			used = r.Header.Get("Authorization")
		}
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
	})}
	cfg.Product = twitter.Enterprise
	_, err := open(t, cfg).Webhooks(t.Context())
	require.NoError(t, err)
	if want := "Basic eHZ6MWV2RlM0d0VFUFRHRUZQSEJvZzpMOHFxOVBaeVJnNmllS0dFS2hab2xHQzB2SldMdzhpRUo4OERSZHlPZw=="; asked != want {
		t.Errorf("asked with %q, want %q", asked, want)
	}
	if want := "Bearer AAAA%2FAAA%3DAAAAAAAA"; used != want {
		t.Errorf("used as %q, want %q", used, want)
	}
}

// The bearer token is obtained once, and anew when it was invalidated.
func TestBearerIsObtained(t *testing.T) {
	x := fresh()
	ch := managed(t, x, twitter.AccountActivity)
	tokens := func() (n int) {
		for _, c := range x.Calls() {
			if c.Path == "/oauth2/token" {
				n++
			}
		}
		return n
	}
	for range 3 {
		_, err := ch.Webhooks(t.Context())
		require.NoError(t, err)
	}
	if n := tokens(); n != 1 {
		t.Errorf("asked for %d tokens, want 1", n)
	}
	require.NoError(t, ch.Call(t.Context(), http.MethodPost, "/oauth2/invalidate_token", url.Values{"access_token": {"bearer-Yv5"}}, nil))
	_, err := ch.Webhooks(t.Context())
	if n := tokens(); err != nil || n != 2 {
		t.Errorf("after an invalidation: %v, %d tokens", err, n)
	}
	other := managed(t, x, twitter.AccountActivity, func(c *twitter.Config) { c.APISecret = channel.NewKeys("wrong-secret") })
	if _, err := other.Webhooks(t.Context()); !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("with a wrong secret: %v, want ErrUnauthorized", err)
	}
}
