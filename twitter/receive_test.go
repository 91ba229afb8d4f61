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

func get(query string, signature ...string) channel.Webhook {
	w := channel.Webhook{Method: http.MethodGet, RawQuery: query, Header: http.Header{}}
	if len(signature) > 0 {
		w.Header["X-Twitter-Webhooks-Signature"] = signature
	}
	return w
}

// Published values: xdevplatform/autohook and machinat/sociably print them in their tests.
func TestPublishedSignatures(t *testing.T) {
	tests := []struct {
		name, secret string
		call         channel.Webhook
	}{
		{"post", "__APP_SECRET__", channel.Webhook{Method: http.MethodPost,
			Body:   []byte(`{"for_user_id":"930524282358325248","tweet_delete_events":[{"status":{"id":"1045405559317569537","user_id":"930524282358325248"},"timestamp_ms":"1432228155593"}]}`),
			Header: http.Header{"x-twitter-webhooks-signature": {"sha256=fN0FZVManGRnnMhAWWT/UI58TXGACAt7RY5H2/akMa4="}}}},
		{"post of an object", "test", channel.Webhook{Method: http.MethodPost, Body: []byte(`{"test_number":1,"test_string":"two"}`),
			Header: http.Header{"x-twitter-webhooks-signature": {"sha256=YWHphPn/JFq43jkF0y4/w8R/SelmLjvpunhVFY8JhlI="}}}},
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
		{"wrongly signed", get(query, sign("guess", query)), channel.Delivery{}, channel.ErrForged, 403},
		{"signature of the decoded query", get(query, sign(secret, "crc_token=a+b/c=d e&nonce=n0")), channel.Delivery{}, channel.ErrForged, 403},
		{"empty signature", get(query, ""), channel.Delivery{}, channel.ErrForged, 403},
		{"two signatures", get(query, sign(secret, query), sign(secret, query)), channel.Delivery{}, channel.ErrForged, 403},
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

// Anybody may ask for a challenge's answer, which is a signature under the very key that proves events. So no text that is
// signed as a challenge, nor as a GET, may prove a POST of any kind.
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
	// X's own GET, seen by somebody on the way.
	query := "crc_token=" + url.QueryEscape(text) + "&nonce=n"
	forge(query, sign(secret, query))
}

func TestSameThingSameID(t *testing.T) {
	ch := open(t, config())
	all := bodies(t)
	for _, pair := range [][2]string{
		{"dm_text", "activity_dm_received"}, {"dm_echo_of_this_app", "activity_dm_sent"}, {"dm_photo_with_caption", "activity_dm_photo"},
		{"mark_read", "activity_dm_read"}, {"typing", "activity_dm_typing"}, {"favorite", "activity_like"}, {"revoke", "activity_revoke"},
		{"post_reply", "activity_post_reply"}, {"post_mention", "activity_post_mention"}, {"post_quote", "activity_post_quote"}, {"post_repost", "activity_post_repost"},
	} {
		a, err := ch.Receive(post(all[pair[0]]))
		require.NoError(t, err)
		b, err := ch.Receive(post(all[pair[1]]))
		require.NoError(t, err)
		if a.Events[0].ID != b.Events[0].ID {
			t.Errorf("%s is %s, %s is %s: want one id", pair[0], a.Events[0].ID, pair[1], b.Events[0].ID)
		}
		if channel.Kind(a.Events[0].Body) != channel.Kind(b.Events[0].Body) {
			t.Errorf("%s is %T, %s is %T", pair[0], a.Events[0].Body, pair[1], b.Events[0].Body)
		}
	}
}

// A direct message through both products is equal but for the names of the people and the apps that only one tells of.
func TestSameMessageThroughBothProducts(t *testing.T) {
	ch := open(t, config())
	all := bodies(t)
	a, err := ch.Receive(post(all["dm_photo_with_caption"]))
	require.NoError(t, err)
	b, err := ch.Receive(post(all["activity_dm_photo"]))
	require.NoError(t, err)
	if diff := cmp.Diff(a.Events, b.Events, cmpopts.IgnoreFields(channel.Event{}, "Raw")); diff != "" {
		t.Errorf("Account Activity and X Activity API differ (-first +second):\n%s", diff)
	}
}

func TestEchoesWithoutAppID(t *testing.T) {
	cfg := config()
	cfg.AppID = ""
	ch := open(t, cfg)
	all := bodies(t)
	for name, want := range map[string]channel.Origin{
		"dm_echo_of_this_app": channel.OriginUnknown, "dm_echo_of_another_app": channel.OriginUnknown, "dm_echo_app_not_told": channel.OriginUnknown,
		"dm_echo_of_a_client": channel.OriginPerson, "dm_echo_of_a_phone": channel.OriginPerson,
	} {
		got, err := ch.Receive(post(all[name]))
		require.NoError(t, err)
		if got.Events[0].Origin != want {
			t.Errorf("%s has origin %q, want %q", name, got.Events[0].Origin, want)
		}
	}
}

func TestDecodeChat(t *testing.T) {
	ch := open(t, config())
	all := bodies(t)
	got, err := ch.Receive(post(all["activity_chat_sent"]))
	require.NoError(t, err)
	chat, err := twitter.DecodeChat(got.Events[0].Body.(channel.Custom))
	want := twitter.Chat{ID: "5f0c1d2e-0000-4000-8000-00000000c0df", Conversation: us + ":" + ada, Sender: us,
		Time: time.UnixMilli(1767323080001).UTC(), Encrypted: true}
	if diff := cmp.Diff(want, chat); diff != "" || err != nil {
		t.Errorf("DecodeChat: %v (-want +got):\n%s", err, diff)
	}
	for _, c := range []channel.Custom{{Kind: "follow", Data: []byte("{}")}, {Kind: "chat.received", Data: []byte("{")}, {Kind: "chat.received", Data: []byte("{}")}} {
		if _, err := twitter.DecodeChat(c); err == nil {
			t.Errorf("DecodeChat(%q %q) succeeds", c.Kind, c.Data)
		}
	}
}

// A call of many events asks for many people; none may be lost or confused.
func TestBatch(t *testing.T) {
	const n = 300
	got, err := open(t, config()).Receive(post(batch(n)))
	require.NoError(t, err)
	if len(got.Events) != n {
		t.Fatalf("%d events, want %d", len(got.Events), n)
	}
	for i, ev := range got.Events {
		if want := "u" + ev.From.ID; ev.From.Handle != want || ev.Thread.Contact != ev.From.ID {
			t.Errorf("event %d is from %+v, want handle %s", i, ev.From, want)
		}
	}
}
