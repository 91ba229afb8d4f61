package twitter_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

// Answers to challenges: of the pages and of public code.
func TestPublishedChallenges(t *testing.T) {
	for _, tt := range []struct{ key, query, want string }{
		{"__APP_SECRET__", "crc_token=__TOKEN_FROM_TWITTER__&nonce=__NONCE__", "sha256=rPq0FJoFEukzQI8G52D6xjiQ4BGXK4EuZWYZCWMMlsQ="},
		{"consumer-secret", "crc_token=challenge_string", "sha256=S/mG8E9n5SjoGuCqHguvP8K8uuu5ogCPF0dOpIdyZlk="},
		{"consumer-secret", "crc_token=a%2Bb%2Fc%3Dd+e&nonce=abc", "sha256=8VosOuGFUmkNtUKG7svjmtalQn4nqrXiUlAWiJDonbA="},
	} {
		cfg := config()
		cfg.APISecret = channel.NewKeys(channel.Secret(tt.key))
		got, err := open(t, cfg).Receive(channel.Webhook{Method: http.MethodGet, RawQuery: tt.query})
		require.NoError(t, err)
		if want := `{"response_token":"` + tt.want + `"}`; string(got.Reply.Body) != want {
			t.Errorf("%s: answered %s, want %s", tt.query, got.Reply.Body, want)
		}
	}
}

func TestHandshake(t *testing.T) {
	at := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	cfg := config()
	cfg.APISecret = channel.Keys{{Secret: secret}, {Secret: "old-secret", Until: at}}
	ch := open(t, cfg)
	answer := func(key, token string) channel.Delivery {
		return channel.Delivery{Handshake: true, Reply: channel.Reply{Type: "application/json",
			Body: []byte(`{"response_token":"` + sign(key, token) + `"}`)}}
	}
	const query = "crc_token=a%2Bb%2Fc%3Dd+e&nonce=n0"
	tests := []struct {
		name   string
		call   channel.Webhook
		want   channel.Delivery
		err    error
		status int
	}{
		{"signed, token with a blank", get(query, sign(secret, query)), answer(secret, "a+b/c=d e"), nil, 200},
		{"signed with the old key", get(query, sign("old-secret", query)), answer("old-secret", "a+b/c=d e"), nil, 200},
		{"not signed: newest key", get("crc_token=challenge"), answer(secret, "challenge"), nil, 200},
		{"no token", get("nonce=n0"), channel.Delivery{}, channel.ErrMalformed, 400},
		{"no query", get(""), channel.Delivery{}, channel.ErrMalformed, 400},
		{"empty token", get("crc_token="), channel.Delivery{}, channel.ErrMalformed, 400},
		{"token that cannot be decoded", get("crc_token=%zz"), channel.Delivery{}, channel.ErrMalformed, 400},
		{"two tokens", get("crc_token=a&crc_token=b"), channel.Delivery{}, channel.ErrMalformed, 400},
		{"nonce that cannot be decoded", get("crc_token=a&nonce=%zz"), answer(secret, "a"), nil, 200},
		{"token is a list", get("crc_token=" + url.QueryEscape(`[{"a":1}]`)), channel.Delivery{}, channel.ErrForged, 403},
		{"token is an object", get("crc_token=" + url.QueryEscape(`{"for_user_id":"1"}`)), channel.Delivery{}, channel.ErrForged, 403},
		{"token is an object after blanks", get("crc_token=" + url.QueryEscape("\r\n\t {}")), channel.Delivery{}, channel.ErrForged, 403},
		{"token begins an object", get("crc_token=%7B"), channel.Delivery{}, channel.ErrForged, 403},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.call.At = at.Add(-time.Hour)
			got, err := ch.Receive(tt.call)
			if diff := cmp.Diff(tt.want, got, cmpopts.EquateEmpty()); diff != "" || !errors.Is(err, tt.err) {
				t.Errorf("Receive: %v, want %v (-want +got):\n%s", err, tt.err, diff)
			}
			if got := channel.StatusCode(err); got != tt.status {
				t.Errorf("StatusCode(%v) = %d, want %d", err, got, tt.status)
			}
			if verified := ch.Verify(tt.call); (verified == nil) != (err == nil || errors.Is(err, channel.ErrMalformed)) {
				t.Errorf("Verify: %v, though Receive: %v", verified, err)
			}
		})
	}
}

