package channeltest

import (
	"bytes"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

var bytesCases = []testCase{
	{name: "clean strings", check: cleanStrings,
		promise: "Every string of an event is valid UTF-8 without U+0000; what is not becomes U+FFFD. No text can block a tenant's intake."},
	{name: "own strings", check: ownStrings,
		promise: "The strings of an event do not alias the body: they keep their value when the buffer is used again."},
	{name: "raw", check: raw,
		promise: "Raw aliases the body, so that receiving copies nothing; Event.Clone cuts it off."},
}

func cleanStrings(s *suite) {
	ch := s.receiver()
	for literal, want := range map[string]string{
		`"a\u0000b"`:           "a\uFFFDb",
		`"\u0000"`:             "\uFFFD",
		"\"a\xffb\"":           "a\uFFFDb",
		"\"a\xed\xa0\x80\"":    "", // a surrogate in UTF-8: one U+FFFD or several
		`"a\ud800b"`:           "a\uFFFDb",
		`"\udc00\ud83d"`:       "\uFFFD\uFFFD",
		`"\ud83d\udca1"`:       "💡",
		`"a\\u0000b"`:          `a\u0000b`,
		`"\uFFFF\u2028\u007f"`: "\uFFFF\u2028\u007f",
	} {
		in := s.in(1, "")
		in.Text = []byte(literal)
		body := s.h.Message(in)
		if strings.Contains(string(body), "\uFFFD") { // XML cannot write U+FFFF
			want = strings.ReplaceAll(want, "\uFFFF", "\uFFFD")
		}
		got := s.receive(ch, s.sign(body))
		if len(got.Events) != 1 {
			s.Errorf("a message with the text %s became %d events", literal, len(got.Events))
			continue
		}
		m, ok := got.Events[0].Body.(channel.Message)
		if !ok || want != "" && m.Text != want {
			s.Errorf("the text %s became %T %q, want %q", literal, got.Events[0].Body, m.Text, want)
		}
	}
}

func ownStrings(s *suite) {
	ch := s.receiver()
	for name, body := range s.bodies() {
		w := s.sign(bytes.Clone(body))
		got := s.receive(ch, w)
		kept := make([]channel.Event, len(got.Events))
		for i, e := range got.Events {
			kept[i] = deepStrings(e)
		}
		for i := range w.Body {
			w.Body[i] = '#'
		}
		for i, e := range got.Events {
			e.Raw = nil
			if c, ok := e.Body.(channel.Custom); ok {
				c.Data = nil
				e.Body = c
			}
			if before, after := s.print(kept[i]), s.print(e); before != after {
				s.Errorf("%s: event %d changed with the buffer:\nbefore %s\nafter  %s", name, i, before, after)
			}
		}
	}
}

// deepStrings copies an event without its bytes, by way of its JSON.
func deepStrings(e channel.Event) channel.Event {
	e.Raw = nil
	if c, ok := e.Body.(channel.Custom); ok {
		c.Data = nil
		e.Body = c
	}
	data, err := e.MarshalJSON()
	if err != nil {
		return channel.Event{}
	}
	var out channel.Event
	if err := out.UnmarshalJSON(data); err != nil {
		return channel.Event{}
	}
	return out
}

func raw(s *suite) {
	ch := s.receiver()
	for name, body := range s.bodies() {
		w := s.sign(bytes.Clone(body))
		got := s.receive(ch, w)
		clones := make([]channel.Event, len(got.Events))
		want, data := make([]string, len(got.Events)), make([]string, len(got.Events))
		for i, e := range got.Events {
			clones[i] = e.Clone()
			want[i] = string(e.Raw)
			if c, ok := e.Body.(channel.Custom); ok {
				data[i] = string(c.Data)
			}
		}
		for i := range w.Body {
			w.Body[i] = 0xff
		}
		for i, e := range got.Events {
			if len(bytes.Trim(e.Raw, "\xff")) > 0 {
				s.Errorf("%s: event %d: Raw is a copy, and should alias the body", name, i)
			}
			if string(clones[i].Raw) != want[i] {
				s.Errorf("%s: event %d: the clone's Raw changed with the body", name, i)
			}
			if c, ok := clones[i].Body.(channel.Custom); ok && string(c.Data) != data[i] {
				s.Errorf("%s: event %d: the clone's Data changed with the body", name, i)
			}
		}
	}
}
