package facebooktest_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestHandshake(t *testing.T) {
	s := frozen(facebooktest.Config{})
	h := &host{}
	if err := s.Handshake(h); err == nil {
		t.Error("an empty answer passes")
	}
	q := h.queries[0]
	if q.Get("hub.mode") != "subscribe" || q.Get("hub.verify_token") != s.Config().VerifyToken || q.Get("hub.challenge") == "" {
		t.Errorf("asked %v", q)
	}
	good := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.URL.Query().Get("hub.challenge")) })
	if err := s.Handshake(good); err != nil {
		t.Errorf("a right answer fails: %v", err)
	}
	quoted := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, `"`+r.URL.Query().Get("hub.challenge")+`"`)
	})
	if err := s.Handshake(quoted); err == nil {
		t.Error("a quoted answer passes")
	}
	forbidden := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(403)
		io.WriteString(w, r.URL.Query().Get("hub.challenge"))
	})
	if err := s.Handshake(forbidden); err == nil {
		t.Error("a 403 passes")
	}
}
