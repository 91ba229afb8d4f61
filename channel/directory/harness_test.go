package directory_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/session/keyword"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// epoch is the instant at which the tests' clocks begin.
var epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func drivers() []channel.Driver {
	return []channel.Driver{telegram.Driver(), facebook.Driver(), twitter.Driver()}
}

func options() directory.Options {
	return directory.Options{Drivers: drivers(), Now: func() time.Time { return epoch }}
}

func newDirectory(t testing.TB, o directory.Options, records ...directory.Record) *directory.Directory {
	t.Helper()
	d, err := directory.New(o)
	require.NoError(t, err)
	for _, r := range records {
		_, err := d.Add(context.Background(), r)
		require.NoError(t, err)
	}
	return d
}

// find returns a copy of a record; the zero Record if it is not there.
func find(d *directory.Directory, id string) directory.Record {
	e, _ := d.Find(id)
	return e.Record()
}

// desk gives a record what every channel needs.
func desk(platform, id, name string) directory.Record {
	r := directory.Default(platform)
	r.Tenant, r.ID, r.Name, r.State = "north", id, name, directory.Active
	r.Service.Robot = "greeter"
	r.Service.Keywords = keyword.Set{List: []keyword.Word{{Text: "agent"}, {Text: "person"}}}
	r.Routing.Queue = "first-line"
	return r
}

// bot is a Telegram channel.
func bot(id, name string, account int) directory.Record {
	r := desk("telegram", id, name)
	r.Secrets.Keys = map[string]channel.Keys{
		"token":         channel.NewKeys(channel.Secret(fmt.Sprintf("%d:%s", account, strings.Repeat("t", 35)))),
		"webhookSecret": channel.NewKeys(channel.Secret("webhook-" + id)),
	}
	return r
}

// handle is a channel on X.
func handle(id, name, account string) directory.Record {
	r := desk("twitter", id, name)
	r.Settings = map[string]string{"account": account, "apiKey": "api-key-" + account}
	r.Secrets.Keys = map[string]channel.Keys{
		"apiSecret":    channel.NewKeys(channel.Secret("api-secret-" + account)),
		"accessToken":  channel.NewKeys(channel.Secret("access-" + account)),
		"accessSecret": channel.NewKeys(channel.Secret("access-secret-" + account)),
	}
	return r
}

// update is a call of Telegram with a text.
func update(secret channel.Secret, n int) channel.Webhook {
	body := fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":1772442000,"text":"hello","chat":{"id":4401,"type":"private","first_name":"Ada"},"from":{"id":4401,"is_bot":false,"first_name":"Ada"}}}`, 9000+n, n)
	return channel.Webhook{Method: "POST", Header: http.Header{"X-Telegram-Bot-Api-Secret-Token": {secret.Reveal()}}, Body: []byte(body), At: epoch}
}

// batch is a call of Meta with a text for each page.
func batch(secret channel.Secret, pageIDs ...string) channel.Webhook {
	var entries []string
	for i, page := range pageIDs {
		entries = append(entries, fmt.Sprintf(`{"id":%q,"time":1772442000000,"messaging":[{"sender":{"id":"7%d"},"recipient":{"id":%q},"timestamp":1772442000000,"message":{"mid":"m_%s_%d","text":"hello"}}]}`,
			page, i, page, page, i))
	}
	return meta(secret, `{"object":"page","entry":[`+strings.Join(entries, ",")+`]}`)
}

// meta is a signed call of Meta.
func meta(secret channel.Secret, body string) channel.Webhook {
	mac := hmac.New(sha256.New, []byte(secret.Reveal()))
	mac.Write([]byte(body))
	return channel.Webhook{Method: "POST", Header: http.Header{"X-Hub-Signature-256": {"sha256=" + hex.EncodeToString(mac.Sum(nil))}}, Body: []byte(body), At: epoch}
}

// challengeOfX is X's challenge-response check, signed.
func challengeOfX(secret channel.Secret) channel.Webhook {
	query := "crc_token=c-271828&nonce=n1"
	mac := hmac.New(sha256.New, []byte(secret.Reveal()))
	mac.Write([]byte(query))
	return channel.Webhook{Method: "GET", RawQuery: query, At: epoch,
		Header: http.Header{"X-Twitter-Webhooks-Signature": {"sha256=" + base64.StdEncoding.EncodeToString(mac.Sum(nil))}}}
}

// certificate makes a self-signed one.
func certificate(t testing.TB, serial int64) directory.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	return directory.Certificate{Certificate: selfSigned(key, serial, "desk", epoch.AddDate(1, 0, 0)), Key: channel.Secret(pkcs8)}
}
