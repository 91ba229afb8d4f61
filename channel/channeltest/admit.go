package channeltest

import (
	"bytes"
	"net/http"

	"github.com/contactkit/contactkit/channel"
)

var admitCases = []testCase{
	{name: "method", check: method,
		promise: "Methods that the platform does not use are refused with ErrMethod and 405."},
	{name: "content encoding", check: contentEncoding,
		promise: "Platforms send webhooks plain: a Content-Encoding is refused with ErrEncoding and 415, before anything is unpacked."},
	{name: "oversized", check: oversized,
		promise: "A body of MaxBody bytes is received; one byte more yields ErrTooLarge and 413 before anything else is done with it."},
}

func method(s *suite) {
	ch := s.receiver()
	for _, m := range []string{"PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "post", ""} {
		w := s.sign(s.h.Message(s.in(1, "Hello")))
		w.Method = m
		s.refused("method "+m, ch, w, channel.ErrMethod, http.StatusMethodNotAllowed)
	}
	w := s.sign(s.h.Message(s.in(1, "Hello")))
	w.Method = http.MethodGet
	if s.h.Handshake == nil {
		s.refused("method GET", ch, w, channel.ErrMethod, http.StatusMethodNotAllowed)
		return
	}
	if got, err := ch.Receive(w); err == nil || len(got.Events) > 0 {
		s.Errorf("a GET that is no handshake: %d events, error %v; want none, and an error", len(got.Events), err)
	}
}

func contentEncoding(s *suite) {
	ch := s.receiver()
	for _, name := range []string{"Content-Encoding", "content-encoding", "CONTENT-ENCODING"} {
		for _, coding := range []string{"gzip", "br", "deflate", "identity, gzip"} {
			w := s.sign(s.h.Message(s.in(1, "Hello")))
			w.Header[name] = []string{coding}
			s.refused(name+": "+coding, ch, w, channel.ErrEncoding, http.StatusUnsupportedMediaType)
		}
		w := s.sign(s.h.Message(s.in(1, "Hello")))
		w.Header[name] = []string{"identity"}
		s.receive(ch, w)
	}
}

func oversized(s *suite) {
	ch := s.receiver()
	body := s.h.Message(s.in(1, "Hello"))
	full := append(bytes.Clone(body), bytes.Repeat([]byte(" "), channel.MaxBody-len(body))...)
	if got := s.receive(ch, s.sign(full)); len(got.Events) != 1 {
		s.Errorf("a message in a body of MaxBody bytes became %d events, want 1", len(got.Events))
	}
	s.refused("one byte over MaxBody", ch, s.sign(append(full, ' ')), channel.ErrTooLarge, http.StatusRequestEntityTooLarge)
	w := s.sign(full)
	w.Header = nil
	s.refused("one byte over MaxBody, and not proved", ch, func() channel.Webhook { w.Body = append(full, ' '); return w }(), channel.ErrTooLarge, http.StatusRequestEntityTooLarge)
}
