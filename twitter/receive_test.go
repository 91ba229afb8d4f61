package twitter_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

// Published values: xdevplatform/autohook and machinat/sociably print them in their tests. New
// refuses the secret of the latter, which has four characters; the signer of these tests takes it.
func TestPublishedSignatures(t *testing.T) {
	tests := []struct {
		name, secret string
		call         channel.Webhook
	}{
		{"post", "__APP_SECRET__", channel.Webhook{Method: http.MethodPost,
			Body:   []byte(`{"for_user_id":"930524282358325248","tweet_delete_events":[{"status":{"id":"1045405559317569537","user_id":"930524282358325248"},"timestamp_ms":"1432228155593"}]}`),
			Header: http.Header{"x-twitter-webhooks-signature": {"sha256=fN0FZVManGRnnMhAWWT/UI58TXGACAt7RY5H2/akMa4="}}}},
		{"get", "__APP_SECRET__", get("crc_token=__TOKEN_FROM_TWITTER__&nonce=__NONCE__", "sha256=bsQqpx1cyheVTwyNGGPmTeY+SLC8YZIwOfr5Kcb2fQE=")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cfg := config()
			cfg.APISecret = channel.NewKeys(channel.Secret(tt.secret))
			if err := open(t, cfg).Verify(tt.call); err != nil {
				t.Errorf("Verify: %v, want nil", err)
			}
		})
	}
	if got := sign("test", `{"test_number":1,"test_string":"two"}`); got != "sha256=YWHphPn/JFq43jkF0y4/w8R/SelmLjvpunhVFY8JhlI=" {
		t.Errorf("a post of an object is signed %s", got)
	}
}

func TestProof(t *testing.T) {
	body := `{"for_user_id":"1640000000000000007","direct_message_events":[]}`
	right := sign(secret, body)
	at := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	cfg := config()
	cfg.APISecret = channel.Keys{{Secret: secret}, {Secret: "old-secret", Until: at}}
	ch := open(t, cfg)
	tests := []struct {
		name   string
		body   string
		header http.Header
		at     time.Time
		want   error
	}{
		{"right", body, http.Header{"X-Twitter-Webhooks-Signature": {right}}, at, nil},
		{"name in small letters", body, http.Header{"x-twitter-webhooks-signature": {right}}, at, nil},
		{"no header", body, nil, at, channel.ErrForged},
		{"empty header", body, http.Header{"X-Twitter-Webhooks-Signature": {""}}, at, channel.ErrForged},
		{"two headers", body, http.Header{"X-Twitter-Webhooks-Signature": {right, right}}, at, channel.ErrForged},
		{"in two spellings", body, http.Header{"X-Twitter-Webhooks-Signature": {right}, "x-twitter-webhooks-signature": {right}}, at, channel.ErrForged},
		{"without algorithm", body, http.Header{"X-Twitter-Webhooks-Signature": {right[7:]}}, at, channel.ErrForged},
		{"algorithm in capitals", body, http.Header{"X-Twitter-Webhooks-Signature": {"SHA256=" + right[7:]}}, at, channel.ErrForged},
		{"without padding", body, http.Header{"X-Twitter-Webhooks-Signature": {strings.TrimSuffix(right, "=")}}, at, channel.ErrForged},
		{"cut", body, http.Header{"X-Twitter-Webhooks-Signature": {right[:11]}}, at, channel.ErrForged},
		{"longer", body, http.Header{"X-Twitter-Webhooks-Signature": {right + "AAAA"}}, at, channel.ErrForged},
		{"blank at the end", body, http.Header{"X-Twitter-Webhooks-Signature": {right + " "}}, at, channel.ErrForged},
		{"line break within", body, http.Header{"X-Twitter-Webhooks-Signature": {right[:20] + "\n" + right[20:]}}, at, channel.ErrForged},
		{"unused bits set", body, http.Header{"X-Twitter-Webhooks-Signature": {looseBits(right)}}, at, channel.ErrForged},
		{"of another body", body + " ", http.Header{"X-Twitter-Webhooks-Signature": {right}}, at, channel.ErrForged},
		{"of another secret", body, http.Header{"X-Twitter-Webhooks-Signature": {sign("guess", body)}}, at, channel.ErrForged},
		{"old secret in time", body, http.Header{"X-Twitter-Webhooks-Signature": {sign("old-secret", body)}}, at.Add(-time.Second), nil},
		{"old secret too late", body, http.Header{"X-Twitter-Webhooks-Signature": {sign("old-secret", body)}}, at, channel.ErrForged},
		{"empty secret", body, http.Header{"X-Twitter-Webhooks-Signature": {sign("", body)}}, at, channel.ErrForged},
		{"compressed", body, http.Header{"X-Twitter-Webhooks-Signature": {right}, "Content-Encoding": {"gzip"}}, at, channel.ErrEncoding},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := channel.Webhook{Method: http.MethodPost, Body: []byte(tt.body), Header: tt.header, At: tt.at}
			verified := ch.Verify(w)
			got, received := ch.Receive(w)
			for _, err := range []error{verified, received} {
				if !errors.Is(err, tt.want) {
					t.Errorf("error %v, want one matching %v", err, tt.want)
				}
				if err != nil && (strings.Contains(err.Error(), right[7:]) || strings.Contains(err.Error(), secret)) {
					t.Errorf("the error shows a signature or a secret: %v", err)
				}
			}
			if diff := cmp.Diff(channel.Delivery{}, got); diff != "" {
				t.Errorf("delivery (-want +got):\n%s", diff)
			}
		})
	}
}

// looseBits sets a bit behind the last byte, which a lenient decoder drops.
func looseBits(signature string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	last := len(signature) - 2
	return signature[:last] + alphabet[strings.IndexByte(alphabet, signature[last])|1:][:1] + "="
}

func TestReceiveWhatIsNoEvent(t *testing.T) {
	ch := open(t, config())
	tests := []struct {
		name, body string
		want       error
		events     int
	}{
		{"nothing", "", nil, 0},
		{"empty object", "{}", nil, 0},
		{"blanks around", " \r\n\t{ } \n", nil, 0},
		{"broken object", `{"for_user_id":`, channel.ErrMalformed, 1},
		{"two objects", `{}{}`, channel.ErrMalformed, 1},
		{"list", `[]`, channel.ErrMalformed, 1},
		{"list of calls", `[{"for_user_id":"1640000000000000007"}]`, channel.ErrMalformed, 1},
		{"text", `"a"`, channel.ErrForged, 0},
		{"words", `hello`, channel.ErrForged, 0},
		{"blanks", `  `, channel.ErrForged, 0},
		{"byte order mark", "\ufeff{}", channel.ErrForged, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := post([]byte(tt.body))
			got, err := ch.Receive(w)
			if !errors.Is(err, tt.want) || len(got.Events) != tt.events {
				t.Fatalf("Receive = %d events, %v; want %d, %v", len(got.Events), err, tt.events, tt.want)
			}
			if tt.events > 0 {
				if diff := cmp.Diff(channel.Malformed(twitter.Platform, us, w), got.Events[0]); diff != "" {
					t.Errorf("event (-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestReceiveRefusesOtherMethods(t *testing.T) {
	ch := open(t, config())
	for _, method := range []string{http.MethodPut, http.MethodHead, http.MethodDelete, ""} {
		w := post([]byte("{}"))
		w.Method = method
		_, err := ch.Receive(w)
		if !errors.Is(err, channel.ErrMethod) || channel.StatusCode(err) != http.StatusMethodNotAllowed {
			t.Errorf("Receive(%q): %v, want ErrMethod", method, err)
		}
	}
}
