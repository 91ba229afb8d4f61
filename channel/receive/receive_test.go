package receive_test

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

func TestBeginNamesThePlatform(t *testing.T) {
	for _, tt := range []struct {
		name string
		call channel.Webhook
		want error
	}{
		{"right", channel.Webhook{Method: "POST"}, nil},
		{"method", channel.Webhook{Method: "GET"}, channel.ErrMethod},
		{"encoding", channel.Webhook{Method: "POST", Header: http.Header{"content-encoding": {"gzip"}}}, channel.ErrEncoding},
		{"size", channel.Webhook{Method: "POST", Body: make([]byte, channel.MaxBody+1)}, channel.ErrTooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := receive.Begin("toy", tt.call, "POST")
			e, _ := errors.AsType[*channel.Error](err)
			if !errors.Is(err, tt.want) || err != nil && e.Platform != "toy" {
				t.Errorf("Begin = %v, want an error of toy matching %v", err, tt.want)
			}
		})
	}
}

func TestEventsReadsObjectsAlone(t *testing.T) {
	decode := func(r jsonread.Reader) (events []channel.Event) {
		for key := range r.Object {
			events = append(events, channel.Event{ID: string(key)})
		}
		return events
	}
	for _, tt := range []struct {
		body string
		want []string // ids; "malformed" means the event of a body that cannot be read
	}{
		{"", nil}, {" \n", nil}, {"{}", nil}, {`{"a":1,"b":2}`, []string{"a", "b"}},
		{"[]", []string{"malformed"}}, {"<html>", []string{"malformed"}}, {`{"a":1`, []string{"malformed"}},
	} {
		events, err := receive.Events("toy", "7", channel.Webhook{Body: []byte(tt.body)}, decode)
		var got []string
		for _, ev := range events {
			if c, ok := ev.Body.(channel.Custom); ok && c.Kind == channel.KindMalformed && ev.Thread.Account == "7" && string(ev.Raw) == tt.body {
				ev.ID = "malformed"
			}
			got = append(got, ev.ID)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Events(%q) (-want +got):\n%s", tt.body, diff)
		}
		if lost := len(tt.want) > 0 && tt.want[0] == "malformed"; errors.Is(err, channel.ErrMalformed) != lost {
			t.Errorf("Events(%q) = %v", tt.body, err)
		}
	}
}

func TestForgedAndHasHeader(t *testing.T) {
	if got := receive.Forged("toy", channel.OpHandshake, "no token").Error(); got != "toy: handshake: not proved to come from the platform: no token" {
		t.Errorf("Forged = %q", got)
	}
	w := channel.Webhook{Header: http.Header{"x-sign": nil}}
	if !receive.HasHeader(w, "X-Sign") || receive.HasHeader(w, "X-Other") {
		t.Error("HasHeader does not find a header whatever its case")
	}
}

// A body may make 1,000 elements and one more for each 64 bytes; beyond, the whole call is one
// event with its bytes.
func TestBoundedCountsElements(t *testing.T) {
	decode := func(r jsonread.Reader, n *receive.Count) (events []channel.Event) {
		for key := range r.Object {
			for range r.Array {
				if n.Take() {
					events = append(events, channel.Event{ID: string(key)})
				}
			}
		}
		return events
	}
	body := func(n int) []byte { return []byte(`{"a":[1` + strings.Repeat(",1", n-1) + `]}`) }
	for n, want := range map[int]int{1: 1, 1000: 1000, 1031: 1031, 1033: 1, 100_000: 1} {
		w := channel.Webhook{Body: body(n)}
		events, err := receive.Bounded("toy", "7", w, decode)
		if len(events) != want || (want == 1 && n > 1) != errors.Is(err, channel.ErrMalformed) {
			t.Errorf("%d elements make %d events, want %d; %v", n, len(events), want, err)
		}
		if err != nil && !bytes.Equal(events[0].Raw, w.Body) {
			t.Errorf("%d elements: the event has not the body", n)
		}
	}
}

func TestWalkEstimatesTheRest(t *testing.T) {
	n := receive.NewCount(0)
	w := receive.NewWalk(2 + 100*11)
	for have, want := range map[int]int{0: 1, 1: 1, 300: 300, 5000: receive.MinElements + 1} {
		if got := w.Room(n, have); got != want {
			t.Errorf("before the first element, with %d: %d, want %d", have, got, want)
		}
	}
	w.See(10)
	if got := w.Room(n, 1); got != 100 {
		t.Errorf("after the first of a hundred: %d, want 100", got)
	}
	in := w.Within(2 + 3*5).Within(2 + 2*5) // two lists within that first one
	in.See(4)
	for have, want := range map[int]int{0: 1 + 1 + 99, 7: 1 + 1 + 7*1091/11} {
		if got := in.Room(n, have); got != want {
			t.Errorf("within the first of a hundred, which made %d: %d, want %d", have, got, want)
		}
	}
	w = receive.NewWalk(1 << 30)
	w.See(2)
	if got := w.Room(n, 0); got != receive.MinElements+1 {
		t.Errorf("of a list of empty elements: %d, want what the count has left", got)
	}
}

// An event whose thread no platform makes is kept with its bytes, and costs the others nothing.
func TestThreadsAreBounded(t *testing.T) {
	long := strings.Repeat("7", channel.MaxThread)
	thread := func(account, contact string) channel.Thread {
		return channel.Thread{Platform: "toy", Account: account, Contact: contact}
	}
	event := func(id string, of channel.Thread, body channel.Body) channel.Event {
		return channel.Event{ID: id, Thread: of, Origin: channel.OriginContact, Renews: true, Body: body, Raw: []byte(id)}
	}
	odd := func(id, account string) channel.Event {
		return channel.Event{ID: id, Thread: thread(account, ""), Origin: channel.OriginPlatform, Body: channel.Custom{Kind: channel.KindOdd, Data: []byte(id)}, Raw: []byte(id)}
	}
	text := channel.Message{Text: "hello"}
	fits := event("fits", thread("1", long[:channel.MaxThread-len("toy1")]), text)
	got, err := receive.Events("toy", "1", channel.Webhook{Body: []byte("{}")}, func(jsonread.Reader) []channel.Event {
		return []channel.Event{
			fits,
			event("contact", thread("1", long), text),
			event("account", thread(long, "4"), text),
			event("moved", thread("1", "4"), channel.Moved{From: thread("1", long)}),
			event("last", thread("1", "4"), text),
		}
	})
	want := []channel.Event{fits, odd("contact", "1"), odd("account", ""), odd("moved", "1"), event("last", thread("1", "4"), text)}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if n := len(fits.Thread.Key()); n > 3*channel.MaxThread+4 {
		t.Errorf("a key of %d bytes", n)
	}
}
