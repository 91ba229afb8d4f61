package dispatch_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// A platform without echoes returns our name of a message with the news of its arrival. That
// settles a lost answer.
func TestSettleByTheRefOfAnArrival(t *testing.T) {
	to := channel.Thread{Platform: "whatsapp", Account: "4001", Contact: "DE.1"}
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	uncertain := func() dispatch.Receipt {
		return dispatch.Receipt{Key: "k", To: to, Parts: []dispatch.Part{{Message: channel.Message{Text: "Hello", Ref: "out-1"}, Status: dispatch.Uncertain, Reason: "lost"}}}
	}
	for name, body := range map[string]channel.Body{
		"delivered": channel.Delivered{IDs: []string{"wamid.1"}, Ref: "out-1"},
		"read":      channel.Read{IDs: []string{"wamid.1"}, Ref: "out-1"},
	} {
		got, ok := uncertain().Settle(channel.Event{Thread: to, Time: at, Body: body})
		want := dispatch.Part{Message: channel.Message{Text: "Hello", Ref: "out-1"}, Status: dispatch.Sent, IDs: []string{"wamid.1"}, Ended: at}
		if diff := cmp.Diff(want, got.Parts[0]); !ok || diff != "" {
			t.Errorf("%s settled %v (-want +got):\n%s", name, ok, diff)
		}
		if _, again := got.Settle(channel.Event{Thread: to, Time: at, Body: body}); again {
			t.Errorf("%s settles a second time", name)
		}
	}
	for name, body := range map[string]channel.Body{
		"another ref":   channel.Delivered{IDs: []string{"wamid.1"}, Ref: "out-2"},
		"no ref":        channel.Delivered{IDs: []string{"wamid.1"}},
		"no one id":     channel.Delivered{Ref: "out-1"},
		"two ids":       channel.Read{IDs: []string{"wamid.1", "wamid.2"}, Ref: "out-1"},
		"another event": channel.Typing{},
	} {
		if _, ok := uncertain().Settle(channel.Event{Thread: to, Time: at, Body: body}); ok {
			t.Errorf("%s settles the receipt", name)
		}
	}
}

// A late failure says whom it concerns, as a refusal does.
func TestSettleKeepsWhomAFailureConcerns(t *testing.T) {
	to := channel.Thread{Platform: "whatsapp", Account: "4001", Contact: "DE.1"}
	r := dispatch.Receipt{Key: "k", To: to, Parts: []dispatch.Part{{Message: channel.Message{Text: "Hello"}, Status: dispatch.Sent, IDs: []string{"wamid.1"}}}}
	got, ok := r.Settle(channel.Event{Thread: to, Body: channel.Failed{ID: "wamid.1", Code: "131026", Reason: "not deliverable", Affects: channel.AffectsPerson}})
	if !ok || got.Parts[0].Status != dispatch.Failed || got.Parts[0].Affects != channel.AffectsPerson || got.Parts[0].Code != "131026" {
		t.Errorf("settled %v: %+v", ok, got.Parts[0])
	}
}

