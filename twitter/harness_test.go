package twitter_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/golden"
	"github.com/contactkit/contactkit/twitter"
)

// request is what reached X.
type request struct {
	Method, URL, Type, Body string
}

// platform is X as a RoundTripper: it checks the signature of each request, keeps what came, and
// answers what it was told.
type platform struct {
	t       testing.TB
	status  int
	header  http.Header
	body    string
	err     error
	seen    []request
	nonces  map[string]bool
	methods string
	free    bool // the test makes calls of its own, which no table has
}

func (p *platform) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r.Body.Close()
	}
	oauth, err := readOAuth(r.Header.Get("Authorization"))
	if err != nil {
		p.t.Error(err)
	}
	if got, want := oauth["oauth_signature"], signatureOf(r, body, oauth, secret, "access-secret-Wx3"); got != want {
		p.t.Errorf("%s %s is signed %s, want %s", r.Method, r.URL, got, want)
	}
	if oauth["oauth_consumer_key"] != "api-key" || oauth["oauth_token"] != us+"-token" || oauth["oauth_version"] != "1.0" || p.nonces[oauth["oauth_nonce"]] {
		p.t.Errorf("odd OAuth parameters: %v", oauth)
	}
	if p.nonces == nil {
		p.nonces = make(map[string]bool)
	}
	p.nonces[oauth["oauth_nonce"]] = true
	p.methods = oauth["oauth_signature_method"]
	p.seen = append(p.seen, request{Method: r.Method, URL: r.URL.String(), Type: r.Header.Get("Content-Type"), Body: string(body)})
	if p.err != nil {
		return nil, p.err
	}
	header := p.header
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: p.status, Header: header, Body: io.NopCloser(bytes.NewReader([]byte(p.body))), Request: r}, nil
}

// batch is a call with n messages of n people.
func batch(n int) []byte {
	var events, users bytes.Buffer
	for i := range n {
		if i > 0 {
			events.WriteByte(',')
			users.WriteByte(',')
		}
		id := fmt.Sprint(1987654321000000000 + i)
		fmt.Fprintf(&events, `{"type":"message_create","id":"%d","created_timestamp":"1767323045678","message_create":{"target":{"recipient_id":"%s"},`+
			`"sender_id":"%s","message_data":{"text":"message %d","entities":{"hashtags":[],"symbols":[],"user_mentions":[],"urls":[]}}}}`,
			2007000000000000000+i, us, id, i)
		fmt.Fprintf(&users, `"%s":{"id":"%s","created_timestamp":"1732000000123","name":"User %d","screen_name":"u%s","protected":false,"verified":false}`, id, id, i, id)
	}
	return fmt.Appendf(nil, `{"for_user_id":"%s","direct_message_events":[%s],"users":{%s}}`, us, events.Bytes(), users.Bytes())
}

const (
	secret = "api-secret-Zq7"
)

func config() twitter.Config {
	return twitter.Config{
		Account: us, APIKey: "api-key", APISecret: channel.NewKeys(secret), AccessToken: us + "-token", AccessSecret: "access-secret-Wx3", AppID: "27182818",
	}
}

// open makes a channel whose every request is looked up in the table of X's calls.
func open(t testing.TB, cfg twitter.Config) *twitter.Channel {
	t.Helper()
	if cfg.HTTP != nil && cfg.HTTP.Transport != nil {
		own := *cfg.HTTP
		own.Transport = referenced{t, own.Transport}
		cfg.HTTP = &own
	}
	return openAny(t, cfg)
}

// openAny makes a channel that may call anything.
func openAny(t testing.TB, cfg twitter.Config) *twitter.Channel {
	t.Helper()
	ch, err := twitter.New(cfg)
	require.NoError(t, err)
	return ch
}

// sign is X's side, written without the package's help.
func sign(key, message string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(message))
	return "sha256=" + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func post(body []byte) channel.Webhook {
	return channel.Webhook{Method: http.MethodPost, Body: body,
		Header: http.Header{"X-Twitter-Webhooks-Signature": {sign(secret, string(body))}}}
}

// bodies returns the recorded payloads by name.
func bodies(t testing.TB) map[string][]byte { return golden.Bodies(t) }

var toAda = channel.Thread{Platform: twitter.Platform, Account: us, Contact: ada}

const accepted = `{"event":{"type":"message_create","id":"2007000000000000900","created_timestamp":"1767323045678","message_create":{"message_data":{"text":"ok"}}}}`

const acceptedV2 = `{"data":{"dm_conversation_id":"1640000000000000007-1987654321000000123","dm_event_id":"2007000000000000901"}}`

// at returns a channel that calls X as p plays it.
func at(t testing.TB, p *platform, change ...func(*twitter.Config)) *twitter.Channel {
	t.Helper()
	p.t = t
	cfg := config()
	cfg.HTTP = &http.Client{Transport: p}
	cfg.Now = func() time.Time { return time.Unix(1767323000, 0) }
	for _, f := range change {
		f(&cfg)
	}
	if p.free {
		return openAny(t, cfg)
	}
	return open(t, cfg)
}

func v2(c *twitter.Config) { c.API = twitter.V2 }

// sameJSON compares two JSON texts by their values.
func sameJSON(t testing.TB, want, got string) {
	t.Helper()
	var a, b any
	require.NoError(t, json.Unmarshal([]byte(want), &a))
	require.NoError(t, json.Unmarshal([]byte(got), &b))
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("request body (-want +got):\n%s", diff)
	}
}

type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func get(query string, signature ...string) channel.Webhook {
	w := channel.Webhook{Method: http.MethodGet, RawQuery: query, Header: http.Header{}}
	if len(signature) > 0 {
		w.Header["X-Twitter-Webhooks-Signature"] = signature
	}
	return w
}

// complaints are the fields and codes of an error's FieldErrors.
func complaints(err error) []string {
	var found []string
	for _, e := range channel.FieldErrors(err) {
		found = append(found, e.Field+" "+e.Code)
	}
	return found
}

func settings() channel.Settings {
	return channel.Settings{
		Values: map[string]string{"account": us, "apiKey": "api-key", "appId": "27182818", "api": "v2", "signatureMethod": "HMAC-SHA256", "env": "prod"},
		Keys: map[string]channel.Keys{"apiSecret": channel.NewKeys(secret, "old-secret"), "accessToken": channel.NewKeys("token-Zz9"),
			"accessSecret": channel.NewKeys("token-secret"), "bearer": channel.NewKeys("bearer-Yv5")},
	}
}
