package dispatch_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// receipt is one whose parts have the given states.
func receipt(states ...dispatch.Status) dispatch.Receipt {
	r := dispatch.Receipt{Key: "k", To: thread("a"), Priority: dispatch.Person}
	for i, s := range states {
		p := dispatch.Part{Message: channel.Message{Text: string(rune('a' + i)), Ref: "ref." + string(rune('1'+i))}, Status: s}
		if s != dispatch.Unsent {
			p.Try, p.Begun = 1, noon
		}
		if s == dispatch.Sent {
			p.IDs = []string{"m" + string(rune('1'+i))}
		}
		r.Parts = append(r.Parts, p)
	}
	return r
}

func states(r dispatch.Receipt) (all []dispatch.Status) {
	for _, p := range r.Parts {
		all = append(all, p.Status)
	}
	return all
}

func TestPrepareFreezesThePlan(t *testing.T) {
	p := &platform{limits: channel.Limits{Text: channel.Length{Max: 20}, Ref: channel.Length{Max: 100}, EchoesOwn: true, EchoesRef: true}}
	d := newDispatcher(t, p, dispatch.Config{})
	m := channel.Message{Text: "First part of it. Second part.", By: channel.ByAutomatic, Ref: "the host's", ReplyTo: "m9", Heard: noon, NotAfter: noon.Add(time.Hour)}
	r, changes, _ := d.Prepare("conversation 7/notice", thread("a"), m)
	again, _, _ := d.Prepare("conversation 7/notice", thread("a"), m)
	if diff := cmp.Diff(r, again); diff != "" {
		t.Errorf("prepared twice (-first +second):\n%s", diff)
	}
	if r.Priority != dispatch.Notice || r.Echoes != dispatch.EchoesRef || r.Status() != dispatch.Unsent || !r.Open() {
		t.Errorf("%+v", r)
	}
	refs := make(map[string]bool)
	other, _, _ := d.Prepare("conversation 7/notice 2", thread("a"), m)
	for _, part := range append(r.Parts, other.Parts...) {
		ref := part.Message.Ref
		if ref == "" || refs[ref] || strings.Contains(ref, "conversation") {
			t.Errorf("reference %q", ref)
		}
		refs[ref] = true
	}
	var what []string
	for _, c := range changes {
		what = append(what, c.Field+" "+string(c.What))
	}
	if diff := cmp.Diff([]string{"replyTo dropped", "text divided"}, what); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	for i, want := range []string{"First part of it.", "Second part."} {
		got := r.Parts[i].Message
		got.Ref = ""
		if diff := cmp.Diff(channel.Message{Text: want, By: channel.ByAutomatic, Heard: noon, NotAfter: noon.Add(time.Hour)}, got); diff != "" {
			t.Errorf("part %d (-want +got):\n%s", i, diff)
		}
	}
}

func TestStateOfAReceipt(t *testing.T) {
	const u, b, s, q, f, x, c = dispatch.Unsent, dispatch.Begun, dispatch.Sent, dispatch.Uncertain, dispatch.Failed, dispatch.Dropped, dispatch.Cancelled
	tests := []struct {
		parts []dispatch.Status
		want  dispatch.Status
		open  bool
	}{
		{nil, s, false}, {[]dispatch.Status{u, u}, u, true}, {[]dispatch.Status{b, u}, b, true}, {[]dispatch.Status{s, u}, b, true}, {[]dispatch.Status{s, b}, b, true},
		{[]dispatch.Status{s, s}, s, false}, {[]dispatch.Status{s, q, u}, q, false}, {[]dispatch.Status{f, u}, f, false}, {[]dispatch.Status{s, x}, x, false}, {[]dispatch.Status{c}, c, false},
	}
	for _, tt := range tests {
		r := receipt(tt.parts...)
		if r.Status() != tt.want || r.Open() != tt.open {
			t.Errorf("%q: %q, open %v; want %q, %v", tt.parts, r.Status(), r.Open(), tt.want, tt.open)
		}
		if ended := r.Status() != s && !r.Open(); ended && r.Err() == nil || r.Status() == u && r.Err() != nil {
			t.Errorf("%q: error %v", tt.parts, r.Err())
		}
	}
}

