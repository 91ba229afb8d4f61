package channeltest

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

var proofCases = []testCase{
	{name: "genuine", check: genuine,
		promise: "A genuine call is proved by Verify and decoded by Receive: one message of the customer becomes one event, with its text, thread, author and time."},
	{name: "forged", check: forged,
		promise: "A call under a key that is not ours, without any proof or with an empty one yields ErrForged, no event and 401."},
	{name: "tampered proof", check: tamperedProof,
		promise: "Whichever character of the proof is changed, cut or added, the call is refused."},
	{name: "tampered", optional: true, has: signsBody, check: tampered,
		promise: "Whichever region of the body is changed after it was signed, the call is refused."},
	{name: "truncated", optional: true, has: signsBody, check: truncated,
		promise: "A body that was cut or continued after it was signed is refused."},
	{name: "re-encoded", optional: true, has: signsBody, check: reencoded,
		promise: "The bytes of the wire are proved, not their meaning: a body that a router decoded and encoded again is refused."},
	{name: "missing header", check: missingHeader,
		promise: "A call without the header that proves it is refused, whatever else it carries."},
	{name: "two values", check: twoValues,
		promise: "A header that proves must come once: with two values, in one name or in two spellings of it, the call is refused even if one of them is right."},
	{name: "header case", check: headerCase,
		promise: "The case of a header's name does not matter: queues and routers change it."},
}

// signsBody reports whether the proof depends on the body.
func signsBody(h Harness) bool {
	a, b := h.Sign(h.Keys[0], []byte(`{"a":1}`)), h.Sign(h.Keys[0], []byte(`{"a":2}`))
	return slices.ContainsFunc(h.Proof, func(name string) bool { return value(a.Header, name) != value(b.Header, name) })
}

func genuine(s *suite) {
	in := s.in(1, "Hello, is it me you're looking for? \"Grüße\" & <b>💡</b>")
	got := s.receive(s.receiver(), s.sign(s.h.Message(in)))
	if len(got.Events) != 1 {
		s.Fatalf("one message became %d events", len(got.Events))
	}
	s.checkMessage(got.Events[0], in, "Hello, is it me you're looking for? \"Grüße\" & <b>💡</b>")
	if got.Handshake || got.Events[0].Standby || got.Events[0].Origin != channel.OriginContact || !got.Events[0].Renews {
		s.Errorf("a customer's message: handshake %v, standby %v, origin %q, renews %v; want false, false, %q, true",
			got.Handshake, got.Events[0].Standby, got.Events[0].Origin, got.Events[0].Renews, channel.OriginContact)
	}
	if got.Events[0].From.ID == "" {
		s.Error("the event does not say who it is from")
	}
	if got.Reply.Status/100 != 2 && got.Reply.Status != 0 {
		s.Errorf("the reply to the platform has status %d", got.Reply.Status)
	}
}

// checkMessage compares an event with the message that it was made of.
func (s *suite) checkMessage(e channel.Event, in Incoming, text string) {
	s.Helper()
	m, ok := e.Body.(channel.Message)
	if !ok {
		s.Errorf("a message became a %T", e.Body)
		return
	}
	if m.Text != text {
		s.Errorf("the text is %q, want %q", m.Text, text)
	}
	if m.ID == "" {
		s.Error("the message has no ID")
	}
	want := s.h.Thread
	if in.Account == want.Account && e.Thread != want {
		s.Errorf("the thread is %+v, want %+v", e.Thread, want)
	}
	if e.Thread.Account != in.Account {
		s.Errorf("the account is %q, want %q", e.Thread.Account, in.Account)
	}
	if !e.Time.IsZero() && !e.Time.Equal(in.Time) {
		s.Errorf("the time is %v, want %v or, where the platform gives none, zero", e.Time, in.Time)
	}
}

func forged(s *suite) {
	ch := s.receiver()
	body := s.h.Message(s.in(1, "Send me the money"))
	s.refused("under another key", ch, s.signWith(s.h.Keys[1], body), channel.ErrForged, http.StatusUnauthorized)
	for _, name := range s.h.Proof {
		w := s.sign(body)
		set(w.Header, name, "")
		s.refused("with an empty "+name, ch, w, channel.ErrForged, http.StatusUnauthorized)
		set(w.Header, name, "sha256=")
		s.refused("with a bare prefix in "+name, ch, w, channel.ErrForged, http.StatusUnauthorized)
	}
	w := s.sign(body)
	w.Header = nil
	s.refused("without any header", ch, w, channel.ErrForged, http.StatusUnauthorized)
	// Before verification, a body that cannot be decoded must get the same answer as any other.
	for _, body := range []string{"", "{}", "{", "null", "\xff"} {
		s.refused("not proved: "+body, ch, s.signWith(s.h.Keys[1], []byte(body)), channel.ErrForged, http.StatusUnauthorized)
	}
}

// value returns the one value of a header, whatever the case of its name.
func value(h http.Header, name string) string {
	for k, v := range h {
		if strings.EqualFold(k, name) && len(v) > 0 {
			return v[0]
		}
	}
	return ""
}