func TestSettle(t *testing.T) {
	echo := func(change func(e *channel.Event, m *channel.Message)) channel.Event {
		m := channel.Message{ID: "m9", Text: "b"}
		e := channel.Event{Thread: thread("a"), Origin: channel.OriginUs, Time: noon}
		if change != nil {
			change(&e, &m)
		}
		if e.Body == nil {
			e.Body = m
		}
		return e
	}
	type event = channel.Event
	type message = channel.Message
	const s, q, u = dispatch.Sent, dispatch.Uncertain, dispatch.Unsent
	tests := []struct {
		name   string
		echoes dispatch.Echoes
		parts  []dispatch.Status
		event  channel.Event
		want   []dispatch.Status
		ok     bool
	}{
		{"by reference", dispatch.EchoesRef, []dispatch.Status{s, q, u}, echo(func(_ *event, m *message) { m.Ref, m.Text = "ref.2", "changed on the way" }), []dispatch.Status{s, s, u}, true},
		{"begun, by reference", dispatch.EchoesRef, []dispatch.Status{s, dispatch.Begun}, echo(func(_ *event, m *message) { m.Ref = "ref.2" }), []dispatch.Status{s, s}, true},
		{"taken for refused, by reference", dispatch.EchoesRef, []dispatch.Status{s, u}, echo(func(_ *event, m *message) { m.Ref = "ref.2" }), []dispatch.Status{s, s}, true},
		{"another's reference", dispatch.EchoesRef, []dispatch.Status{s, q}, echo(func(_ *event, m *message) { m.Ref = "ref.9" }), []dispatch.Status{s, q}, false},
		{"another thread may hold the reference: a guest became a person", dispatch.EchoesRef, []dispatch.Status{s, q}, echo(func(e *event, m *message) { m.Ref, e.Thread.Contact = "ref.2", "b" }), []dispatch.Status{s, s}, true},
		{"another account", dispatch.EchoesRef, []dispatch.Status{s, q}, echo(func(e *event, m *message) { m.Ref, e.Thread.Account = "ref.2", "2" }), []dispatch.Status{s, q}, false},
		{"no echo without a reference there", dispatch.EchoesRef, []dispatch.Status{s, q}, echo(nil), []dispatch.Status{s, q}, false},
		{"by what it says", dispatch.EchoesOwn, []dispatch.Status{s, q}, echo(nil), []dispatch.Status{s, s}, true},
		{"of unknown origin", dispatch.EchoesOwn, []dispatch.Status{s, q}, echo(func(e *event, _ *message) { e.Origin = channel.OriginUnknown }), []dispatch.Status{s, s}, true},
		{"no echoes", dispatch.EchoesNone, []dispatch.Status{s, q}, echo(nil), []dispatch.Status{s, q}, false},
		{"something else said", dispatch.EchoesOwn, []dispatch.Status{s, q}, echo(func(_ *event, m *message) { m.Text = "c" }), []dispatch.Status{s, q}, false},
		{"with a file", dispatch.EchoesOwn, []dispatch.Status{s, q}, echo(func(_ *event, m *message) { m.Attachments = []channel.Attachment{{ID: "1"}} }), []dispatch.Status{s, q}, false},
		{"the customer says the same", dispatch.EchoesOwn, []dispatch.Status{s, q}, echo(func(e *event, _ *message) { e.Origin = channel.OriginContact }), []dispatch.Status{s, q}, false},
		{"in another thread", dispatch.EchoesOwn, []dispatch.Status{s, q}, echo(func(e *event, _ *message) { e.Thread.Contact = "b" }), []dispatch.Status{s, q}, false},
		{"long before", dispatch.EchoesOwn, []dispatch.Status{s, q}, echo(func(e *event, _ *message) { e.Time = noon.Add(-2 * time.Minute) }), []dispatch.Status{s, q}, false},
		{"just before, by another clock", dispatch.EchoesOwn, []dispatch.Status{s, q}, echo(func(e *event, _ *message) { e.Time = noon.Add(-30 * time.Second) }), []dispatch.Status{s, s}, true},
		{"of a part that is known", dispatch.EchoesOwn, []dispatch.Status{s, q}, echo(func(_ *event, m *message) { m.ID = "m1" }), []dispatch.Status{s, q}, false},
		{"of an unsent part", dispatch.EchoesOwn, []dispatch.Status{s, u}, echo(nil), []dispatch.Status{s, u}, false},
		{"sent already", dispatch.EchoesRef, []dispatch.Status{s, s}, echo(func(_ *event, m *message) { m.Ref, m.ID = "ref.2", "m2" }), []dispatch.Status{s, s}, false},
		{"failed after all", dispatch.EchoesRef, []dispatch.Status{s, s}, echo(func(e *event, _ *message) { e.Body = channel.Failed{ID: "m2", Code: "131"} }), []dispatch.Status{s, dispatch.Failed}, true},
		{"failed after all, by reference", dispatch.EchoesRef, []dispatch.Status{s, q}, echo(func(e *event, _ *message) { e.Body = channel.Failed{Ref: "ref.2"} }), []dispatch.Status{s, dispatch.Failed}, true},
		{"another's failure", dispatch.EchoesRef, []dispatch.Status{s, s}, echo(func(e *event, _ *message) { e.Body = channel.Failed{ID: "m9"} }), []dispatch.Status{s, s}, false},
		{"another event", dispatch.EchoesRef, []dispatch.Status{s, q}, echo(func(e *event, _ *message) { e.Body = channel.Read{IDs: []string{"m2"}} }), []dispatch.Status{s, q}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := receipt(tt.parts...)
			r.Echoes = tt.echoes
			got, ok := r.Settle(tt.event)
			if diff := cmp.Diff(tt.want, states(got)); ok != tt.ok || diff != "" {
				t.Errorf("ok %v, states (-want +got):\n%s", ok, diff)
			}
			if diff := cmp.Diff(tt.parts, states(r)); diff != "" {
				t.Errorf("the receipt itself changed:\n%s", diff)
			}
			if again, ok := got.Settle(tt.event); ok || cmp.Diff(got, again) != "" {
				t.Error("the same event settles twice")
			}
		})
	}
}

