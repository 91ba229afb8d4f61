package facebook_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

const emptyObject = "{}"

func TestSignature(t *testing.T) {
	good := signed([]byte(emptyObject)).Header.Get("X-Hub-Signature-256")
	h := hmac.New(sha1.New, []byte(appSecret))
	h.Write([]byte(emptyObject))
	old := "sha1=" + hex.EncodeToString(h.Sum(nil))
	const name, oldName = "X-Hub-Signature-256", "X-Hub-Signature"

	tests := []struct {
		name   string
		header http.Header
		ok     bool
		okSHA1 bool // where the old algorithm is configured
	}{
		{"as Meta sends it", http.Header{name: {good}}, true, true},
		{"both headers", http.Header{name: {good}, oldName: {old}}, true, true},
		{"name in small letters", http.Header{"x-hub-signature-256": {good}}, true, true},
		{"digits in capitals", http.Header{name: {"sha256=" + strings.ToUpper(good[7:])}}, true, true},
		{"old header alone", http.Header{oldName: {old}}, false, true},
		{"old header good, new one wrong: no downgrade", http.Header{name: {good[:70] + "0"}, oldName: {old}}, false, false},
		{"old header good, new one empty", http.Header{name: {""}, oldName: {old}}, false, false},
		{"no header", nil, false, false},
		{"empty header", http.Header{name: {""}}, false, false},
		{"twice", http.Header{name: {good, good}}, false, false},
		{"twice by two spellings", http.Header{name: {good}, "x-hub-signature-256": {good}}, false, false},
		{"no prefix", http.Header{name: {good[7:]}}, false, false},
		{"prefix in capitals", http.Header{name: {"SHA256=" + good[7:]}}, false, false},
		{"space in front", http.Header{name: {" " + good}}, false, false},
		{"old sum under the new header", http.Header{name: {old}}, false, false},
		{"new sum under the old header", http.Header{oldName: {good}}, false, false},
		{"shortened", http.Header{name: {good[:len(good)-2]}}, false, false},
		{"longer", http.Header{name: {good + "00"}}, false, false},
		{"no hex", http.Header{name: {"sha256=" + strings.Repeat("g", 64)}}, false, false},
		{"one bit off", http.Header{name: {flip(good)}}, false, false},
	}
	for _, algorithm := range []facebook.Algorithm{facebook.SHA256, facebook.SHA1} {
		ch := newChannel(t, func(c *facebook.Config) { c.Algorithm = algorithm })
		for _, tt := range tests {
			call := channel.Webhook{Method: "POST", Header: tt.header, Body: []byte(emptyObject), At: now}
			want := tt.ok
			if algorithm == facebook.SHA1 {
				want = tt.okSHA1
			}
			_, err := ch.Receive(call)
			if got := err == nil; got != want {
				t.Errorf("%s, %s: %v, want proved: %v", algorithm, tt.name, err, want)
			}
			if err != nil && (!errors.Is(err, channel.ErrForged) || channel.StatusCode(err) != 401) {
				t.Errorf("%s, %s: %v, want one matching ErrForged", algorithm, tt.name, err)
			}
			if verr := ch.Verify(call); (verr == nil) != want {
				t.Errorf("%s, %s: Verify %v, want the same as Receive", algorithm, tt.name, verr)
			}
		}
	}
}

// flip changes the last digit.
func flip(s string) string {
	last := "0"
	if strings.HasSuffix(s, "0") {
		last = "1"
	}
	return s[:len(s)-1] + last
}

// The vector is the one that GitHub prints for its header of the same name and form.
func TestSignatureVector(t *testing.T) {
	ch := newChannel(t, func(c *facebook.Config) { c.AppSecret = channel.NewKeys("It's a Secret to Everybody") })
	call := channel.Webhook{Method: "POST", Body: []byte("Hello, World!"), At: now, Header: http.Header{
		"X-Hub-Signature-256": {"sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"}}}
	if err := ch.Verify(call); err != nil {
		t.Errorf("Verify: %v", err)
	}
}

func TestSignatureIsOverTheBytesAsReceived(t *testing.T) {
	ch := newChannel(t, nil)
	escaped := []byte(`{"object":"page","entry":[],"x":"\u00e4\/\u003C"}`)
	decoded := []byte(`{"object":"page","entry":[],"x":"ä/<"}`)
	if _, err := ch.Receive(signed(escaped)); err != nil {
		t.Errorf("escaped as sent: %v", err)
	}
	for _, body := range [][]byte{decoded, append(bytes.Clone(escaped), '\n'), nil} {
		call := signed(escaped)
		call.Body = body
		if _, err := ch.Receive(call); !errors.Is(err, channel.ErrForged) {
			t.Errorf("%q under the signature of other bytes: %v, want one matching ErrForged", body, err)
		}
	}
}

