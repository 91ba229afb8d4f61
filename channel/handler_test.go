package channel_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
)

func memory(t *testing.T) *channeltest.Memory {
	t.Helper()
	ch, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	if err != nil {
		t.Fatal(err)
	}
	return ch
}

// request carries a call over a router.
func request(w channel.Webhook) *http.Request {
	r := httptest.NewRequest(w.Method, "/hook", bytes.NewReader(w.Body))
	r.Header = w.Header
	return r
}

// unread fails the test if a body is read.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body was read")
	return 0, io.EOF
}

func TestHandlerAnswers(t *testing.T) {
	ch := memory(t)
	genuine := ch.Webhook(channel.Event{Body: channel.Message{Text: "Hello"}})
	forged := ch.Webhook(channel.Event{Body: channel.Message{Text: "Hello"}})
	forged.Body = append(forged.Body, ' ')
	tests := []struct {
		name   string
		call   channel.Webhook
		store  error
		want   int
		stored int
		kind   error // of the error that OnError is told; nil: it is not called
	}{
		{"genuine", genuine, nil, 200, 1, nil},
		{"nothing in it", ch.Raw(nil), nil, 200, 0, nil},
		{"proved, and cannot be decoded", ch.Raw([]byte(`{"events":`)), nil, 200, 1, channel.ErrMalformed},
		{"proved, cannot be decoded, not stored", ch.Raw([]byte(`{"events":`)), io.ErrClosedPipe, 503, 1, io.ErrClosedPipe},
		{"not proved", forged, nil, 401, 0, channel.ErrForged},
		{"the store is down", genuine, io.ErrClosedPipe, 503, 1, io.ErrClosedPipe},
		{"the store speaks of another call", genuine, &channel.Error{Kind: channel.ErrForged}, 503, 1, channel.ErrForged},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stored, told := 0, error(nil)
			h := &channel.Handler{Channel: ch,
				Store: func(_ context.Context, events []channel.Event) error {
					stored += len(events)
					return tt.store
				},
				OnError: func(_ *http.Request, err error) { told = err }}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, request(tt.call))
			if told != nil && channel.StatusCode(told) != tt.want {
				t.Errorf("OnError is told of status %d, want %d", channel.StatusCode(told), tt.want)
			}
			if w.Code != tt.want || stored != tt.stored || !errors.Is(told, tt.kind) || tt.kind == nil && told != nil {
				t.Errorf("answered %d with %d events stored and the error %v; want %d, %d, %v", w.Code, stored, told, tt.want, tt.stored, tt.kind)
			}
		})
	}
}

func TestHandlerLooksAtHeadersFirst(t *testing.T) {
	h := &channel.Handler{Channel: memory(t), Store: func(context.Context, []channel.Event) error {
		t.Error("stored")
		return nil
	}}
	for name, tt := range map[string]struct {
		header http.Header
		method string
		want   int
	}{
		"no signature":      {nil, "POST", 401},
		"a malformed one":   {http.Header{"X-Memory-Signature": {"zz"}}, "POST", 401},
		"another method":    {http.Header{"X-Memory-Signature": {strings.Repeat("0", 64)}}, "PUT", 405},
		"a compressed body": {http.Header{"Content-Encoding": {"gzip"}}, "POST", 415},
	} {
		r := httptest.NewRequest(tt.method, "/hook", unread{t})
		if tt.header != nil {
			r.Header = tt.header
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != tt.want {
			t.Errorf("%s: answered %d, want %d", name, w.Code, tt.want)
		}
	}
}

// plain is a channel of a host's own platform, which judges no headers.
type plain struct{ channel.Receiver }

func TestHandlerWithoutHeaderCheck(t *testing.T) {
	ch := memory(t)
	stored := 0
	h := &channel.Handler{Channel: plain{ch}, Store: func(_ context.Context, events []channel.Event) error {
		stored += len(events)
		return nil
	}}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, request(ch.Webhook(channel.Event{Body: channel.Message{Text: "Hello"}})))
	if w.Code != 200 || stored != 1 {
		t.Errorf("answered %d with %d events stored, want 200 with 1", w.Code, stored)
	}
}

func TestHandlerNeedsChannelAndStore(t *testing.T) {
	ch := memory(t)
	for _, h := range []*channel.Handler{{}, {Channel: ch}, {Store: func(context.Context, []channel.Event) error { return nil }}} {
		var told error
		h.OnError = func(_ *http.Request, err error) { told = err }
		w := httptest.NewRecorder()
		h.ServeHTTP(w, request(ch.Webhook(channel.Event{Body: channel.Message{Text: "Hello"}})))
		if w.Code != 503 || told == nil {
			t.Errorf("answered %d, told %v; want 503, so that the platform delivers again, and why", w.Code, told)
		}
	}
}

