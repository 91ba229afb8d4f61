package whatsapptest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

// Webhooks that wait may come in one call, signed over its bytes.
func TestTogether(t *testing.T) {
	s := whatsapptest.New(whatsapptest.Config{})
	s.Say(userID, "one / <two>")
	s.Say(userID, "zwei ä")
	s.Together()
	if s.Pending() != 1 {
		t.Fatalf("%d wait", s.Pending())
	}
	var got delivered
	s.Deliver(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.Header.Get("X-Hub-Signature-256"), "sha256=") || r.Method != http.MethodPost {
			t.Errorf("%s with %v", r.Method, r.Header)
		}
		got.ServeHTTP(w, r)
	}))
	if len(got) != 1 || strings.Count(got[0], `"changes"`) != 2 || !strings.Contains(got[0], `one \/ \u003Ctwo>`) || !strings.Contains(got[0], `\u00e4`) {
		t.Errorf("delivered %q", got)
	}
}

// Without a subscription nothing is delivered. A host that fails for a week loses the webhook.
func TestDeliveries(t *testing.T) {
	fresh := whatsapptest.New(whatsapptest.Config{Fresh: true})
	fresh.Say(userID, "Hello")
	if fresh.Pending() != 0 {
		t.Errorf("%d wait without a subscription", fresh.Pending())
	}
	s := whatsapptest.New(whatsapptest.Config{})
	tries := 0
	s.Hook(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { tries++; w.WriteHeader(http.StatusServiceUnavailable) }))
	s.Say(userID, "Hello")
	if err := s.Flush(t.Context()); err == nil || tries < 8 {
		t.Errorf("%d tries, %v", tries, err)
	}
}

// A body of the test's own is signed like the others, and stays by itself when others come
// together. A template's new state comes without a number.
func TestRaw(t *testing.T) {
	s := whatsapptest.New(whatsapptest.Config{})
	s.Say(userID, "Hello")
	s.Raw([]byte(`{"object":"page"}`))
	s.Judge("sale", "en", "PAUSED", "quality")
	s.Together()
	var got delivered
	signed := 0
	s.Deliver(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got.ServeHTTP(w, r)
		mac := hmac.New(sha256.New, []byte(s.Config().AppSecret))
		mac.Write([]byte(got[len(got)-1]))
		if r.Header.Get("X-Hub-Signature-256") == "sha256="+hex.EncodeToString(mac.Sum(nil)) {
			signed++
		}
	}))
	if len(got) != 2 || signed != 2 || got[0] != `{"object":"page"}` {
		t.Fatalf("%d signed of %q", signed, got)
	}
	for _, want := range []string{`"body":"Hello"`, `"field":"message_template_status_update"`, `"event":"PAUSED"`, `"message_template_name":"sale"`} {
		if !strings.Contains(got[1], want) {
			t.Errorf("%s is missing in %s", want, got[1])
		}
	}
}
