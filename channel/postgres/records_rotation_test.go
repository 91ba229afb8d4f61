package postgres_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// A secret is stored at one node. Every other node takes calls with it at once, before it has heard
// of it, and still takes those with the former one: an update of Telegram, Meta's check of the
// endpoint, and X's challenge with and without a signature.
func TestRotationOverNodes(t *testing.T) {
	sign := func(secret channel.Secret, text string) string {
		mac := hmac.New(sha256.New, []byte(secret.Reveal()))
		mac.Write([]byte(text))
		return "sha256=" + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	now := time.Now()
	const challenge = "crc_token=c-271828&nonce=n1"
	get := func(query string) channel.Webhook {
		return channel.Webhook{Method: http.MethodGet, RawQuery: query, Header: http.Header{}, At: now}
	}
	for name, tt := range map[string]struct {
		record directory.Record
		key    string
		call   func(secret channel.Secret) channel.Webhook
		answer func(used, newest channel.Secret) string
	}{
		"Telegram": {directorytest.Record(telegramtest.New(telegramtest.Config{})), "webhookSecret", func(secret channel.Secret) channel.Webhook {
			return channel.Webhook{Method: http.MethodPost, At: now, Header: http.Header{"X-Telegram-Bot-Api-Secret-Token": {secret.Reveal()}},
				Body: []byte(`{"update_id":1,"message":{"message_id":1,"date":1772442000,"text":"hi","chat":{"id":4401,"type":"private","first_name":"Ada"},"from":{"id":4401,"is_bot":false,"first_name":"Ada"}}}`)}
		}, func(_, _ channel.Secret) string { return "" }},
		"Facebook": {directorytest.Record(facebooktest.New(facebooktest.Config{})), "verifyToken", func(secret channel.Secret) channel.Webhook {
			return get("hub.mode=subscribe&hub.challenge=31415&hub.verify_token=" + secret.Reveal())
		}, func(_, _ channel.Secret) string { return "31415" }},
		"X, signed": {directorytest.Record(twittertest.New(twittertest.Config{})), "apiSecret", func(secret channel.Secret) channel.Webhook {
			w := get(challenge)
			w.Header.Set("X-Twitter-Webhooks-Signature", sign(secret, challenge))
			return w
		}, func(used, _ channel.Secret) string { return `{"response_token":"` + sign(used, "c-271828") + `"}` }},
		"X, unsigned": {directorytest.Record(twittertest.New(twittertest.Config{})), "apiSecret", func(channel.Secret) channel.Webhook {
			return get(challenge)
		}, func(_, newest channel.Secret) string { return `{"response_token":"` + sign(newest, "c-271828") + `"}` }},
	} {
		t.Run(name, func(t *testing.T) {
			db := postgrestest.Open(t)
			options := directory.Options{Drivers: []channel.Driver{telegram.Driver(), facebook.Driver(), twitter.Driver()}, Overlap: time.Hour, Now: func() time.Time { return now }}
			var nodes []*desk // none follows the records: what a node has, it has asked for
			for i := range 3 {
				o := options
				records := postgres.NewRecords(db.Connect(), postgres.RecordsConfig{Options: options, Seal: turned{}})
				o.Load = records.Load
				d, err := directory.New(o)
				if err != nil {
					t.Fatal(err)
				}
				nodes = append(nodes, &desk{fmt.Sprint("desk-", i), records, d})
			}
			ctx := t.Context()
			r, err := nodes[0].records.Add(ctx, tt.record)
			if err != nil {
				t.Fatal(err)
			}
			last := r.Secrets.Keys[tt.key].First()
			check := func(used, newest channel.Secret) {
				t.Helper()
				for _, n := range nodes {
					got, err := n.d.Receive(ctx, r.CallbackPath(), tt.call(used))
					if want := tt.answer(used, newest); err != nil || want != "" && string(got.Reply.Body) != want {
						t.Errorf("%s: %q, %v, want %q", n.name, got.Reply.Body, err, want)
					}
				}
			}
			check(last, last)
			for i := range 10 {
				now = now.Add(4 * time.Second) // a node asks five times in a row at most, and once a second
				next := channel.Secret(fmt.Sprint("renewed-secret-", i))
				r.Secrets.Keys = map[string]channel.Keys{tt.key: channel.NewKeys(next)}
				saved, err := nodes[i%3].records.Save(ctx, r)
				if err != nil {
					t.Fatal(err)
				}
				r = saved[0]
				for _, used := range []channel.Secret{next, last, next} {
					check(used, next)
				}
				last = next
			}
		})
	}
}
