package channeltest

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/contactkit/contactkit/channel"
)

var eventCases = []testCase{
	{name: "redelivered", check: redelivered,
		promise: "A call that is delivered again, to this or to another node, yields the same events with the same IDs; different messages have different IDs."},
	{name: "batch", optional: true, has: func(h Harness) bool { return h.Batch != nil }, check: batch,
		promise: "One call may carry events of several accounts: all are reported, in the order of the body, each with its account."},
	{name: "odd element", optional: true, has: func(h Harness) bool { return h.Odd != nil }, check: oddElement,
		promise: "One element without form becomes a Custom with its bytes and costs the others of the batch nothing."},
	{name: "unknown kind", check: unknownKind,
		promise: "What the platform invents tomorrow is no error: it becomes a Custom with the platform's own word and its bytes."},
	{name: "malformed", optional: true, has: func(h Harness) bool { return h.Malformed == nil || len(h.Malformed) > 0 }, check: malformed,
		promise: "A body that is proved and cannot be decoded yields ErrMalformed, 400 and one Custom{malformed} with the bytes, whose ID is the same when it is delivered again."},
	{name: "empty", check: empty,
		promise: "A proved body that carries nothing, an empty one included, is no error and no event."},
	{name: "echo", optional: true, has: func(h Harness) bool { return h.Echo != nil }, check: echo,
		promise: "What this app itself sent comes back with the origin us, in the thread of the customer, and opens no reply window."},
	{name: "standby", optional: true, has: func(h Harness) bool { return h.Standby != nil }, check: standby,
		promise: "What arrives while another app controls the thread is marked as standby."},
	{name: "samples", check: samples,
		promise: "For every sample body: its events are well formed, have IDs of their own, and survive a JSON round trip; received again they are the same."},
	{name: "verify agrees", check: verifyAgrees,
		promise: "Verify and Receive agree on every call, whatever is in it."},
	{name: "call untouched", check: callUntouched,
		promise: "Receive changes nothing of the call: a host may store it afterwards."},
	{name: "concurrent", check: concurrent,
		promise: "Receive, Verify, Send, Limits and Info may be called concurrently."},
}

func redelivered(s *suite) {
	one, other := s.receiver(), s.receiver()
	for name, body := range s.bodies() {
		a, b, c := s.receive(one, s.sign(body)), s.receive(one, s.sign(bytes.Clone(body))), s.receive(other, s.sign(body))
		if !slices.EqualFunc(a.Events, b.Events, sameEvent) || !slices.EqualFunc(a.Events, c.Events, sameEvent) {
			s.Errorf("%s: delivered again, or to another channel, its events are others", name)
		}
	}
	first, second := s.receive(one, s.sign(s.h.Message(s.in(1, "Hello")))), s.receive(one, s.sign(s.h.Message(s.in(2, "Hello"))))
	if len(first.Events) != 1 || len(second.Events) != 1 || first.Events[0].ID == second.Events[0].ID {
		s.Error("two messages of the same text share an ID")
	}
}

func sameEvent(a, b channel.Event) bool { return same(reflect.ValueOf(a), reflect.ValueOf(b)) }

func batch(s *suite) {
	ins := s.batch(12)
	got := s.receive(s.receiver(), s.sign(s.h.Batch(ins...)))
	if len(got.Events) != len(ins) {
		s.Fatalf("%d messages became %d events", len(ins), len(got.Events))
	}
	for i, e := range got.Events {
		s.checkMessage(e, ins[i], fmt.Sprintf("message %d", i))
	}
}

func oddElement(s *suite) {
	ins := s.batch(4)
	got := s.receive(s.receiver(), s.sign(s.h.Odd(ins...)))
	customs := 0
	messages := slices.DeleteFunc(slices.Clone(got.Events), func(e channel.Event) bool {
		_, odd := e.Body.(channel.Custom)
		if odd {
			customs++
		}
		return odd
	})
	if customs != 1 || len(messages) != len(ins) {
		s.Fatalf("%d messages and an odd element became %d messages and %d Custom", len(ins), len(messages), customs)
	}
	for i, e := range messages {
		s.checkMessage(e, ins[i], fmt.Sprintf("message %d", i))
	}
}