func TestRotationOfTheAppSecret(t *testing.T) {
	end := now.Add(time.Hour)
	ch := newChannel(t, func(c *facebook.Config) {
		c.AppSecret = channel.Keys{{Secret: "the new one"}, {Secret: appSecret, Until: end}}
	})
	call := signed([]byte(emptyObject))
	for _, tt := range []struct {
		at time.Time
		ok bool
	}{{now, true}, {end.Add(-1), true}, {end, false}, {time.Time{}, false}} {
		call.At = tt.at
		if err := ch.Verify(call); (err == nil) != tt.ok {
			t.Errorf("the old secret at %v: %v, want proved: %v", tt.at, err, tt.ok)
		}
	}
}

func TestOtherCallsAreRefused(t *testing.T) {
	ch := newChannel(t, nil)
	put := signed([]byte(emptyObject))
	put.Method = "PUT"
	zipped := signed([]byte(emptyObject))
	zipped.Header.Set("Content-Encoding", "gzip")
	for _, tt := range []struct {
		call   channel.Webhook
		want   error
		status int
	}{{put, channel.ErrMethod, 405}, {zipped, channel.ErrEncoding, 415}} {
		_, err := ch.Receive(tt.call)
		if !errors.Is(err, tt.want) || channel.StatusCode(err) != tt.status {
			t.Errorf("Receive: %v, want one matching %q", err, tt.want)
		}
		if err := ch.Verify(tt.call); !errors.Is(err, tt.want) {
			t.Errorf("Verify: %v, want one matching %q", err, tt.want)
		}
	}
}

func TestHandshake(t *testing.T) {
	const token = "hub.verify_token=test+verify%2Btoken"
	tests := []struct {
		name, query string
		status      int
		challenge   string
	}{
		{"as Meta sends it", "hub.mode=subscribe&hub.challenge=1158201444&" + token, 200, "1158201444"},
		{"other order, escaped dots", token + "&hub%2Echallenge=a%20b&hub.mode=subscribe", 200, "a b"},
		{"a challenge that would be HTML", "hub.mode=subscribe&" + token + "&hub.challenge=%3Cscript%3E", 200, "<script>"},
		{"more parameters", "x=1&hub.mode=subscribe&" + token + "&hub.challenge=7", 200, "7"},
		{"another token", "hub.mode=subscribe&hub.verify_token=test&hub.challenge=7", 403, ""},
		{"an empty token", "hub.mode=subscribe&hub.verify_token=&hub.challenge=7", 403, ""},
		{"another mode", "hub.mode=unsubscribe&" + token + "&hub.challenge=7", 403, ""},
		{"no token", "hub.mode=subscribe&hub.challenge=7", 403, ""},
		{"no mode", token + "&hub.challenge=7", 403, ""},
		{"no challenge", "hub.mode=subscribe&" + token, 403, ""},
		{"two tokens", "hub.mode=subscribe&" + token + "&hub.verify_token=x&hub.challenge=7", 403, ""},
		{"nothing", "", 403, ""},
		{"no query at all", "hub.mode=%zz&" + token, 403, ""},
	}
	ch := newChannel(t, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			call := channel.Webhook{Method: "GET", RawQuery: tt.query, At: now}
			got, err := ch.Receive(call)
			if status := channel.StatusCode(err); status != tt.status {
				t.Fatalf("status %d (%v), want %d", status, err, tt.status)
			}
			if verr := ch.Verify(call); (verr == nil) != (err == nil) {
				t.Errorf("Verify: %v, Receive: %v; want the same", verr, err)
			}
			want := channel.Delivery{}
			if tt.status == 200 {
				want = channel.Delivery{Handshake: true, Reply: channel.Reply{Type: "text/plain; charset=utf-8", Body: []byte(tt.challenge)}}
			} else if strings.Contains(err.Error(), "verify%2Btoken") || strings.Contains(err.Error(), verifyToken) {
				t.Errorf("the error shows the verify token: %v", err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("Receive (-want +got):\n%s", diff)
			}
		})
	}
	rotated := newChannel(t, func(c *facebook.Config) {
		c.VerifyToken = channel.Keys{{Secret: "new-token"}, {Secret: verifyToken, Until: now}}
	})
	call := channel.Webhook{Method: "GET", RawQuery: tests[0].query, At: now}
	if _, err := rotated.Receive(call); channel.StatusCode(err) != 403 {
		t.Errorf("a verify token past its end: %v, want 403", err)
	}
}

func TestProvedBodyThatIsNoJSON(t *testing.T) {
	ch := newChannel(t, nil)
	for _, body := range []string{"{", `{"object":"page"} x`, "[]", `"page"`, "\xff"} {
		call := signed([]byte(body))
		got, err := ch.Receive(call)
		if !errors.Is(err, channel.ErrMalformed) || channel.StatusCode(err) != 400 {
			t.Errorf("Receive(%q): %v, want one matching ErrMalformed", body, err)
		}
		want := channel.Delivery{Events: []channel.Event{channel.Malformed("facebook", "", call)}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Receive(%q) (-want +got):\n%s", body, diff)
		}
		if err := ch.Verify(call); err != nil {
			t.Errorf("Verify(%q): %v, want nil: the call is proved", body, err)
		}
	}
}
