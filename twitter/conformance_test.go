package twitter_test

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestConformance(t *testing.T) {
	h := harness(t, twitter.V11)
	// One body for each way of decoding: the suite puts every odd value into every place of them.
	h.Samples = make(map[string][]byte)
	all := bodies(t)
	for _, name := range []string{
		"dm_echo_photo_with_buttons", "dm_echo_quick_replies", "dm_escaped_and_links", "dm_initiated_via", "dm_location", "dm_video",
		"block_by_contact", "favorite", "mark_read", "post_deleted", "post_media", "post_own_long", "post_quote", "replay_complete", "revoke", "typing",
		"activity_chat_received", "activity_follow", "activity_like", "activity_post_delete", "activity_post_mention", "activity_revoke",
	} {
		require.Contains(t, all, name)
		h.Samples[name] = all[name]
	}
	channeltest.Run(t, h)
}

func TestConformanceOfV2(t *testing.T) {
	h := harness(t, twitter.V2)
	h.Threads = map[string]channel.Thread{"group": {Platform: twitter.Platform, Account: us, Contact: "group:1850000000000000001"}}
	channeltest.Run(t, h)
}

func TestConformanceOfActivityAPI(t *testing.T) {
	h := harness(t, twitter.V2)
	wrap := func(kind string, payload []byte) []byte {
		return fmt.Appendf(nil, `{"data":{"event_uuid":"-1","filter":{"user_id":"%s"},"event_type":"%s","payload":%s}}`, us, kind, payload)
	}
	message, echo := h.Message, h.Echo
	h.Message = func(in channeltest.Incoming) []byte { return wrap("dm.received", message(in)) }
	h.Echo = func(in channeltest.Incoming) []byte { return wrap("dm.sent", echo(in)) }
	h.Batch, h.Odd = nil, nil
	h.Lacks["batch"] = "the X Activity API delivers one event a call"
	h.Lacks["odd element"] = h.Lacks["batch"]
	channeltest.Run(t, h)
}

func element(in channeltest.Incoming, sender, recipient, more string) string {
	return fmt.Sprintf(`{"type":"message_create","id":"%d","created_timestamp":"%d","message_create":{"target":{"recipient_id":"%s"},"sender_id":"%s"%s,`+
		`"message_data":{"text":%s}}}`, 2007000000000000000+in.N, in.Time.UnixMilli(), recipient, sender, more, in.Text)
}

func elements(account string, list ...string) []byte {
	return fmt.Appendf(nil, `{"for_user_id":"%s","direct_message_events":[%s],"users":{"%s":{"name":"Ada Kestrel","screen_name":"adakestrel"}}}`,
		account, strings.Join(list, ","), ada)
}