func TestHandlerStoreHasADeadline(t *testing.T) {
	for _, tt := range []struct{ within, want time.Duration }{{0, 5 * time.Second}, {time.Second, time.Second}, {-1, 0}} {
		synctest.Test(t, func(t *testing.T) {
			ch, begin := memory(t), time.Now()
			h := &channel.Handler{Channel: ch, StoreWithin: tt.within, Store: func(ctx context.Context, _ []channel.Event) error {
				if _, bounded := ctx.Deadline(); !bounded {
					return nil
				}
				<-ctx.Done() // a database that hangs
				return ctx.Err()
			}}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, request(ch.Webhook(channel.Event{Body: channel.Message{Text: "Hello"}})))
			want := 503
			if tt.want == 0 {
				want = 200
			}
			if took := time.Since(begin); took != tt.want || w.Code != want {
				t.Errorf("StoreWithin %v: answered %d after %v, want %d after %v", tt.within, w.Code, took, want, tt.want)
			}
		})
	}
}

// deadlines notes the read deadlines that a handler sets.
type deadlines struct {
	*httptest.ResponseRecorder
	set []time.Time
}

func (d *deadlines) SetReadDeadline(t time.Time) error {
	d.set = append(d.set, t)
	return nil
}

func TestHandlerReadHasADeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ch, now := memory(t), time.Now()
		h := &channel.Handler{Channel: ch, Store: func(context.Context, []channel.Event) error { return nil }}
		genuine := ch.Webhook(channel.Event{Body: channel.Message{Text: "Hello"}})
		forged := genuine
		forged.Header = nil
		for name, tt := range map[string]struct {
			call   channel.Webhook
			within time.Duration
			want   []time.Time
		}{
			"taken back once the body is there": {genuine, 0, []time.Time{now.Add(10 * time.Second), {}}},
			"left on a call that is refused":    {forged, 0, []time.Time{now.Add(10 * time.Second)}},
			"of the host's choice":              {forged, time.Minute, []time.Time{now.Add(time.Minute)}},
			"none":                              {genuine, -1, nil},
		} {
			h.ReadWithin = tt.within
			w := &deadlines{ResponseRecorder: httptest.NewRecorder()}
			h.ServeHTTP(w, request(tt.call))
			if diff := cmp.Diff(tt.want, w.set); diff != "" {
				t.Errorf("%s: read deadlines (-want +got):\n%s", name, diff)
			}
		}
	})
}

func TestHandlerHoldsTheBudgetUntilTheAnswer(t *testing.T) {
	ch, budget := memory(t), channel.NewBudget(1<<20)
	call := ch.Webhook(channel.Event{Body: channel.Message{Text: strings.Repeat("x", 10_000)}})
	var during int64
	h := &channel.Handler{Channel: ch, Budget: budget, Store: func(context.Context, []channel.Event) error {
		during = budget.Used()
		return nil
	}}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, request(call))
	if want := int64(len(call.Body)) + 1; w.Code != 200 || during != want || budget.Used() != 0 {
		t.Errorf("answered %d; %d bytes taken while storing, %d after; want 200, %d, 0", w.Code, during, budget.Used(), want)
	}
}

// stalled is a body that stops in its midst until it is released.
type stalled struct {
	left    int
	release <-chan struct{}
}

func (s *stalled) Read(p []byte) (int, error) {
	if s.left == 0 {
		<-s.release
		return 0, io.ErrUnexpectedEOF
	}
	n := min(len(p), s.left)
	s.left -= n
	return n, nil
}

// Sixty strangers send large bodies with what looks like a signature, and stop before the end. They
// must not cost more than the budget, nor keep out the small calls of the platform.
func TestHandlerUnderAFloodOfLargeBodies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ch, budget := memory(t), channel.NewBudget(0)
		stored := 0
		h := &channel.Handler{Channel: ch, Budget: budget, Store: func(_ context.Context, events []channel.Event) error {
			stored += len(events)
			return nil
		}}
		release := make(chan struct{})
		var strangers sync.WaitGroup
		answers := make([]*httptest.ResponseRecorder, 60)
		for i := range answers {
			r := httptest.NewRequest("POST", "/hook", &stalled{left: 15 << 20, release: release})
			r.ContentLength = channel.MaxBody
			r.Header.Set("X-Memory-Signature", strings.Repeat("0", 64))
			answers[i] = httptest.NewRecorder()
			strangers.Go(func() { h.ServeHTTP(answers[i], r) })
		}
		synctest.Wait() // each of them waits for its body or is refused
		if used := budget.Used(); used > 48<<20 {
			t.Errorf("strangers hold %d bytes of 64 MiB, want at most three quarters", used)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, request(ch.Webhook(channel.Event{Body: channel.Message{Text: "Hello"}})))
		if w.Code != 200 || stored != 1 {
			t.Errorf("the platform's call was answered %d, want 200", w.Code)
		}
		close(release)
		strangers.Wait()
		for i, answer := range answers {
			if answer.Code != 503 {
				t.Errorf("stranger %d was answered %d, want 503", i, answer.Code)
			}
		}
		if used := budget.Used(); used != 0 {
			t.Errorf("%d bytes are still taken after all calls have ended", used)
		}
	})
}
