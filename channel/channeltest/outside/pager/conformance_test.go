package pager_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.com/pager"
	"example.com/pager/pagertest"
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
)

const token = "pt_1/+=&?"

func TestConformance(t *testing.T) {
	channeltest.Run(t, channeltest.Harness{
		Keys:    [2]channel.Secret{"whsec/first+1", "whsec/second=2"},
		Secrets: []string{token},
		New: func(_ testing.TB, s channeltest.Setup) (channel.Channel, error) {
			return pager.New(pager.Config{Account: "555", Keys: s.Keys, Token: token, HTTP: s.HTTP, Now: s.Now})
		},
		Sign: func(key channel.Secret, body []byte) channel.Webhook {
			return channel.Webhook{Method: http.MethodPost, Header: http.Header{pager.Signature: {sum(key, body)}}, Body: body}
		},
		Proof: []string{pager.Signature},
		Handshake: func(key channel.Secret) (channel.Webhook, []byte) {
			return challenge("ping 1", sum(key, []byte("ping 1"))), []byte("ping 1")
		},
		Forged: func() []channel.Webhook {
			return []channel.Webhook{challenge("ping 1", ""), challenge("ping 1", sum("whsec/first+1", []byte("ping 2"))), challenge("", sum("whsec/first+1", nil))}
		},
		Message: func(in channeltest.Incoming) []byte { return call(page(in)) },
		Batch:   func(ins ...channeltest.Incoming) []byte { return call(pages(ins)...) },
		Odd: func(ins ...channeltest.Incoming) []byte {
			all := pages(ins)
			return call(append([]string{all[0], `"?"`}, all[1:]...)...)
		},
		Unknown:  func() []byte { return call(`{"kind":"vibration","id":"9","from":"77","strength":3}`) },
		Nothing:  [][]byte{[]byte(`{"pages":[]}`)},
		Accounts: []string{"555"},
		Thread:   channel.Thread{Platform: pager.Platform, Account: "555", Contact: "77"},
		Platform: func(_ testing.TB, s channeltest.Setup) http.Handler {
			network := pagertest.New(pagertest.Config{Token: token, Key: "whsec/first+1", Now: s.Now})
			network.Page("77", "are you there?")
			return network
		},
		Answers: map[string]channeltest.Answer{
			"rate limited": {Status: 429, Header: http.Header{"Retry-After": {"7"}}, Kind: channel.ErrRateLimited, Scope: channel.ScopeAccount, Wait: 7 * time.Second},
			"unauthorized": {Status: 401, Kind: channel.ErrUnauthorized},
			"rejected":     {Status: 422, Kind: channel.ErrRejected, Code: "422"},
			"credit":       {Status: 402, Kind: channel.ErrCredit},
		},
		Refuse: func(description string) channeltest.Answer {
			return channeltest.Answer{Status: 422, Body: description, Kind: channel.ErrRejected}
		},
		Lacks: map[string]string{
			"echo":          "pagers do not repeat what was sent",
			"standby":       "a pager has one app",
			"closed window": "a pager takes pages at any time",
		},
	})
}

func sum(key channel.Secret, message []byte) string {
	mac := hmac.New(sha256.New, []byte(key.Reveal()))
	mac.Write(message)
	return hex.EncodeToString(mac.Sum(nil))
}

func challenge(text, signature string) channel.Webhook {
	return channel.Webhook{Method: http.MethodGet, RawQuery: url.Values{"challenge": {text}}.Encode(), Header: http.Header{pager.Signature: {signature}}}
}

func page(in channeltest.Incoming) string {
	return fmt.Sprintf(`{"kind":"page","id":"p%d","from":%q,"at":%d,"text":%s}`, in.N, in.Contact, in.Time.Unix(), in.Text)
}

func pages(ins []channeltest.Incoming) []string {
	all := make([]string, len(ins))
	for i, in := range ins {
		all[i] = page(in)
	}
	return all
}

func call(elements ...string) []byte {
	return []byte(`{"pages":[` + strings.Join(elements, ",") + `]}`)
}

// An authentic call never panics, and fails only as ErrMalformed with one event.
func FuzzReceive(f *testing.F) {
	ch, err := pager.New(pager.Config{Account: "555", Keys: channel.NewKeys("pager-key"), Token: token})
	if err != nil {
		f.Fatal(err)
	}
	for _, body := range []string{``, `{}`, `{"pages":[{"kind":"page","id":"1","from":"77","at":1,"text":"a\u0000"},7,null]}`, `{"pages":{}}`, `[`, "{\"pages\":[\"\xff\"]}"} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := ch.Receive(channel.Webhook{Method: http.MethodPost, Header: http.Header{pager.Signature: {sum("pager-key", body)}}, Body: body})
		if err != nil && (!errors.Is(err, channel.ErrMalformed) || len(got.Events) != 1) {
			t.Fatalf("%d events, %v", len(got.Events), err)
		}
		for i, e := range got.Events {
			if _, err := json.Marshal(e); err != nil || !bytes.Contains(body, e.Raw) {
				t.Errorf("event %d: %v, bytes %q", i, err, e.Raw)
			}
		}
	})
}
