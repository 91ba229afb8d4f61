package twitter_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

// Whatever X, or who is in its place, answers: nothing panics or goes on for ever, an error is one
// of this library's, and what History yields is whole.
func FuzzAnswers(f *testing.F) {
	for _, s := range []string{
		`{}`, `[]`, `<html>`, `{"data":[{"id":"1","url":"https://a.example","valid":true,"created_at":"2026-01-02T03:04:05.000Z"}],"meta":{"next_token":"a"}}`,
		`[{"id":"1","url":"u","valid":false}]`, `{"environments":[{"environment_name":"e","webhooks":[{"id":"1"}]}]}`,
		`{"data":{"subscriptions":[{"user_id":"7"}],"provisioned_count":"3","subscriptions_count_all":"1"}}`,
		`{"data":[{"subscription_id":"5","event_type":"dm.received","filter":{"user_id":"7"}}]}`, `{"data":{"subscription":{"subscription_id":"5"}}}`,
		`{"data":[{"id":"9","event_type":"MessageCreate","text":"a https://t.co/b","sender_id":"7","dm_conversation_id":"7-1640000000000000007","created_at":"2026-01-02T03:04:05.000Z","attachments":{"media_keys":["13_5"]}}],` +
			`"includes":{"media":[{"media_key":"13_5","type":"video","variants":[{"bit_rate":1,"content_type":"video/mp4","url":"https://video.twimg.com/a"}]}],"users":[{"id":"7","username":"ada"}]}}`,
		`{"events":[{"type":"message_create","id":"9","created_timestamp":"1767323045678","message_create":{"target":{"recipient_id":"1640000000000000007"},"sender_id":"7","message_data":{"text":"a"}}}],"next_cursor":"x"}`,
		`{"token_type":"bearer","access_token":"a","expires_in":1}`, `{"media_id_string":"5","processing_info":{"state":"failed","error":{"name":"InvalidMedia"}}}`,
		`{"id_str":"7","screen_name":"ada"}`, `{"data":{"id":"7","username":"ada"}}`, `{"welcome_message":{"id":"5"}}`, `{"job_id":"5"}`,
	} {
		f.Add([]byte(s))
	}
	files, err := filepath.Glob("testdata/webhooks/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		if body, err := os.ReadFile(name); err == nil {
			f.Add(body)
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, api := range []twitter.API{twitter.V11, twitter.V2} {
			cfg := config()
			cfg.API, cfg.Bearer, cfg.Product = api, "bearer-Yv5", twitter.AccountActivity
			if api == twitter.V11 {
				cfg.Product, cfg.Env = twitter.Premium, "desk"
			}
			cfg.OAuth2 = twitter.OAuth2{ClientID: "client", Tokens: new(twitter.TokenMemory)}
			cfg.HTTP = &http.Client{Transport: transportFunc(func(r *http.Request) (*http.Response, error) {
				if r.Body != nil {
					_ = r.Body.Close()
				}
				return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(body))), Request: r}, nil
			})}
			ch := open(t, cfg)
			check := func(err error) {
				if err == nil {
					return
				}
				if _, ok := errors.AsType[*channel.Error](err); !ok {
					t.Errorf("%v is not an Error", err)
				}
			}
			ctx, leave := context.WithTimeout(t.Context(), 100*time.Millisecond) // an answer may be that we are to wait
			defer leave()
			for ev, err := range ch.History(ctx, us, time.Time{}) {
				if check(err); err == nil && (ev.ID == "" || ev.Body == nil || !ev.Late || ev.Thread.Account != us || len(ev.Raw) == 0) {
					t.Errorf("event %+v", ev)
				}
			}
			_, err := ch.Webhooks(ctx)
			check(err)
			_, err = ch.Environments(ctx)
			check(err)
			_, err = ch.CheckSubscription(ctx)
			check(err)
			_, err = ch.CountSubscriptions(ctx)
			check(err)
			_, err = ch.ActivitySubscriptions(ctx)
			check(err)
			_, err = ch.SubscribeActivity(ctx, twitter.ActivitySubscription{EventType: "post.create"})
			check(err)
			_, err = ch.CheckAccess(ctx, twitter.AccessCheck{Probe: true})
			check(err)
			_, err = ch.FetchProfile(ctx, toAda)
			check(err)
			_, err = ch.RegisterWebhook(ctx, desk)
			check(err)
			login, err := ch.Login(backAt)
			check(err)
			check(ch.Exchange(ctx, login, map[string][]string{"state": {login.State}, "code": {"c"}}))
		}
	})
}
