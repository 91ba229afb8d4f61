package channeltest

import (
	"bytes"
	"net/http"
	"net/http/httptest"

	"github.com/contactkit/contactkit/channel"
)

func hasHandshake(h Harness) bool { return h.Handshake != nil }

var handshakeCases = []testCase{
	{name: "handshake", optional: true, has: hasHandshake, check: handshake,
		promise: "The platform's check of the endpoint is proved by Verify, answered by Receive as the platform expects, and brings no event."},
	{name: "forged handshake", optional: true, has: func(h Harness) bool { return h.Forged != nil }, check: forgedHandshake,
		promise: "A check of the endpoint that the platform did not make, or that would have us sign something else, is refused with ErrForged and 403, and never answered."},
	{name: "handshake during a rotation", optional: true, has: hasHandshake, check: handshakeRotation,
		promise: "A handshake is answered with the key that proves it, the old or the new one; where it is not proved by a key, with the first."},
}

func (s *suite) answered(what string, ch channel.Channel, w channel.Webhook, want []byte) {
	s.Helper()
	if err := ch.Verify(w); err != nil {
		s.Errorf("%s: Verify = %v", what, err)
	}
	got, err := ch.Receive(w)
	if err != nil {
		s.Errorf("%s: Receive = %v", what, err)
		return
	}
	if !got.Handshake || len(got.Events) != 0 {
		s.Errorf("%s: handshake %v with %d events, want true with none", what, got.Handshake, len(got.Events))
	}
	rec := httptest.NewRecorder()
	got.Reply.ServeHTTP(rec, nil)
	if rec.Code != http.StatusOK || !bytes.Equal(rec.Body.Bytes(), want) {
		s.Errorf("%s: answered %d %q, want 200 %q", what, rec.Code, rec.Body, want)
	}
}

func handshake(s *suite) {
	w, want := s.h.Handshake(s.h.Keys[0])
	w.At = s.now
	s.answered("handshake", s.receiver(), w, want)
	s.answered("the same again", s.receiver(), w, want)
}

func forgedHandshake(s *suite) {
	ch := s.receiver()
	forged := s.h.Forged()
	if len(forged) == 0 {
		s.Fatal("the harness gives no forged handshake")
	}
	for _, w := range forged {
		w.At = s.now
		s.refused("?"+w.RawQuery, ch, w, channel.ErrForged, http.StatusForbidden)
	}
}

func handshakeRotation(s *suite) {
	newer, older := s.h.Keys[1], s.h.Keys[0]
	ch := s.open(channel.NewKeys(newer, older))
	for name, key := range map[string]channel.Secret{"new": newer, "old": older} {
		w, want := s.h.Handshake(key)
		w.At = s.now
		if name == "old" && !proves(w, s.h.Proof) {
			_, want = s.h.Handshake(newer)
		}
		s.answered("the "+name+" key", ch, w, want)
	}
}

// proves reports whether the call carries a proof.
func proves(w channel.Webhook, names []string) bool {
	for _, name := range names {
		if value(w.Header, name) != "" {
			return true
		}
	}
	return false
}