// set replaces a header, whatever the case of its name.
func set(h http.Header, name string, values ...string) {
	for k := range h {
		if strings.EqualFold(k, name) {
			delete(h, k)
		}
	}
	if len(values) > 0 {
		h[name] = values
	}
}

func tamperedProof(s *suite) {
	ch := s.receiver()
	body := s.h.Message(s.in(1, "Hello"))
	for _, name := range s.h.Proof {
		right := value(s.sign(body).Header, name)
		if right == "" {
			s.Errorf("the harness signs without the header %q that it names as proof", name)
			continue
		}
		wrong := []string{right + "0", right + "=", "0" + right, right + right, right[:len(right)-1], right[1:], right[:len(right)/2], right + "," + right}
		for i := range right {
			flipped := []byte(right)
			flipped[i] ^= 1
			wrong = append(wrong, string(flipped))
		}
		for _, v := range wrong {
			w := s.sign(body)
			set(w.Header, name, v)
			s.refused("proof changed", ch, w, channel.ErrForged, http.StatusUnauthorized)
			if s.Failed() {
				s.Fatalf("%s: %q in place of the right %d characters", name, redactSame(v, right), len(right))
			}
		}
	}
}

// redactSame shows how a wrong proof differs from the right one without showing either: a proof may
// be a secret.
func redactSame(wrong, right string) string {
	out := bytes.Repeat([]byte("."), len(wrong))
	for i := range out {
		if i >= len(right) || wrong[i] != right[i] {
			out[i] = 'x'
		}
	}
	return string(out)
}

func tampered(s *suite) {
	ch := s.receiver()
	body := s.h.Message(s.in(1, "Hello"))
	step := max(1, len(body)/256)
	for i := 0; i < len(body); i += step {
		w := s.sign(body)
		w.Body = bytes.Clone(body)
		w.Body[i] ^= 1
		s.refused("a byte changed", ch, w, channel.ErrForged, http.StatusUnauthorized)
		if s.Failed() {
			s.Fatalf("the body with byte %d of %d changed passed", i, len(body))
		}
	}
	w := s.sign(body)
	w.Body = s.h.Message(s.in(2, "Goodbye"))
	s.refused("another body", ch, w, channel.ErrForged, http.StatusUnauthorized)
}

func truncated(s *suite) {
	ch := s.receiver()
	body := s.h.Message(s.in(1, "Hello"))
	for what, changed := range map[string][]byte{
		"without its last byte": body[:len(body)-1], "its first half": body[:len(body)/2], "no body": {},
		"a line feed more": append(bytes.Clone(body), '\n'), "a space before": append([]byte{' '}, body...), "twice": append(bytes.Clone(body), body...),
	} {
		w := s.sign(body)
		w.Body = changed
		s.refused(what, ch, w, channel.ErrForged, http.StatusUnauthorized)
	}
}

func reencoded(s *suite) {
	ch := s.receiver()
	in := s.in(1, "x")
	in.Text = []byte(`"\u0041\/é"`)
	body := s.h.Message(in)
	for i, changed := range s.h.rewritten()(body) {
		if bytes.Equal(changed, body) {
			s.Fatalf("rewritten body %d: the harness does not put Incoming.Text into the body as it is", i)
		}
		w := s.sign(body)
		w.Body = changed
		s.refused(fmt.Sprintf("rewritten body %d", i), ch, w, channel.ErrForged, http.StatusUnauthorized)
	}
	s.receive(ch, s.sign(body))
}

func missingHeader(s *suite) {
	ch := s.receiver()
	body := s.h.Message(s.in(1, "Hello"))
	for _, name := range s.h.Proof {
		w := s.sign(body)
		set(w.Header, name)
		s.refused("without "+name, ch, w, channel.ErrForged, http.StatusUnauthorized)
		w.Header[name] = nil
		s.refused(name+" without a value", ch, w, channel.ErrForged, http.StatusUnauthorized)
	}
}

func twoValues(s *suite) {
	ch := s.receiver()
	body := s.h.Message(s.in(1, "Hello"))
	for _, name := range s.h.Proof {
		right := value(s.sign(body).Header, name)
		wrong := value(s.signWith(s.h.Keys[1], body).Header, name)
		for _, values := range [][]string{{right, wrong}, {wrong, right}, {right, right}, {right, ""}, {"", right}} {
			w := s.sign(body)
			set(w.Header, name, values...)
			s.refused("two values of "+name, ch, w, channel.ErrForged, http.StatusUnauthorized)
			w = s.sign(body)
			set(w.Header, name)
			w.Header[strings.ToUpper(name)] = values[:1]
			w.Header[strings.ToLower(name)] = values[1:]
			s.refused("two spellings of "+name, ch, w, channel.ErrForged, http.StatusUnauthorized)
		}
	}
}

func headerCase(s *suite) {
	ch := s.receiver()
	body := s.h.Message(s.in(1, "Hello"))
	for _, change := range []func(string) string{strings.ToLower, strings.ToUpper, http.CanonicalHeaderKey, func(s string) string { return strings.ToLower(s[:3]) + strings.ToUpper(s[3:]) }} {
		w := s.sign(body)
		h := make(http.Header)
		for name, values := range w.Header {
			h[change(name)] = values
		}
		w.Header = h
		s.receive(ch, w)
	}
}
