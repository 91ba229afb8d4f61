package directory_test

import (
	"errors"
	"maps"
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

var oauthName = regexp.MustCompile(`oauth_(consumer_key|token)="([^"]*)"`)

// signers notes who signs what is sent: "key+token".
type signers struct {
	next http.RoundTripper
	list []string
}

func (s *signers) RoundTrip(r *http.Request) (*http.Response, error) {
	named := map[string]string{}
	for _, m := range oauthName.FindAllStringSubmatch(r.Header.Get("Authorization"), -1) {
		named[m[1]] = m[2]
	}
	s.list = append(s.list, named["consumer_key"]+"+"+named["token"])
	return s.next.RoundTrip(r)
}

// On X an API key belongs to its secret and an access token to its own. Credentials that are
// replaced together step back together; the API key is a setting and does not step back, so that a
// new key meets the former secret. X refuses such a pair: nothing goes out by it, the administrator
// is told once, webhook calls are taken under both secrets, and the right pair heals it.
func TestPairsOfX(t *testing.T) {
	const rightSecret, rightToken, rightTokenSecret = "api-secret-0", "5001-access", "access-secret-0"
	type pair struct{ apiKey, apiSecret, token, secret string }
	right := pair{"key-0", rightSecret, rightToken, rightTokenSecret}
	tests := []struct {
		name    string
		edits   []pair // entered one after the other, a day between; X knows the first pair only
		signed  []string
		arrives bool
	}{
		{name: "as before", edits: []pair{right}, signed: []string{"key-0+5001-access"}, arrives: true},
		{name: "an access token and its secret, early", edits: []pair{right, {"key-0", rightSecret, "5001-early", "early-secret"}},
			signed: []string{"key-0+5001-early", "key-0+5001-access"}, arrives: true},
		{name: "an API secret, early", edits: []pair{right, {"key-0", "early-secret", rightToken, rightTokenSecret}},
			signed: []string{"key-0+5001-access", "key-0+5001-access"}, arrives: true},
		{name: "an API secret that is in force, and then a token, early",
			edits:  []pair{{"key-0", "long-gone", rightToken, rightTokenSecret}, right, {"key-0", rightSecret, "5001-early", "early-secret"}},
			signed: []string{"key-0+5001-early", "key-0+5001-access"}, arrives: true},
		{name: "an API key with its secret: the new key meets the former secret", edits: []pair{right, {"key-1", "early-secret", rightToken, rightTokenSecret}},
			signed: []string{"key-1+5001-access", "key-1+5001-access"}},
		{name: "another app altogether", edits: []pair{right, {"key-1", "early-secret", "5001-early", "early-secret"}},
			signed: []string{"key-1+5001-early", "key-1+5001-access"}},
		{name: "a token without its secret", edits: []pair{right, {"key-0", rightSecret, "5001-early", rightTokenSecret}},
			signed: []string{"key-0+5001-early", "key-0+5001-access"}, arrives: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x := twittertest.New(twittertest.Config{APIKey: right.apiKey, APISecret: right.apiSecret, AccessToken: right.token, AccessSecret: right.secret})
			signed := &signers{next: x.Client().Transport}
			now, alerts := time.Now(), 0
			o := options()
			o.Now, o.HTTP = func() time.Time { return now }, &http.Client{Transport: signed}
			o.Alert = func(directory.Alert) { alerts++ }
			enter := func(r directory.Record, p pair) directory.Record {
				r.Settings, r.Secrets.Keys = maps.Clone(r.Settings), maps.Clone(r.Secrets.Keys)
				r.Settings["apiKey"] = p.apiKey
				for field, secret := range map[string]string{"apiSecret": p.apiSecret, "accessToken": p.token, "accessSecret": p.secret} {
					r.Secrets.Keys[field] = channel.NewKeys(channel.Secret(secret))
				}
				return r
			}
			now = now.Add(-time.Duration(len(tt.edits)-1) * 20 * time.Hour)
			d := newDirectory(t, o, enter(handleOf(x, "press"), tt.edits[0]))
			for _, p := range tt.edits[1:] {
				now = now.Add(20 * time.Hour)
				_, err := d.Replace(t.Context(), enter(find(d, "press"), p))
				require.NoError(t, err)
			}
			in := newIntake(d)
			x.Hook(in)
			x.Say("7001", "hello")
			for _, status := range x.Deliver(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { r.URL.Path = "/twitter/press"; in.ServeHTTP(w, r) })) {
				if status != http.StatusOK {
					t.Errorf("a call signed with a secret that X knows: %d", status)
				}
			}
			to := channel.Thread{Platform: "twitter", Account: x.Config().Account, Contact: "7001"}
			_, err := d.Sender().Send(t.Context(), to, channel.Message{Text: "hi", Heard: now})
			if (err == nil) != tt.arrives || err != nil && !errors.Is(err, channel.ErrUnauthorized) {
				t.Errorf("Send: %v, want success %v", err, tt.arrives)
			}
			if diff := cmp.Diff(tt.signed, signed.list); diff != "" {
				t.Errorf("who signed (-want +got):\n%s", diff)
			}
			if arrived := len(x.Sent()) == 1; arrived != tt.arrives || (alerts == 0) != tt.arrives {
				t.Errorf("arrived %v, %d alerts", arrived, alerts)
			}
			if tt.arrives {
				return
			}
			_, _ = d.Sender().Send(t.Context(), to, channel.Message{Text: "hi", Heard: now})
			if alerts != 1 {
				t.Errorf("%d alerts, want 1", alerts)
			}
			_, err = d.Replace(t.Context(), enter(find(d, "press"), right))
			require.NoError(t, err)
			if _, err := d.Sender().Send(t.Context(), to, channel.Message{Text: "hi", Heard: now}); err != nil || len(x.Sent()) != 1 {
				t.Errorf("after the right pair was entered: %v, %d arrived", err, len(x.Sent()))
			}
		})
	}
}
