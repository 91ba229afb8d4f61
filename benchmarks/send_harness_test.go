package benchmarks

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

const answer = "Your order left this morning."

// sender sends the text answer to a server as one library does, and returns the id of the message.
type sender struct {
	by   string
	send func(tb testing.TB, server *httptest.Server) func(context.Context) (string, error)
}

// newServer answers every call as the platform answers a text that it sent. It counts the calls
// that hold the text.
func newServer(tb testing.TB, accepted string) (*httptest.Server, *atomic.Int64) {
	var texts atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil && strings.Contains(string(body), answer) {
			texts.Add(1)
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, accepted)
	}))
	tb.Cleanup(s.Close)
	return s, &texts
}

// testSenders checks that all of them send the text once and read the answer's id.
func testSenders(t *testing.T, accepted, id string, senders []sender) {
	for _, s := range senders {
		server, texts := newServer(t, accepted)
		got, err := s.send(t, server)(t.Context())
		if err != nil || got != id || texts.Load() != 1 {
			t.Errorf("%s: id %q, %v; %d texts arrived", s.by, got, err, texts.Load())
		}
	}
}

func benchmarkSenders(b *testing.B, accepted, id string, senders []sender) {
	for _, s := range senders {
		b.Run("case=text/by="+s.by, func(b *testing.B) {
			server, _ := newServer(b, accepted)
			send := s.send(b, server)
			b.ReportAllocs()
			for b.Loop() {
				if got, err := send(b.Context()); err != nil || got != id {
					b.Fatal(got, err)
				}
			}
		})
	}
}

// post is a call by net/http alone: body to JSON, answer into got.
func post(ctx context.Context, client *http.Client, url string, body, got any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(data))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(got)
}