func TestCancelAndRetry(t *testing.T) {
	r := receipt(dispatch.Sent, dispatch.Uncertain, dispatch.Unsent, dispatch.Unsent)
	before := receipt(dispatch.Sent, dispatch.Uncertain, dispatch.Unsent, dispatch.Unsent)
	cancelled := r.Cancel()
	if diff := cmp.Diff([]dispatch.Status{dispatch.Sent, dispatch.Uncertain, dispatch.Cancelled, dispatch.Cancelled}, states(cancelled)); diff != "" {
		t.Errorf("cancelled (-want +got):\n%s", diff)
	}
	if err := receipt(dispatch.Unsent).Cancel().Err(); !errors.Is(err, dispatch.ErrCancelled) {
		t.Errorf("a cancelled one: %v", err)
	}
	again := cancelled.Retry()
	if diff := cmp.Diff([]dispatch.Status{dispatch.Sent, dispatch.Unsent, dispatch.Unsent, dispatch.Unsent}, states(again)); diff != "" {
		t.Errorf("retried (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, r); diff != "" {
		t.Errorf("the receipt itself changed:\n%s", diff)
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

// Whatever the order in which entries of the journal and an echo are applied, and however often,
// what was sent stays sent and the last try decides.
func TestApplyInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var entries []dispatch.Entry
		tries := rapid.IntRange(1, 4).Draw(t, "tries")
		last := rapid.SampledFrom([]dispatch.Status{dispatch.Begun, dispatch.Unsent, dispatch.Uncertain, dispatch.Sent, dispatch.Failed, dispatch.Dropped}).Draw(t, "last")
		for try := 1; try <= tries; try++ {
			begin := dispatch.Entry{Key: "k", Try: try, Status: dispatch.Begun, At: noon.Add(time.Duration(try) * time.Minute)}
			entries = append(entries, begin)
			end := begin
			end.Status, end.At = dispatch.Unsent, begin.At.Add(time.Second)
			if try == tries {
				end.Status = last
				if last == dispatch.Sent {
					end.IDs = []string{"m1"}
				}
			}
			if end.Status != dispatch.Begun {
				entries = append(entries, end)
			}
		}
		inOrder := receipt(dispatch.Unsent)
		for _, e := range entries {
			inOrder = inOrder.Apply(e)
		}
		if inOrder.Parts[0].Status != last || inOrder.Parts[0].Try != tries {
			t.Fatalf("in order: %+v", inOrder.Parts[0])
		}
		// In any order from the first of the last try on, doubled, with entries of others in
		// between.
		mixed := inOrder
		for range rapid.IntRange(0, 10).Draw(t, "more") {
			mixed = mixed.Apply(rapid.SampledFrom(entries).Draw(t, "again"))
			mixed = mixed.Apply(dispatch.Entry{Key: "another", Try: 9, Status: dispatch.Failed})
			mixed = mixed.Apply(dispatch.Entry{Key: "k", Part: 7, Try: 9, Status: dispatch.Failed})
		}
		if diff := cmp.Diff(inOrder, mixed); diff != "" {
			t.Fatalf("applied again (-once +again):\n%s", diff)
		}
		if settled, ok := inOrder.Settle(channel.Event{Thread: thread("a"), Body: channel.Message{ID: "m1", Ref: "ref.1"}}); ok {
			for _, e := range entries {
				settled = settled.Apply(e)
			}
			if settled.Status() != dispatch.Sent {
				t.Fatalf("settled, then told again: %q", settled.Status())
			}
		}
	})
}

// A part that an echo has settled stays sent, also when a node that does not know it yet has tried
// again.
func TestWhatIsSentStaysSent(t *testing.T) {
	r := receipt(dispatch.Unsent)
	r, ok := r.Settle(channel.Event{Thread: thread("a"), Body: channel.Message{ID: "m1", Ref: "ref.1"}})
	if !ok {
		t.Fatal("not settled")
	}
	for _, state := range []dispatch.Status{dispatch.Begun, dispatch.Unsent, dispatch.Uncertain, dispatch.Failed} {
		if got := r.Apply(dispatch.Entry{Key: "k", Try: 2, Status: state, At: noon}); cmp.Diff(r, got) != "" {
			t.Errorf("after a second try that is %q: %+v", state, got.Parts[0])
		}
	}
}

