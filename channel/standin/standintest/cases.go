package standintest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// faults checks who sees each fault: the caller, the platform, or both.
func faults[S Caller](t *testing.T, h CallHarness[S]) {
	tests := []struct {
		name  string
		fault standin.Fault
		fails bool // the caller's HTTP gets an error
		acts  bool // the platform accepts the message
	}{
		{"refuse", standin.Refuse(), true, false},
		{"drop", standin.Drop(), true, false},
		{"lose answer", standin.LoseAnswer(), true, true},
		{"reset", standin.Reset(), true, true},
		{"truncate", standin.Truncate(), false, true}, // it looks whole to HTTP
		{"half-open", standin.HalfOpen(), true, false},
		{"slow close", standin.SlowClose(time.Minute), true, true},
		{"closed in time", standin.SlowClose(time.Millisecond), false, true},
		{"delay", standin.Delay(time.Minute), true, true},
		{"latency", standin.Latency(time.Millisecond, time.Millisecond), false, true},
		{"status", standin.Status(http.StatusBadGateway, "<html>"), true, false},
		{"no chance", standin.Drop().Chance(0), false, true},
		{"another path", standin.Drop().On("/no/such/path"), false, true},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			s := h.New()
			s.Fail(tt.fault, 1)
			client := s.Client()
			client.Timeout = time.Second
			err := h.Send(s, client)
			if (err != nil) != tt.fails || (h.Sent(s) == 1) != tt.acts {
				t.Errorf("%s: error %v, %d messages accepted", tt.name, err, h.Sent(s))
			}
			s.Heal()
			s.Fail(standin.Drop(), -1)
			s.Heal()
			before := h.Sent(s)
			s.Advance(time.Hour)
			if err := h.Send(s, s.Client()); err != nil || h.Sent(s) != before+1 {
				t.Errorf("%s: after Heal: error %v, %d messages accepted, want %d", tt.name, err, h.Sent(s), before+1)
			}
		})
	}
}

// recorder is a host's handler that keeps the bodies of the calls and answers with the statuses in
// turn, then 200.
type recorder struct {
	statuses []int
	bodies   []string
}

// ServeHTTP takes one call.
func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	r.bodies = append(r.bodies, string(body))
	if len(r.statuses) > 0 {
		w.WriteHeader(r.statuses[0])
		r.statuses = r.statuses[1:]
	}
}

// texts returns which of the words each call holds.
func (r *recorder) texts(words ...string) []string {
	var out []string
	for _, body := range r.bodies {
		for _, word := range words {
			if strings.Contains(body, word) {
				out = append(out, word)
			}
		}
	}
	return out
}

func hooks[S Server](t *testing.T, h Harness[S]) {
	s := h.New()
	s.Fail(standin.Duplicate(), 1)
	h.Say(s, "first-words")
	s.Fail(standin.Reorder(), 1)
	h.Say(s, "second-words")
	host := &recorder{}
	for range 3 { // an order within a chat may hold some back
		s.Deliver(host)
	}
	// The second is put before the copy of the first.
	want := []string{"first-words", "second-words", "first-words"}
	if got := host.texts("first-words", "second-words"); !slices.Equal(got, want) {
		t.Errorf("delivered %q, want %q", got, want)
	}
}

func again[S Server](t *testing.T, h Harness[S]) {
	s := h.New()
	h.Say(s, "only-words")
	host := &recorder{statuses: []int{http.StatusServiceUnavailable, http.StatusServiceUnavailable}}
	s.Hook(host)
	before := s.Now()
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := len(host.texts("only-words")); got != 3 || s.Pending() != 0 {
		t.Errorf("delivered %d times, %d wait; want 3 times, until the host answers 200", got, s.Pending())
	}
	if !s.Now().After(before) {
		t.Error("Flush did not move the clock to the next try")
	}
}

func noTarget[S Server](t *testing.T, h Harness[S]) {
	s := h.New()
	if s.Flush(t.Context()) == nil || s.Run(t.Context()) == nil {
		t.Error("Flush and Run must fail before Hook or HookURL names a host")
	}
}

func sockets[S Server](t *testing.T, h Harness[S]) {
	s := h.New()
	got := make(chan string, 1)
	desk := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { got <- r.URL.Path }))
	defer desk.Close()
	s.HookURL(desk.URL+"/mine", desk.Client())
	api := httptest.NewServer(s)
	defer api.Close()
	h.Say(s, "hi")
	if err := h.Send(s, api.Client(), api.URL); err != nil || h.Sent(s) != 1 {
		t.Errorf("Send over a socket: %v, %d messages accepted", err, h.Sent(s))
	}
	ctx, cancel := context.WithCancel(t.Context())
	ran := make(chan error, 1)
	go func() { ran <- s.Run(ctx) }()
	if path := <-got; path != "/mine" {
		t.Errorf("delivered to %s, want /mine", path)
	}
	cancel()
	if err := <-ran; !errors.Is(err, context.Canceled) {
		t.Errorf("Run = %v, want context.Canceled", err)
	}
}

func log[S Caller](t *testing.T, h CallHarness[S]) {
	s := h.New()
	if err := h.Send(s, s.Client()); err != nil {
		t.Fatal(err)
	}
	calls := s.Calls()
	if len(calls) != 1 || calls[0].Status < 200 || calls[0].Status > 299 {
		t.Errorf("the log has %+v, want the one call and its status", calls)
	}
	if h.Secrets == nil {
		return
	}
	for _, c := range calls {
		for _, secret := range h.Secrets(s) {
			if secret != "" && strings.Contains(c.Path+c.Body, secret) {
				t.Errorf("the log shows a credential in %s %s", c.Path, c.Body)
			}
		}
	}
}
