package benchmarks

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-github/v83/github"
	"github.com/slack-go/slack"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	stripe "github.com/stripe/stripe-go/v82/webhook"

	"github.com/contactkit/contactkit/channel"
)

// verifiers prove the HMAC of a body, each in the form of its own platform.
var verifiers = []struct {
	by  string
	new func(tb testing.TB, body []byte) func(body []byte) error
}{
	{"contactkit", func(tb testing.TB, body []byte) func([]byte) error {
		keys, signature := channel.NewKeys(appSecret), hexSignature(body)
		return func(body []byte) error {
			mac, err := hex.DecodeString(strings.TrimPrefix(signature, "sha256="))
			if err != nil {
				return err
			}
			if _, ok := keys.ProveMAC(sha256.New, body, mac, time.Time{}); !ok {
				return errForged
			}
			return nil
		}
	}},
	{"go-github", func(tb testing.TB, body []byte) func([]byte) error {
		signature, key := hexSignature(body), []byte(appSecret)
		return func(body []byte) error { return github.ValidateSignature(signature, body, key) }
	}},
	{"slack-go", func(tb testing.TB, body []byte) func([]byte) error {
		now := strconv.FormatInt(time.Now().Unix(), 10)
		header := http.Header{"X-Slack-Request-Timestamp": {now}, "X-Slack-Signature": {"v0=" + hexSignature([]byte("v0:" + now + ":" + string(body)))[len("sha256="):]}}
		return func(body []byte) error {
			v, err := slack.NewSecretsVerifier(header, appSecret)
			if err != nil {
				return err
			}
			if _, err := v.Write(body); err != nil {
				return err
			}
			return v.Ensure()
		}
	}},
	{"standard-webhooks", func(tb testing.TB, body []byte) func([]byte) error {
		v, err := standardwebhooks.NewWebhookRaw([]byte(appSecret))
		if err != nil {
			tb.Fatal(err)
		}
		now := time.Now()
		signature, err := v.Sign("msg_1", now, body)
		if err != nil {
			tb.Fatal(err)
		}
		header := http.Header{}
		header.Set("webhook-id", "msg_1")
		header.Set("webhook-timestamp", fmt.Sprint(now.Unix()))
		header.Set("webhook-signature", signature)
		return func(body []byte) error { return v.Verify(body, header) }
	}},
	{"stripe-go", func(tb testing.TB, body []byte) func([]byte) error {
		header := stripe.GenerateTestSignedPayload(&stripe.UnsignedPayload{Payload: body, Secret: appSecret}).Header
		return func(body []byte) error { return stripe.ValidatePayload(body, header, appSecret) }
	}},
}

// All verifiers take the body that was signed, and refuse one that differs in a byte.
func TestVerifiersAgree(t *testing.T) {
	body := recorded(t, "facebook", "message_text")
	forged := append([]byte(nil), body...)
	forged[len(forged)/2] ^= 1
	for _, v := range verifiers {
		verify := v.new(t, body)
		if err := verify(body); err != nil {
			t.Errorf("%s refuses what was signed: %v", v.by, err)
		}
		if err := verify(forged); err == nil {
			t.Errorf("%s takes what was changed", v.by)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	body := recorded(b, "facebook", "message_text")
	for _, v := range verifiers {
		b.Run("case=text/by="+v.by, func(b *testing.B) {
			verify := v.new(b, body)
			b.ReportAllocs()
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				if err := verify(body); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
