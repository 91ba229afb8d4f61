package twittertest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestHandshake(t *testing.T) {
	s := frozen(twittertest.Config{})
	h := &host{secret: s.Config().APISecret}
	if err := s.Handshake(h); err != nil {
		t.Errorf("a right answer fails: %v", err)
	}
	q, err := url.ParseQuery(h.queries[0])
	if err != nil || q.Get("crc_token") == "" || q.Get("nonce") == "" {
		t.Errorf("asked %s", h.queries[0])
	}
	mac := hmac.New(sha256.New, []byte(s.Config().APISecret))
	mac.Write([]byte(h.queries[0]))
	if got := h.headers[0].Get("x-twitter-webhooks-signature"); got != "sha256="+base64.StdEncoding.EncodeToString(mac.Sum(nil)) {
		t.Errorf("signature %q", got)
	}
	if err := s.Recheck(h); err != nil || h.headers[1].Get("x-twitter-webhooks-signature") != "" {
		t.Errorf("Recheck = %v, signature %q", err, h.headers[1].Get("x-twitter-webhooks-signature"))
	}
	for name, bad := range map[string]*host{
		"secret": {secret: "other"}, "status": {secret: h.secret, statuses: []int{404}}, "redirect": {secret: h.secret, statuses: []int{301}},
		"no JSON": {secret: h.secret, body: "ok"}, "type": {secret: h.secret, typ: "text/plain"},
	} {
		if err := s.Handshake(bad); err == nil {
			t.Errorf("%s: passes", name)
		}
	}
}

func TestASlowCheckFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := twittertest.New(twittertest.Config{})
		begin := time.Now()
		err := s.Handshake(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
		if err == nil || !strings.Contains(err.Error(), "less than 3 seconds") || time.Since(begin) != 3*time.Second {
			t.Errorf("Handshake = %v after %v", err, time.Since(begin))
		}
	})
}
