package directory_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// carry sends a call to a handler at a path.
func carry(h http.Handler, path string, w channel.Webhook) int {
	r := httptest.NewRequest(w.Method, path+"?"+w.RawQuery, bytes.NewReader(w.Body))
	r.Header = w.Header
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, r)
	return answer.Code
}

func TestHandlerStoresWithOwners(t *testing.T) {
	draft := bot("draft", "Draft", 71003)
	draft.State = directory.Draft
	paused := bot("paused", "Paused", 71004)
	paused.State = directory.Paused
	d := newDirectory(t, options(), bot("sales", "Sales", 71001), pages("page", "Page", "8001", "9001"), draft, paused)
	var stored []string
	h := &directory.Handler{Directory: d, Store: func(_ context.Context, got directory.Received) error {
		for _, r := range got.Events {
			stored = append(stored, r.Owner.ID()+" "+string(r.Skipped)+" "+channel.Kind(r.Event.Body))
		}
		return nil
	}}
	malformed := update("webhook-sales", 2)
	malformed.Body = []byte(`{"update_id":`)
	for _, tt := range []struct {
		name string
		id   string
		call channel.Webhook
		want int
		rows []string
	}{
		{"a bot", "sales", update("webhook-sales", 1), 200, []string{"sales  message"}},
		{"a body that cannot be decoded", "sales", malformed, 200, []string{"sales  custom"}},
		{"another's secret", "sales", update("webhook-page", 1), 401, nil},
		{"a page of nobody", "page", batch("app-secret-8001", "9001", "9002"), 200, []string{"page  message", " unowned message"}},
		{"a draft", "draft", update("webhook-draft", 1), 503, nil},
		{"a paused channel", "paused", update("webhook-paused", 1), 200, []string{"paused paused message"}},
	} {
		stored = nil
		got := carry(h, find(d, tt.id).CallbackPath(), tt.call)
		if diff := cmp.Diff(tt.rows, stored); got != tt.want || diff != "" {
			t.Errorf("%s: answered %d, want %d; stored (-want +got):\n%s", tt.name, got, tt.want, diff)
		}
	}
	if got := carry(h, "/nowhere", update("webhook-sales", 1)); got != 401 {
		t.Errorf("an unknown path is answered %d, want 401", got)
	}
	h.Path = func(r *http.Request) string { return strings.TrimPrefix(r.URL.Path, "/hooks") }
	if got := carry(h, "/hooks"+find(d, "sales").CallbackPath(), update("webhook-sales", 1)); got != 200 {
		t.Errorf("a path under the host's prefix is answered %d, want 200", got)
	}
}

func TestHandlerReadsNoBodyWithoutHeaders(t *testing.T) {
	d := newDirectory(t, options(), bot("sales", "Sales", 71001), pages("page", "Page", "8001", "9001"), handle("handle", "Handle", "5005"))
	h := &directory.Handler{Directory: d, Store: func(context.Context, directory.Received) error { return nil }}
	paths := []string{"/nowhere"}
	for e := range d.All() {
		paths = append(paths, e.Record().CallbackPath())
	}
	require.Len(t, paths, 4)
	for _, path := range paths {
		r := httptest.NewRequest("POST", path, iotest.ErrReader(errors.New("the body was read")))
		h.OnError = func(_ *http.Request, err error) {
			if !errors.Is(err, channel.ErrForged) || strings.Contains(err.Error(), "was read") {
				t.Errorf("%s: %v; want ErrForged without reading", path, err)
			}
		}
		answer := httptest.NewRecorder()
		if h.ServeHTTP(answer, r); answer.Code != 401 {
			t.Errorf("%s: answered %d, want 401", path, answer.Code)
		}
	}
}

// The secret was replaced at another node: a call that proves itself by the header alone is not
// refused by the old record.
func TestHandlerAsksForReplacedSecrets(t *testing.T) {
	next := bot("sales", "Sales", 71001)
	next.Rev = 2
	next.Secrets.Keys["webhookSecret"] = channel.NewKeys("replaced")
	o := options()
	asked := 0
	o.Load = func(context.Context, directory.Query) ([]directory.Record, error) {
		asked++
		return []directory.Record{next}, nil
	}
	d, err := directory.New(o)
	require.NoError(t, err)
	old := bot("sales", "Sales", 71001)
	old.Rev = 1
	require.NoError(t, d.Load(t.Context(), old))
	h := &directory.Handler{Directory: d, Store: func(context.Context, directory.Received) error { return nil }}
	if got := carry(h, next.CallbackPath(), update("replaced", 1)); got != 200 || asked != 1 {
		t.Errorf("answered %d after %d questions, want 200 after 1", got, asked)
	}
}

func TestHandlerLoadHasADeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := options()
		o.Load = func(ctx context.Context, _ directory.Query) ([]directory.Record, error) {
			time.Sleep(time.Minute) // a database that hangs
			return nil, nil
		}
		d, err := directory.New(o)
		require.NoError(t, err)
		h := &directory.Handler{Directory: d, Store: func(context.Context, directory.Received) error { return nil }}
		begin := time.Now()
		if got, took := carry(h, "/hook", update("webhook-sales", 1)), time.Since(begin); got != 503 || took != 5*time.Second {
			t.Errorf("answered %d after %v, want 503 after 5s", got, took)
		}
		time.Sleep(time.Minute) // the question itself ends later: other callers may wait for it
	})
}

func TestHandlerNeedsDirectoryAndStore(t *testing.T) {
	d := newDirectory(t, options(), bot("sales", "Sales", 71001))
	for _, h := range []*directory.Handler{{}, {Directory: d}, {Store: func(context.Context, directory.Received) error { return nil }}} {
		var told error
		h.OnError = func(_ *http.Request, err error) { told = err }
		if got := carry(h, "/hook", update("webhook-sales", 1)); got != 503 || told == nil {
			t.Errorf("answered %d, told %v; want 503 and why", got, told)
		}
	}
}