// A proxy rewrites queries. The signature proves what X sent, and the key of a rotation is found by
// it.
func TestHandshakeOfARewrittenQuery(t *testing.T) {
	cfg := config()
	cfg.APISecret = channel.Keys{{Secret: secret}, {Secret: "old-secret", Until: time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)}}
	ch := open(t, cfg)
	const sent, token = "crc_token=a%2Bb%2Fc%3Dd+e&nonce=n%3D0", "a+b/c=d e"
	tests := []struct {
		name, sent, came string
	}{
		{"another order", sent, "nonce=n%3D0&crc_token=a%2Bb%2Fc%3Dd+e"},
		{"more parameters", sent, sent + "&via=proxy"},
		{"escaped less", sent, "crc_token=a%2Bb/c=d+e&nonce=n=0"},
		{"escaped more", "crc_token=a%2Bb/c=d+e&nonce=n=0", sent},
		{"blank", sent, "crc_token=a%2Bb%2Fc%3Dd%20e&nonce=n%3D0"},
		{"digits in lower case", sent, "crc_token=a%2bb%2fc%3dd+e&nonce=n%3d0"},
		{"digits in upper case", "crc_token=a%2bb%2fc%3dd+e&nonce=n%3d0", sent},
		{"an empty nonce added", "crc_token=a%2Bb", "crc_token=a%2Bb&nonce="},
	}
	for _, tt := range tests {
		for _, key := range []string{secret, "old-secret"} {
			w := get(tt.came, sign(key, tt.sent))
			w.At = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
			got, err := ch.Receive(w)
			want := token
			if strings.HasPrefix(tt.sent, "crc_token=a%2Bb&") || tt.sent == "crc_token=a%2Bb" {
				want = "a+b"
			}
			if body := `{"response_token":"` + sign(key, want) + `"}`; string(got.Reply.Body) != body || err != nil || ch.Verify(w) != nil {
				t.Errorf("%s: answered %s, %v, Verify: %v; want %s", tt.name, got.Reply.Body, err, ch.Verify(w), body)
			}
		}
	}
}

// A signature that proves nothing is as none: anyone may ask without. But Verify tells several apps
// at one address apart.
func TestHandshakeWithAWrongSignature(t *testing.T) {
	ch := open(t, config())
	const query = "crc_token=challenge&nonce=n0"
	for name, signatures := range map[string][]string{
		"another app's":  {sign("guess", query)},
		"nonce lost":     {sign(secret, query+"1")},
		"empty":          {""},
		"two signatures": {sign(secret, query), sign(secret, query)},
	} {
		w := get(query, signatures...)
		got, err := ch.Receive(w)
		if want := `{"response_token":"` + sign(secret, "challenge") + `"}`; string(got.Reply.Body) != want || err != nil {
			t.Errorf("%s: answered %s, %v; want %s", name, got.Reply.Body, err, want)
		}
		if err := ch.Verify(w); !errors.Is(err, channel.ErrForged) || channel.StatusCode(err) != http.StatusForbidden {
			t.Errorf("%s: Verify: %v, want ErrForged and 403", name, err)
		}
	}
	w := get("crc_token=%7B%7D", sign("guess", query))
	if _, err := ch.Receive(w); !errors.Is(err, channel.ErrForged) {
		t.Errorf("a token that could be an event body: %v, want ErrForged", err)
	}
}

func TestHandshakeWithoutValidKey(t *testing.T) {
	at := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	cfg := config()
	cfg.APISecret = channel.Keys{{Secret: secret, Until: at}}
	w := get("crc_token=a")
	w.At = at
	if _, err := open(t, cfg).Receive(w); !errors.Is(err, channel.ErrForged) {
		t.Errorf("Receive: %v, want ErrForged", err)
	}
}

// Anybody may ask for a challenge's answer, which is a signature under the very key that proves
// events. So no text that is signed as a challenge, nor as a GET, may prove a POST of any kind.
func TestNoAnswerProvesAnEvent(t *testing.T) {
	ch := open(t, config())
	texts := []string{"a", " a", "a b", "[]", `[{"for_user_id":"1"}]`, `"{}"`, "null", "1", " ", "\t", "\u00a0{}", "\ufeff{}", "\v{}", "\x00{}", "}{", "crc_token=a&nonce=b"}
	for _, body := range bodies(t) {
		texts = append(texts, string(body), " \n"+string(body), "\u2028"+string(body), string(body[1:]))
	}
	for _, text := range texts {
		checkNoOracle(t, ch, text)
	}
}

// checkNoOracle asks for the signature of a text in both ways, and tries it on a POST.
func checkNoOracle(t testing.TB, ch *twitter.Channel, text string) {
	t.Helper()
	got, err := ch.Receive(get("crc_token=" + url.QueryEscape(text)))
	var signatures []string
	if err == nil {
		signatures = append(signatures, strings.TrimSuffix(strings.TrimPrefix(string(got.Reply.Body), `{"response_token":"`), `"}`))
	}
	forge := func(body, signature string) {
		w := channel.Webhook{Method: http.MethodPost, Body: []byte(body), Header: http.Header{"X-Twitter-Webhooks-Signature": {signature}}}
		got, err := ch.Receive(w)
		if !errors.Is(err, channel.ErrForged) || len(got.Events) > 0 || ch.Verify(w) == nil {
			t.Errorf("a challenge's answer proves a POST of %q: %v", body, err)
		}
	}
	for _, s := range signatures {
		forge(text, s)
	}
	// X's own GET, seen by an attacker on the way.
	query := "crc_token=" + url.QueryEscape(text) + "&nonce=n"
	forge(query, sign(secret, query))
}