func unknownKind(s *suite) {
	got := s.receive(s.receiver(), s.sign(s.h.Unknown()))
	if len(got.Events) != 1 {
		s.Fatalf("an element of an unknown kind became %d events, want 1", len(got.Events))
	}
	c, ok := got.Events[0].Body.(channel.Custom)
	if !ok || c.Kind == channel.KindMalformed {
		s.Fatalf("an element of an unknown kind became %T %+v, want a Custom", got.Events[0].Body, got.Events[0].Body)
	}
	if !bytes.Contains(s.h.Unknown(), c.Data) {
		s.Errorf("the Custom's bytes are no part of the body: %q", short(c.Data))
	}
}

func echo(s *suite) {
	in := s.in(7, "How can we help?")
	got := s.receive(s.receiver(), s.sign(s.h.Echo(in)))
	if len(got.Events) != 1 {
		s.Fatalf("an echo became %d events", len(got.Events))
	}
	e := got.Events[0]
	s.checkMessage(e, in, "How can we help?")
	if e.Origin != channel.OriginUs || e.Renews {
		s.Errorf("an echo: origin %q, renews %v; want %q, false", e.Origin, e.Renews, channel.OriginUs)
	}
}

func standby(s *suite) {
	in := s.in(8, "Anybody there?")
	got := s.receive(s.receiver(), s.sign(s.h.Standby(in)))
	if len(got.Events) != 1 {
		s.Fatalf("a message on standby became %d events", len(got.Events))
	}
	e := got.Events[0]
	s.checkMessage(e, in, "Anybody there?")
	if !e.Standby || e.Origin != channel.OriginContact {
		s.Errorf("a customer's message on standby: standby %v, origin %q", e.Standby, e.Origin)
	}
}

func samples(s *suite) {
	ch := s.receiver()
	seen := make(map[string]string)
	for name, body := range s.bodies() {
		for _, e := range s.receive(ch, s.sign(body)).Events {
			if channel.Kind(e.Body) == "" {
				continue
			}
			seen[channel.Kind(e.Body)] = name
		}
		if s.Failed() {
			s.Fatalf("in %s: %q", name, short(body))
		}
	}
	s.Logf("kinds of body in the samples: %d", len(seen))
}

func verifyAgrees(s *suite) {
	ch := s.receiver()
	bodies := s.bodies()
	if bad := s.h.malformed(s.h.Message(s.in(1, "Hello"))); len(bad) > 0 {
		bodies["malformed"] = bad[len(bad)-1]
	}
	bodies["empty"] = nil
	for name, body := range bodies {
		for _, w := range []channel.Webhook{s.sign(body), s.signWith(s.h.Keys[1], body), {Method: "POST", Body: body, At: s.now}, {Method: "GET", Body: body, At: s.now}, {}} {
			verr := ch.Verify(w)
			_, rerr := ch.Receive(w)
			if errors.Is(rerr, channel.ErrMalformed) {
				rerr = nil
			}
			if (verr == nil) != (rerr == nil) || channel.StatusCode(verr) != channel.StatusCode(rerr) {
				s.Errorf("%s, %s: Verify = %v, Receive = %v", name, w.Method, verr, rerr)
			}
		}
	}
}

func callUntouched(s *suite) {
	ch := s.receiver()
	for name, body := range s.bodies() {
		w, want := s.sign(bytes.Clone(body)), s.sign(bytes.Clone(body))
		s.receive(ch, w)
		if !reflect.DeepEqual(w.Header, want.Header) || w.Method != want.Method || w.RawQuery != want.RawQuery || !bytes.Equal(w.Body, want.Body) || !w.At.Equal(want.At) {
			s.Errorf("%s: Receive changed the call", name)
		}
	}
}

func concurrent(s *suite) {
	ch, _ := s.link()
	bodies := s.bodies()
	done := make(chan error)
	const n = 8
	for i := range n {
		go func() {
			var errs []error
			for range 3 {
				for _, body := range bodies {
					w := s.sign(body)
					_, err := ch.Receive(w)
					errs = append(errs, err, ch.Verify(w))
				}
				ch.Limits(s.h.Thread)
				ch.Info()
			}
			_, err := ch.Send(s.Context(), s.h.Thread, s.text(fmt.Sprintf("from %d", i)))
			done <- errors.Join(append(errs, err)...)
		}()
	}
	for range n {
		if err := <-done; err != nil {
			s.Error(err)
		}
	}
}
