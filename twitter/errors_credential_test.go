package twitter_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

// However a call fails, its error shows no credential, be it configured, obtained or stored; also
// when the answer, or the transport's error, repeats all that was sent.
func TestErrorsHoldNoCredentialOfTheCall(t *testing.T) {
	const bearer, access, refresh, client = "obtained-bearer-Q1", "user-access-Q2", "user-refresh-Q3", "client-secret-Q4"
	var status int
	var bearerKnown bool
	cfg := config()
	cfg.AccessToken = "access-token-Q0"
	cfg.Now = func() time.Time { return time.Unix(1767323000, 0) }
	cfg.HTTP = &http.Client{Transport: transportFunc(func(r *http.Request) (*http.Response, error) {
		var body []byte
		if r.Body != nil {
			body, _ = io.ReadAll(r.Body)
			_ = r.Body.Close()
		}
		answer := func(status int, text string) *http.Response {
			return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(text)), Request: r}
		}
		if bearerKnown && r.URL.Path == "/oauth2/token" {
			return answer(http.StatusOK, `{"token_type":"bearer","access_token":"`+bearer+`"}`), nil
		}
		plain, _ := url.QueryUnescape(string(body))
		said := fmt.Sprint(r.Header, r.URL, string(body), plain, strings.Repeat(" ", status%7*60), r.Header)
		if status == 0 {
			return nil, errors.New(said)
		}
		return answer(status, fmt.Sprintf(`{"title":%q,"error_description":%q}`, said, said)), nil
	})}
	store := new(twitter.TokenMemory)
	cfg.OAuth2 = twitter.OAuth2{ClientID: "client", ClientSecret: client, Tokens: store}
	serial := int64(0)
	stored := func(until time.Time) {
		old, _ := store.Load(t.Context(), us)
		serial = old.Serial
		_, _ = store.Swap(t.Context(), us, serial, twitter.Tokens{Serial: serial + 1, Access: access, Refresh: refresh, Until: until})
	}
	secrets := []string{secret, "access-token-Q0", "access-secret-Wx3", bearer, access, refresh, client,
		base64.StdEncoding.EncodeToString([]byte("client:" + client)), base64.StdEncoding.EncodeToString([]byte("api-key:" + secret))}
	calls := map[string]func(context.Context, *twitter.Channel) error{
		"webhooks": func(ctx context.Context, ch *twitter.Channel) error { _, err := ch.Webhooks(ctx); return err },
		"access": func(ctx context.Context, ch *twitter.Channel) error {
			_, err := ch.CheckAccess(ctx, twitter.AccessCheck{})
			return err
		},
		"activity": func(ctx context.Context, ch *twitter.Channel) error {
			stored(cfg.Now().Add(time.Hour))
			return subscribeOnce(ctx, ch)
		},
		"refresh": func(ctx context.Context, ch *twitter.Channel) error {
			stored(cfg.Now().Add(-time.Hour))
			return subscribeOnce(ctx, ch)
		},
		"logout": func(ctx context.Context, ch *twitter.Channel) error {
			stored(cfg.Now())
			return ch.Logout(ctx)
		},
		"login": func(ctx context.Context, ch *twitter.Channel) error {
			login, err := ch.Login(backAt)
			if err != nil {
				return err
			}
			err = ch.Exchange(ctx, login, url.Values{"state": {login.State}, "code": {"the-code-Q5"}})
			if err != nil && (strings.Contains(err.Error(), login.Verifier.Reveal()) || strings.Contains(err.Error(), "the-code-Q5")) {
				t.Errorf("login shows verifier or code: %v", err)
			}
			return err
		},
		"open": func(ctx context.Context, ch *twitter.Channel) error {
			_, err := ch.OpenMedia(ctx, toAda, channel.Attachment{URL: "https://ton.twitter.com/1.1/ton/data/dm/1/2/a.jpg"})
			return err
		},
	}
	for _, status = range []int{0, 400, 401, 403, 429, 500} {
		for _, bearerKnown = range []bool{false, true} {
			for name, do := range calls {
				err := do(t.Context(), open(t, cfg))
				if err == nil {
					t.Errorf("%s with %d succeeds", name, status)
					continue
				}
				for _, s := range secrets {
					for _, part := range []string{s, s[:min(len(s), 12)]} { // also not the beginning of one that was cut
						if strings.Contains(fmt.Sprintf("%v %+v", err, err), part) {
							t.Errorf("%s with %d shows %s: %v", name, status, s, err)
						}
					}
				}
			}
		}
	}
}
