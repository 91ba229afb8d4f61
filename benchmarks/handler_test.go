package benchmarks

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// endpoint is a platform's webhook endpoint with a call to it.
type endpoint struct {
	platform string
	receiver channel.Receiver
	body     []byte
	header   http.Header
}

func endpoints(tb testing.TB) []endpoint {
	tb.Helper()
	tg, err1 := telegram.New(telegram.Config{Token: token, WebhookSecret: channel.NewKeys(secret)})
	fb, err2 := facebook.New(facebookConfig())
	x, err3 := twitter.New(twitterConfig())
	if err1 != nil || err2 != nil || err3 != nil {
		tb.Fatal(err1, err2, err3)
	}
	text, page, direct := recorded(tb, "telegram", "message_text_plain"), recorded(tb, "facebook", "message_text"), recorded(tb, "twitter", "dm_text")
	return []endpoint{
		{"telegram", tg, text, http.Header{"X-Telegram-Bot-Api-Secret-Token": {secret}}},
		{"facebook", fb, page, http.Header{"X-Hub-Signature-256": {hexSignature(page)}}},
		{"twitter", x, direct, http.Header{"X-Twitter-Webhooks-Signature": {base64Signature(direct)}}},
	}
}

// handler returns the library's handler, and a counter of the events that it stored.
func (e endpoint) handler() (http.Handler, *int) {
	stored := new(int)
	return &channel.Handler{Channel: e.receiver, Store: func(_ context.Context, events []channel.Event) error {
		*stored += len(events)
		return nil
	}}, stored
}

// empty is the least handler: it reads the body and answers.
func empty(w http.ResponseWriter, r *http.Request) {
	if _, err := io.ReadAll(http.MaxBytesReader(w, r.Body, channel.MaxBody)); err != nil {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// call serves one call by a handler.
func (e endpoint) call(h http.Handler, into *answered) error {
	r, err := http.NewRequest(http.MethodPost, "/webhook", bytes.NewReader(e.body))
	if err != nil {
		return err
	}
	r.Header = e.header.Clone()
	r.Header.Set("Content-Type", "application/json")
	h.ServeHTTP(into, r)
	return nil
}

// answered is a response whose body is dropped.
type answered struct {
	header http.Header
	status int
}

func (a *answered) Header() http.Header         { return a.header }
func (a *answered) Write(b []byte) (int, error) { return len(b), nil }
func (a *answered) WriteHeader(status int)      { a.status = status }

// SetReadDeadline is what channel.Handler asks of a response.
func (a *answered) SetReadDeadline(time.Time) error { return nil }

func TestHandlersStoreTheCall(t *testing.T) {
	for _, e := range endpoints(t) {
		h, stored := e.handler()
		got := &answered{header: http.Header{}}
		if err := e.call(h, got); err != nil || *stored != 1 || got.status != http.StatusOK {
			t.Errorf("%s: %d events, status %d, %v", e.platform, *stored, got.status, err)
		}
	}
}

// BenchmarkHandler is a whole call: proof, events and answer, compared with a handler that only
// reads the body. Both include the making of the request.
func BenchmarkHandler(b *testing.B) {
	for _, e := range endpoints(b) {
		library, _ := e.handler()
		for _, by := range []struct {
			name string
			h    http.Handler
		}{{"contactkit", library}, {"empty", http.HandlerFunc(empty)}} {
			b.Run("case="+e.platform+"/by="+by.name, func(b *testing.B) {
				got := &answered{header: http.Header{}}
				b.ReportAllocs()
				for b.Loop() {
					if err := e.call(by.h, got); err != nil || got.status != http.StatusOK {
						b.Fatal(err, got.status)
					}
				}
			})
		}
	}
}