func harness(t *testing.T, api twitter.API) channeltest.Harness {
	unknown := bodies(t)["unknown_event"]
	all := func(odd bool) func(in ...channeltest.Incoming) []byte {
		return func(in ...channeltest.Incoming) []byte {
			var list []string
			for i, one := range in {
				list = append(list, element(one, one.Contact, one.Account, ""))
				if odd && i == 0 {
					list = append(list, "17")
				}
			}
			return elements(us, list...)
		}
	}
	return channeltest.Harness{
		Keys:    [2]channel.Secret{secret, "api-secret-of-last-year"},
		Secrets: []string{us + "-token", "access-secret-Wx3", "bearer-Yv5"},
		New: func(tb testing.TB, s channeltest.Setup) (channel.Channel, error) {
			cfg := config()
			client := *s.HTTP
			client.Transport = referenced{tb, client.Transport}
			cfg.API, cfg.APISecret, cfg.Bearer, cfg.HTTP, cfg.Now = api, s.Keys, "bearer-Yv5", &client, s.Now
			ch, err := twitter.New(cfg)
			if err != nil {
				return nil, err
			}
			return ch, nil
		},
		Sign: func(key channel.Secret, body []byte) channel.Webhook {
			w := post(body)
			w.Header = http.Header{"X-Twitter-Webhooks-Signature": {sign(key.Reveal(), string(body))}}
			return w
		},
		Signs: func(body []byte) bool {
			start := strings.TrimLeft(string(body), " \t\r\n")
			return start == "" || start[0] == '{' || start[0] == '['
		},
		Proof: []string{"X-Twitter-Webhooks-Signature"},
		Handshake: func(key channel.Secret) (channel.Webhook, []byte) {
			const query = "crc_token=c2Vl%2Bme+again&nonce=n1"
			return get(query, sign(key.Reveal(), query)), []byte(`{"response_token":"` + sign(key.Reveal(), "c2Vl+me again") + `"}`)
		},
		Forged: func() []channel.Webhook {
			return []channel.Webhook{
				get("crc_token=" + url.QueryEscape(`{"for_user_id":"1"}`)),
				get("crc_token=" + url.QueryEscape("\n{}")),
			}
		},
		Message: func(in channeltest.Incoming) []byte {
			return elements(in.Account, element(in, in.Contact, in.Account, ""))
		},
		Batch:   all(false),
		Odd:     all(true),
		Unknown: func() []byte { return unknown },
		Echo: func(in channeltest.Incoming) []byte {
			return elements(in.Account, element(in, in.Account, in.Contact, `,"source_app_id":"27182818"`))
		},
		Nothing:  [][]byte{[]byte(`{"for_user_id":"1","direct_message_events":[]}`), []byte(`{"for_user_id":"1","tweet_create_events":null}`)},
		Accounts: []string{us},
		Thread:   toAda,
		Platform: func(_ testing.TB, s channeltest.Setup) http.Handler {
			cfg := standIn(api, s.Now)
			cfg.APISecret = s.Keys.First().Reveal()
			x := twittertest.New(cfg)
			x.Say(ada, "Hello?")
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				r.TLS = &tls.ConnectionState{} // the scheme is signed, too
				x.ServeHTTP(w, r)
			})
		},
		Answers: map[string]channeltest.Answer{
			"rate limited": {Status: 429, Header: http.Header{"X-Rate-Limit-Reset": {"1"}}, Body: `{"errors":[{"code":88,"message":"Rate limit exceeded"}]}`,
				Kind: channel.ErrRateLimited, Scope: channel.ScopeAccount, Wait: time.Second, Code: "88"},
			"unauthorized":     {Status: 401, Body: `{"errors":[{"code":89,"message":"Invalid or expired token."}]}`, Kind: channel.ErrUnauthorized, Code: "89"},
			"may have arrived": {Status: 500, Body: `{"errors":[{"code":131,"message":"Internal error"}]}`, Kind: channel.ErrUncertain, Code: "131"},
			"blocked":          {Status: 403, Body: `{"errors":[{"code":349,"message":"You cannot send messages to this user."}]}`, Kind: channel.ErrUnreachable, Code: "349"},
			"gateway":          {Status: 502, Body: `<html>`, Kind: channel.ErrUncertain, Code: "502"},
		},
		Refuse: func(description string) channeltest.Answer {
			return channeltest.Answer{Status: 400, Body: fmt.Sprintf(`{"title":"Invalid Request","detail":%q,"type":"https://api.x.com/2/problems/invalid-request"}`, description), Kind: channel.ErrRejected}
		},
		Lacks: map[string]string{
			"standby":       "X has no control of threads",
			"closed window": "X has no reply window",
		},
	}
}

// standIn is X with our app and account. An app that sends with v2 has no access to v1.1.
func standIn(api twitter.API, now func() time.Time) twittertest.Config {
	return twittertest.Config{
		APIKey: "api-key", APISecret: secret, AccessToken: us + "-token", AccessSecret: "access-secret-Wx3", Bearer: "bearer-Yv5",
		AppID: "27182818", Account: us, Username: "mustertelecom", NoV11: api == twitter.V2, Repeat: -1, Now: now, Seed: 7,
	}
}
