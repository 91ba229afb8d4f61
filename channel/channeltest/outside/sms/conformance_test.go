package sms_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"example.com/sms"
	"example.com/sms/smstest"
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
)

const (
	number = "+15550199"
	ada    = "+15550100"
	token  = "st_1/+=&?"
	key    = channel.Secret("smskey/first+1")
)

func TestConformance(t *testing.T) {
	channeltest.Run(t, channeltest.Harness{
		Keys:    [2]channel.Secret{key, "smskey/second=2"},
		Secrets: []string{token},
		New: func(_ testing.TB, s channeltest.Setup) (channel.Channel, error) {
			ch, err := sms.New(sms.Config{Number: number, Keys: s.Keys, Token: token, HTTP: s.HTTP, Now: s.Now})
			if err != nil {
				return nil, err // not a nil *Channel in an interface
			}
			return ch, nil
		},
		Sign:  sign,
		Proof: []string{sms.Signature},
		Message: func(in channeltest.Incoming) []byte {
			return fmt.Appendf(nil, "Kind=message&Id=in%d&From=%%2B15550100&At=%d&Text=%s", in.N, in.Time.Unix(), in.Form())
		},
		Unknown:   func() []byte { return []byte("Kind=carrier_notice&Id=9&From=%2B15550100&Text=roaming") },
		Empty:     [][]byte{nil, {}, []byte("&"), []byte(" \n")},
		Malformed: [][]byte{[]byte("Text=%"), []byte("Text=%zz&Kind=message"), []byte("a;b=1")},
		Deep:      [][]byte{},
		Odds:      channeltest.OddForm,
		More:      channeltest.MoreForm,
		Rewritten: channeltest.RewrittenForm,
		Accounts:  []string{number},
		Thread:    channel.Thread{Platform: sms.Platform, Account: number, Contact: ada},
		Platform: func(_ testing.TB, s channeltest.Setup) http.Handler {
			return smstest.New(smstest.Config{Token: token, Key: key.Reveal(), Now: s.Now})
		},
		Answers: map[string]channeltest.Answer{
			"rate limited": {Status: 429, Header: http.Header{"Retry-After": {"7"}}, Kind: channel.ErrRateLimited, Scope: channel.ScopeAccount, Wait: 7 * time.Second},
			"unauthorized": {Status: 401, Kind: channel.ErrUnauthorized},
			"stopped":      {Status: 410, Kind: channel.ErrUnreachable, Code: "410"},
			"credit":       {Status: 402, Kind: channel.ErrCredit},
		},
		Refuse: func(description string) channeltest.Answer {
			return channeltest.Answer{Status: 422, Body: description, Kind: channel.ErrRejected}
		},
		Lacks: map[string]string{
			"handshake":                   "the gateway checks no endpoint",
			"forged handshake":            "the gateway checks no endpoint",
			"handshake during a rotation": "the gateway checks no endpoint",
			"batch":                       "a form holds one message",
			"odd element":                 "a form holds one message",
			"deep nesting":                "forms do not nest",
			"echo":                        "the gateway does not repeat what was sent",
			"standby":                     "a number has one app",
			"closed window":               "a text may be sent at any time",
		},
	})
}

// sign is the gateway's side, written without the package's help.
func sign(key channel.Secret, body []byte) channel.Webhook {
	mac := hmac.New(sha256.New, []byte(key.Reveal()))
	mac.Write(body)
	return channel.Webhook{Method: http.MethodPost, Header: http.Header{sms.Signature: {base64.StdEncoding.EncodeToString(mac.Sum(nil))}}, Body: body}
}

// An authentic call never panics, and fails only as ErrMalformed with one event.
func FuzzReceive(f *testing.F) {
	ch, err := sms.New(sms.Config{Number: number, Keys: channel.NewKeys(key), Token: token})
	if err != nil {
		f.Fatal(err)
	}
	for _, body := range []string{"", "Kind=message&Id=1&From=%2B1&Text=%00%FF", "Kind=&Kind=", "Text=%", "a;b"} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := ch.Receive(sign(key, body))
		if err != nil && (!errors.Is(err, channel.ErrMalformed) || len(got.Events) != 1) {
			t.Fatalf("%d events, %v", len(got.Events), err)
		}
		for i, e := range got.Events {
			if _, err := e.MarshalJSON(); err != nil {
				t.Errorf("event %d: %v", i, err)
			}
		}
	})
}
