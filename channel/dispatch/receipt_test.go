package dispatch_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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
		what = append(what, c.Field+" "+string(c.Change))
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

// A receipt says the same of its end as Deliver, once, also after it came back from a row.
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