func TestReceiptJSON(t *testing.T) {
	r := receipt(dispatch.Sent, dispatch.Failed, dispatch.Unsent)
	r.Perishable, r.Echoes = true, dispatch.EchoesOwn
	r.Parts[1].Reason, r.Parts[1].Code, r.Parts[1].Error, r.Parts[1].Ended = dispatch.ReasonWindow, "10/2018278", "outside the window", noon
	r.Parts[2].Message.Native = channel.Native{Platform: "test", Kind: "x", Data: json.RawMessage(`{"a":1}`)}
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var back dispatch.Receipt
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r, back); diff != "" {
		t.Errorf("after a round trip (-before +after):\n%s", diff)
	}
	if err := back.Err(); !errors.Is(err, channel.ErrWindowClosed) {
		t.Errorf("the error is %v", err)
	}
}

// A stored receipt, whatever became of it in the store, breaks nothing.
func FuzzReceipt(f *testing.F) {
	for _, r := range []dispatch.Receipt{receipt(dispatch.Sent, dispatch.Begun, dispatch.Unsent), receipt(dispatch.Uncertain), receipt("odd", ""), {}} {
		r.Echoes = dispatch.EchoesOwn
		data, err := json.Marshal(r)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, "a", "ref.1", 0, 1)
	}
	f.Fuzz(func(t *testing.T, data []byte, text, ref string, part, try int) {
		var r dispatch.Receipt
		if json.Unmarshal(data, &r) != nil {
			return
		}
		before, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if (r.Status() == dispatch.Sent || r.Open()) != (r.Err() == nil || r.Status() == dispatch.Begun) {
			t.Errorf("state %q, open %v, error %v", r.Status(), r.Open(), r.Err())
		}
		settled, _ := r.Settle(channel.Event{Thread: r.To, Body: channel.Message{ID: text, Text: text, Ref: ref}})
		for _, other := range []dispatch.Receipt{settled, r.Cancel(), r.Retry(), r.Apply(dispatch.Entry{Key: r.Key, Part: part, Try: try, Status: dispatch.Status(text)})} {
			if len(other.Parts) != len(r.Parts) || len(other.IDs()) > len(r.IDs())+1 {
				t.Errorf("%+v became %+v", r, other)
			}
		}
		for i, p := range r.Parts {
			if p.Status == dispatch.Sent && (settled.Parts[i].Status != dispatch.Sent || r.Cancel().Parts[i].Status != dispatch.Sent || r.Retry().Parts[i].Status != dispatch.Sent) {
				t.Errorf("part %d was sent, and is not", i)
			}
		}
		if after, _ := json.Marshal(r); string(after) != string(before) {
			t.Errorf("the receipt itself changed:\n%s\n%s", before, after)
		}
	})
}

// What a receipt says of its end is what Deliver said, once, also after it came back from a row.
func TestErrOfAReceiptSaysItOnce(t *testing.T) {
	for _, tt := range []struct {
		name, stored, code, want string
	}{
		{"as it was", "wire: send: rejected (33): too odd", "33", "wire: send: rejected (33): too odd"},
		{"without a cause", "wire: send: rejected", "", "wire: send: rejected"},
		{"another beginning", "desk: the budget is used up", "", "wire: send: rejected: desk: the budget is used up"},
		{"a word that goes on", "wire: send: rejectedly", "", "wire: send: rejected: wire: send: rejectedly"},
		{"nothing", "", "9", "wire: send: rejected (9)"},
	} {
		r := receipt(dispatch.Failed)
		r.To.Platform = "wire"
		r.Parts[0].Reason, r.Parts[0].Code, r.Parts[0].Error = dispatch.ReasonRejected, tt.code, tt.stored
		if err := r.Err(); err == nil || err.Error() != tt.want || !errors.Is(err, channel.ErrRejected) {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
		if r.Parts[0].Error != tt.stored {
			t.Errorf("%s: the receipt was changed: %q", tt.name, r.Parts[0].Error)
		}
	}
}
