package facebooktest_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestDelivery(t *testing.T) {
	s := frozen(facebooktest.Config{AppSecret: "app-secret", NoEchoes: true})
	mid := s.Say("24001", "äöå 👍 https://x.example/?a=1%2B <tag> me@x.example")
	h := &host{}
	if diff := cmp.Diff([]int{200}, s.Deliver(h)); diff != "" {
		t.Fatalf("statuses (-want +got):\n%s", diff)
	}
	want := `{"object":"page","entry":[{"id":"108000000000001","messaging":[{"message":{"mid":"` + mid + `",` +
		`"text":"\u00e4\u00f6\u00e5 \ud83d\udc4d https:\/\/x.example\/?a=1\u00252B \u003Ctag> me\u0040x.example"},` +
		`"recipient":{"id":"108000000000001"},"sender":{"id":"24001"},"timestamp":1772452800000}],"time":1772452800000}]}`
	if diff := cmp.Diff(want, h.raw[0]); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
	mac, old := hmac.New(sha256.New, []byte("app-secret")), hmac.New(sha1.New, []byte("app-secret"))
	mac.Write([]byte(h.raw[0]))
	old.Write([]byte(h.raw[0]))
	if got := h.headers[0].Get("X-Hub-Signature-256"); got != "sha256="+hex.EncodeToString(mac.Sum(nil)) {
		t.Errorf("X-Hub-Signature-256 = %s", got)
	}
	if got := h.headers[0].Get("X-Hub-Signature"); got != "sha1="+hex.EncodeToString(old.Sum(nil)) {
		t.Errorf("X-Hub-Signature = %s", got)
	}
	s.Raw([]byte(`{"object":"page","entry":[]}`))
	s.Deliver(h)
	if h.raw[1] != `{"object":"page","entry":[]}` || h.headers[1].Get("X-Hub-Signature-256") == "" {
		t.Errorf("Raw delivered %q", h.raw[1])
	}
}

func TestAnHourOfFailuresUnsubscribes(t *testing.T) {
	s := frozen(facebooktest.Config{Pages: map[string]string{pageA: tokenA, "108000000000002": "EAAother"}})
	s.Say("24001", "one")
	s.Say("108000000000002/24002", "other")
	var tries []time.Duration
	s.Hook(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		if strings.Contains(string(b), pageA) {
			tries = append(tries, s.Now().Sub(noon))
			w.WriteHeader(204) // anything but 200 is a failure
		}
	}))
	if err := s.Flush(t.Context()); err == nil || !strings.Contains(err.Error(), "204") {
		t.Errorf("Flush = %v", err)
	}
	if n := len(tries); tries[n-1] != time.Hour || tries[2] != 0 {
		t.Errorf("tries at %v", tries)
	}
	if s.Say("24001", "two"); s.Pending() != 0 {
		t.Error("the page is still subscribed")
	}
	if s.Say("108000000000002/24002", "more"); s.Pending() != 1 {
		t.Error("the other page lost its subscription too")
	}
	call(t, s, "POST", "/"+pageA+"/subscribed_apps?subscribed_fields=messages&access_token="+tokenA, "", "")
	if s.Say("24001", "three"); s.Pending() != 2 {
		t.Error("subscribing again brings no events")
	}
}

func TestTogether(t *testing.T) {
	s := frozen(facebooktest.Config{Pages: map[string]string{pageA: tokenA, "108000000000002": "EAAother"}})
	s.Say("24001", "one")
	s.Say("108000000000002/24002", "two")
	s.Together()
	h := &host{}
	s.Deliver(h)
	if len(h.raw) != 1 || len(h.events) != 2 {
		t.Errorf("%d calls with %d events", len(h.raw), len(h.events))
	}
}
