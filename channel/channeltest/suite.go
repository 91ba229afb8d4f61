package channeltest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// open builds a channel that must do no I/O.
func (s *suite) open(keys channel.Keys) channel.Channel {
	s.Helper()
	w := &wire{idle: func(r *http.Request) {
		s.Errorf("the channel called %s %s, and should do no I/O", r.Method, r.URL.Path)
	}}
	ch, err := s.h.New(s.TB, s.setup(w, keys))
	if err != nil {
		s.Fatalf("New: %v", err)
	}
	return ch
}

// receiver is open with the harness's first key.
func (s *suite) receiver() channel.Channel {
	s.Helper()
	return s.open(channel.NewKeys(s.h.Keys[0]))
}

// link builds a channel that talks to a fresh platform, and sends one message, so that whatever it
// fetches first is there.
func (s *suite) link() (channel.Channel, *wire) {
	s.Helper()
	w := &wire{}
	w.handler = s.h.Platform(s.TB, s.setup(nil, channel.NewKeys(s.h.Keys[0])))
	ch, err := s.h.New(s.TB, s.setup(w, channel.NewKeys(s.h.Keys[0])))
	if err != nil {
		s.Fatalf("New: %v", err)
	}
	if _, err := ch.Send(s.Context(), s.h.Thread, s.text("Good morning")); err != nil {
		s.Fatalf("Send of a plain text to %v: %v", s.h.Thread, err)
	}
	w.count()
	return ch, w
}

func (s *suite) setup(w *wire, keys channel.Keys) Setup {
	set := Setup{Keys: keys, Now: func() time.Time { return s.now }}
	if w != nil {
		set.HTTP = &http.Client{Transport: w}
	}
	return set
}

// text is a message that an agent writes in answer to one of a minute ago.
func (s *suite) text(text string) channel.Message {
	return channel.Message{Text: text, By: channel.ByPerson, Heard: s.now.Add(-time.Minute)}
}

// in is the n-th message of the customer, in the harness's thread.
func (s *suite) in(n int, text string) Incoming {
	literal, err := json.Marshal(text)
	if err != nil {
		s.Fatal(err)
	}
	return Incoming{N: n, Account: s.h.Thread.Account, Contact: s.h.Thread.Contact, Time: s.now.Add(time.Duration(n-1000) * time.Second), Text: literal}
}

// sign makes the call that delivers the body under the first key, now.
func (s *suite) sign(body []byte) channel.Webhook { return s.signWith(s.h.Keys[0], body) }

func (s *suite) signWith(key channel.Secret, body []byte) channel.Webhook {
	w := s.h.Sign(key, body)
	w.At = s.now
	return w
}

// batch returns n messages that go to the accounts in turn.
func (s *suite) batch(n int) []Incoming {
	ins := make([]Incoming, n)
	for i := range ins {
		ins[i] = s.in(i, fmt.Sprintf("message %d", i))
		ins[i].Account = s.h.Accounts[i%len(s.h.Accounts)]
	}
	return ins
}

// bodies returns every genuine body that the harness can make, by name.
func (s *suite) bodies() map[string][]byte {
	all := map[string][]byte{"message": s.h.Message(s.in(1, "Hello")), "unknown": s.h.Unknown()}
	if s.h.Batch != nil {
		all["batch"] = s.h.Batch(s.batch(5)...)
	}
	if s.h.Echo != nil {
		all["echo"] = s.h.Echo(s.in(2, "How can we help?"))
	}
	if s.h.Standby != nil {
		all["standby"] = s.h.Standby(s.in(3, "Anybody there?"))
	}
	for name, body := range s.h.Samples {
		all["sample "+name] = body
	}
	return all
}

// receive receives a genuine call and checks each event.
func (s *suite) receive(ch channel.Channel, w channel.Webhook) channel.Delivery {
	s.Helper()
	if err := ch.Verify(w); err != nil {
		s.Fatalf("Verify of a genuine call: %v\nbody: %q", err, short(w.Body))
	}
	got, err := ch.Receive(w)
	if err != nil {
		s.Fatalf("Receive of a genuine call: %v\nbody: %q", err, short(w.Body))
	}
	s.checkEvents(ch, w, got.Events)
	return got
}

// refused checks that a call is refused by Verify and Receive alike, with the kind and the status.
func (s *suite) refused(what string, ch channel.Channel, w channel.Webhook, kind error, status int) {
	s.Helper()
	verr := ch.Verify(w)
	if !errors.Is(verr, kind) {
		s.Errorf("%s: Verify = %v, want an error matching %q", what, verr, kind)
	}
	got, err := ch.Receive(w)
	if !errors.Is(err, kind) {
		s.Errorf("%s: Receive = %v, want an error matching %q", what, err, kind)
	}
	if len(got.Events) > 0 || len(got.Reply.Body) > 0 || got.Handshake {
		s.Errorf("%s: Receive refused the call and still returned %d events, a reply of %d bytes, handshake %v", what, len(got.Events), len(got.Reply.Body), got.Handshake)
	}
	if code := channel.StatusCode(err); err != nil && status != 0 && code != status {
		s.Errorf("%s: StatusCode(%v) = %d, want %d", what, err, code, status)
	}
	s.guard(what, verr)
	s.guard(what, err)
	if e, ok := errors.AsType[*channel.Error](err); err != nil && !ok {
		s.Errorf("%s: %v is no *channel.Error", what, err)
	} else if ok && e.Op != channel.OpReceive && e.Op != channel.OpHandshake {
		s.Errorf("%s: the error's Op is %q, want %q or %q", what, e.Op, channel.OpReceive, channel.OpHandshake)
	}
}

// short cuts a body for a message.
func short(body []byte) []byte {
	if len(body) > 600 {
		return append(body[:600:600], "…"...)
	}
	return body
}
