package contactkit_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

// Calls that every platform refuses, or accepts, before it reads an event. The conformance suite
// checks each channel in its own words; here the three are compared.

func TestMethodsAreRefusedEverywhere(t *testing.T) {
	for ch, thread := range connected(t, &said{}) {
		for _, method := range []string{"", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT", "TRACE", "post", "POST ", "GET\x00"} {
			w := proved(thread.Platform, []byte("{}"))
			w.Method = method
			for what, err := range map[string]error{"Receive": failure(ch.Receive(w)), "Verify": ch.Verify(w)} {
				if !errors.Is(err, channel.ErrMethod) || channel.StatusCode(err) != http.StatusMethodNotAllowed {
					t.Errorf("%s: %s of %q: %v, want ErrMethod", thread.Platform, what, method, err)
				}
			}
		}
	}
}

func failure(_ channel.Delivery, err error) error { return err }

// A host may pass no body at all. It is like an empty one: signed it carries nothing, unsigned it
// proves nothing.
func TestNilBody(t *testing.T) {
	for ch, thread := range connected(t, &said{}) {
		got, err := ch.Receive(proved(thread.Platform, nil))
		if err != nil || len(got.Events) != 0 {
			t.Errorf("%s: a proved call without a body: %d events, %v", thread.Platform, len(got.Events), err)
		}
		for _, w := range []channel.Webhook{{Method: http.MethodPost}, {Method: http.MethodPost, Header: http.Header{"User-Agent": {"x"}}}} {
			if _, err := ch.Receive(w); !errors.Is(err, channel.ErrForged) {
				t.Errorf("%s: a call without a body and without a proof: %v, want ErrForged", thread.Platform, err)
			}
		}
	}
}

// A signature has one spelling: base64 that decodes to the same bytes in another one is refused, or
// two different headers would prove one body.
func TestSignatureOfXHasOneSpelling(t *testing.T) {
	body := []byte("{}")
	mac := hmac.New(sha256.New, []byte("secret-of-the-tests"))
	mac.Write(body)
	right := base64.StdEncoding.EncodeToString(mac.Sum(nil))
	// The last letter before the padding holds two bits that decode to nothing.
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	last := strings.IndexByte(letters, right[42])
	for ch, thread := range connected(t, &said{}) {
		if thread.Platform != twitter.Platform {
			continue
		}
		for name, text := range map[string]string{
			"trailing bits": right[:42] + letters[last|1:last|1+1] + "=", "no padding": right[:43], "a line break": right[:20] + "\n" + right[20:], "a line break for a letter": right[:43] + "\n",
			"URL alphabet": base64.URLEncoding.EncodeToString([]byte(strings.Repeat("\xff", 32))), "hex": strings.Repeat("0", 64), "a blank behind": right + " ", "a blank before": " " + right,
		} {
			w := channel.Webhook{Method: http.MethodPost, Body: body, Header: http.Header{"X-Twitter-Webhooks-Signature": {"sha256=" + text}}}
			if _, err := ch.Receive(w); !errors.Is(err, channel.ErrForged) {
				t.Errorf("%s: %v, want ErrForged", name, err)
			}
		}
		if _, err := ch.Receive(proved(thread.Platform, body)); err != nil {
			t.Errorf("the right spelling: %v", err)
		}
	}
}

// X may ask its challenge without a signature. The headers that every HTTP client sends do not make
// it a signed one.
func TestChallengeOfXWithOrdinaryHeaders(t *testing.T) {
	for ch, thread := range connected(t, &said{}) {
		if thread.Platform != twitter.Platform {
			continue
		}
		w := channel.Webhook{Method: http.MethodGet, RawQuery: "crc_token=abc", Header: http.Header{
			"User-Agent": {"Twitterbot/1.0"}, "Accept": {"*/*"}, "Accept-Encoding": {"gzip"}, "X-Forwarded-For": {"192.0.2.7"}, "X-Twitter-Webhooks-Signature-Old": {"x"}, "Content-Type": {"application/json"},
		}}
		mac := hmac.New(sha256.New, []byte("secret-of-the-tests"))
		mac.Write([]byte("abc"))
		want := `{"response_token":"sha256=` + base64.StdEncoding.EncodeToString(mac.Sum(nil)) + `"}`
		got, err := ch.Receive(w)
		if err != nil || !got.Handshake || string(got.Reply.Body) != want || ch.Verify(w) != nil {
			t.Errorf("Receive = %s, %v, want %s; Verify: %v", got.Reply.Body, err, want, ch.Verify(w))
		}
	}
}