// X rewrites URLs in what it sends back; that it is the same message can be seen all the same.
func TestAnEchoWithRewrittenURLs(t *testing.T) {
	r := receipt(dispatch.Uncertain)
	r.Echoes = dispatch.EchoesOwn
	r.Parts[0].Message.Text = "See https://shop.example/orders/17  please"
	got, ok := r.Settle(channel.Event{Thread: thread("a"), Body: channel.Message{ID: "m1", Text: "See https://t.example/x please"}})
	if !ok || got.Status() != dispatch.Sent {
		t.Errorf("%v %q", ok, got.Status())
	}
}

// A platform makes URLs of bare names too, with or without a full stop after them, and leaves other
// words alone.
func TestAnEchoWithURLsMadeOfNames(t *testing.T) {
	for _, tt := range []struct {
		sent, echo string
		want       bool
	}{
		{"See shop.example/orders/17 please", "See https://t.example/x please", true},
		{"It is at (www.shop.example).", "It is at (https://t.example/x).", true},
		{"It is at shop.example", "It is at http://shop.example", true},
		{"It costs 3.50 today", "It costs https://t.example/x today", false},
		{"Wait... please", "Wait... please", true},
		{"See shop.example please", "See https://t.example/x thanks", false},
	} {
		r := receipt(dispatch.Uncertain)
		r.Echoes = dispatch.EchoesOwn
		r.Parts[0].Message.Text = tt.sent
		if _, ok := r.Settle(channel.Event{Thread: thread("a"), Body: channel.Message{ID: "m1", Text: tt.echo}}); ok != tt.want {
			t.Errorf("%q settled by %q: %v", tt.sent, tt.echo, ok)
		}
	}
}

// After a failure that came later, the echo that is delivered again does not make the part sent.
func TestAnOldEchoDoesNotUndoAFailure(t *testing.T) {
	r := receipt(dispatch.Sent)
	r.Echoes = dispatch.EchoesRef
	e := channel.Event{Thread: thread("a"), Body: channel.Failed{ID: "m1"}}
	r, _ = r.Settle(e)
	e.Body = channel.Message{ID: "m1", Ref: "ref.1"}
	if got, ok := r.Settle(e); ok || got.Status() != dispatch.Failed {
		t.Errorf("%v %q", ok, got.Status())
	}
}

// The history of a platform shows no Ref: an event of it settles an uncertain part by what it says
// and when, and no part by itself that was sent long before or after.
func TestSettleByHistory(t *testing.T) {
	r := receipt(dispatch.Uncertain)
	r.Echoes = dispatch.EchoesRef
	past := channel.Event{Thread: r.To, Origin: channel.OriginUnknown, Late: true, Time: noon.Add(time.Second), Body: channel.Message{ID: "m9", Text: "a"}}
	tests := []struct {
		name   string
		change func(*channel.Event)
		want   bool
	}{
		{"the message", func(*channel.Event) {}, true},
		{"a clock that is behind", func(e *channel.Event) { e.Time = noon.Add(-30 * time.Second) }, true},
		{"the same words of a person an hour later", func(e *channel.Event) { e.Time = noon.Add(time.Hour) }, false},
		{"the same words of before", func(e *channel.Event) { e.Time = noon.Add(-time.Hour) }, false},
		{"without a time", func(e *channel.Event) { e.Time = time.Time{} }, false},
		{"other words", func(e *channel.Event) { e.Body = channel.Message{ID: "m9", Text: "b"} }, false},
		{"a live event without a Ref", func(e *channel.Event) { e.Late = false }, false},
		{"the reference of another", func(e *channel.Event) { e.Body = channel.Message{ID: "m9", Text: "a", Ref: "other.1"} }, false},
		{"of the contact", func(e *channel.Event) { e.Origin = channel.OriginContact }, false},
		{"in another thread", func(e *channel.Event) { e.Thread.Contact = "b" }, false},
	}
	for _, tt := range tests {
		e := past
		tt.change(&e)
		got, ok := r.Settle(e)
		if ok != tt.want || (got.Status() == dispatch.Sent) != tt.want {
			t.Errorf("%s: %v, %q; want %v", tt.name, ok, got.Status(), tt.want)
		}
	}
}
