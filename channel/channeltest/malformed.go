package channeltest

import (
	"bytes"
	"errors"
	"net/http"
	"slices"

	"github.com/contactkit/contactkit/channel"
)

func malformed(s *suite) {
	ch := s.receiver()
	for _, text := range s.h.malformed(s.h.Message(s.in(1, "Hello"))) {
		body := string(text)
		w := s.sign(text)
		if s.h.Signs != nil && !s.h.Signs(w.Body) {
			s.refused(body, ch, w, channel.ErrForged, http.StatusUnauthorized)
			continue
		}
		if err := ch.Verify(w); err != nil {
			s.Errorf("%q: Verify = %v; it proves, and does not decode", body, err)
		}
		got, err := ch.Receive(w)
		if !errors.Is(err, channel.ErrMalformed) || channel.StatusCode(err) != http.StatusBadRequest {
			s.Errorf("%q: Receive = %v (%d), want an error matching %q (400)", body, err, channel.StatusCode(err), channel.ErrMalformed)
			continue
		}
		s.guard("a malformed body", err)
		if len(got.Events) != 1 {
			s.Errorf("%q: %d events, want one that keeps the bytes", body, len(got.Events))
			continue
		}
		s.checkEvents(ch, w, got.Events)
		c, ok := got.Events[0].Body.(channel.Custom)
		if !ok || c.Kind != channel.KindMalformed || string(c.Data) != body {
			s.Errorf("%q became %+v, want Custom{malformed} with the bytes", body, got.Events[0].Body)
		}
		again, _ := ch.Receive(s.sign([]byte(body)))
		if !slices.EqualFunc(got.Events, again.Events, sameEvent) {
			s.Errorf("%q: delivered again it is another event", body)
		}
	}
}

func empty(s *suite) {
	ch := s.receiver()
	for _, body := range slices.Concat(s.h.empty(), s.h.Nothing) {
		got := s.receive(ch, s.sign(body))
		if len(got.Events) != 0 || got.Handshake {
			s.Errorf("%q: %d events, handshake %v; want nothing", body, len(got.Events), got.Handshake)
		}
	}
}

// emptyJSON are bodies that carry no event, where bodies are JSON objects.
var emptyJSON = [][]byte{nil, {}, []byte("{}"), []byte(" {\n} ")}

// malformedJSON are bodies that cannot be decoded, where bodies are JSON objects. whole is a
// genuine one.
func malformedJSON(whole []byte) [][]byte {
	list := [][]byte{slices.Clone(whole[:len(whole)-1]), append(slices.Clone(whole), ']')}
	for _, text := range []string{
		"{", "}", "nonsense", "null", "true", "7", `"x"`, "[]", "[{}]", `{"a":}`, `{"a":1}{}`, `{"a":1},`, "{'a':1}", "{\"a\":\"\x00\"}", "\xff\xfe{\x00", "\x00", "<html></html>",
	} {
		list = append(list, []byte(text))
	}
	return list
}

// deepJSON are bodies of brackets without end. whole is a genuine body.
func deepJSON(whole []byte) [][]byte {
	const depth = 100_000
	open, shut := bytes.Repeat([]byte("["), depth), bytes.Repeat([]byte("]"), depth)
	return [][]byte{
		open,
		bytes.Repeat([]byte(`{"a":`), depth),
		slices.Concat([]byte(`{"a":`), open, shut, []byte("}")),
		slices.Concat(whole[:1], []byte(`"nest":`), open, shut, []byte(","), whole[1:]),
	}
}

func deepNesting(s *suite) {
	ch := s.receiver()
	for i, body := range s.h.deep(s.h.Message(s.in(1, "Hello"))) {
		w := s.sign(body)
		got, err := ch.Receive(w)
		if err != nil && (!errors.Is(err, channel.ErrMalformed) || len(got.Events) != 1) {
			s.Errorf("deep body %d, %q: %d events, %v", i, short(body), len(got.Events), err)
		}
		s.checkEvents(ch, w, got.Events)
	}
}
