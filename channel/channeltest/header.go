package channeltest

import (
	"bytes"
	"net/http"

	"github.com/contactkit/contactkit/channel"
)

var headerCases = []testCase{
	{name: "header check", check: headerCheck,
		promise: "If the channel has a CheckHeader, it passes every genuine call without looking at the body, refuses a call without a proof before the body is read, and returns the error that Receive returns."},
}

func headerCheck(s *suite) {
	ch := s.receiver()
	if !as[channel.HeaderChecker](ch) {
		s.Log("the channel has no CheckHeader: bodies are read before anything is known of the call")
		return
	}
	check := func(w channel.Webhook) error {
		w.Body = nil
		return channel.CheckHeader(ch, w)
	}
	for name, body := range s.bodies() {
		if err := check(s.sign(body)); err != nil {
			s.Errorf("a genuine %s: CheckHeader = %v", name, err)
		}
	}
	if s.h.Handshake != nil {
		w, _ := s.h.Handshake(s.h.Keys[0])
		w.At = s.now
		if err := check(w); err != nil {
			s.Errorf("a genuine handshake: CheckHeader = %v", err)
		}
	}
	body := s.h.Message(s.in(1, "Hello"))
	refuse := func(what string, w channel.Webhook, status int) {
		s.Helper()
		err := check(w)
		if code := channel.StatusCode(err); code != status {
			s.Errorf("%s: CheckHeader = %v (%d), want %d", what, err, code, status)
		}
		s.guard(what, err)
	}
	bare := s.sign(body)
	bare.Header = nil
	refuse("without any header", bare, http.StatusUnauthorized)
	for _, name := range s.h.Proof {
		right := value(s.sign(body).Header, name)
		for what, values := range map[string][]string{"no " + name: nil, "an empty " + name: {""}, "two of " + name: {right, right}} {
			w := s.sign(body)
			set(w.Header, name, values...)
			refuse(what, w, http.StatusUnauthorized)
		}
	}
	packed := s.sign(body)
	packed.Header["Content-Encoding"] = []string{"gzip"}
	refuse("a compressed body", packed, http.StatusUnsupportedMediaType)
	put := s.sign(body)
	put.Method = http.MethodPut
	refuse("method PUT", put, http.StatusMethodNotAllowed)

	// It must refuse nothing for another reason than Receive does.
	same := func(what string, w channel.Webhook) {
		s.Helper()
		err := check(w)
		if err == nil {
			return
		}
		_, received := ch.Receive(w)
		if channel.StatusCode(err) != channel.StatusCode(received) || received == nil {
			s.Errorf("%s: CheckHeader = %v, and Receive = %v", what, err, received)
		}
	}
	for _, name := range s.h.Proof {
		right := value(s.sign(body).Header, name)
		for i := range right {
			flipped := []byte(right)
			flipped[i] ^= 1
			w := s.sign(bytes.Clone(body))
			set(w.Header, name, string(flipped))
			same("a proof changed", w)
		}
	}
	if s.h.Forged != nil {
		for _, w := range s.h.Forged() {
			w.At = s.now
			same("a forged handshake", w)
		}
	}
}
