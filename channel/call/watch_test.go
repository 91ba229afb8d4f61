package call_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strconv"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// dialled is a transport that asks for a connection and fails without one.
type dialled struct{}

func (dialled) RoundTrip(r *http.Request) (*http.Response, error) {
	httptrace.ContextClientTrace(r.Context()).GetConn("toy.example:443")
	return nil, errors.New("no connection is free")
}

// silent is a transport that tells nothing of connections and fails.
type silent struct{ err error }

func (s silent) RoundTrip(*http.Request) (*http.Response, error) { return nil, s.err }

// Of a transport that tells nothing of connections, the error alone says whether there was one.
func TestErrorOfASilentTransport(t *testing.T) {
	for _, tt := range []struct{ err, want error }{
		{&net.OpError{Op: "dial", Err: errors.New("refused")}, channel.ErrUnavailable},
		{&net.OpError{Op: "read", Err: errors.New("reset")}, channel.ErrUncertain},
		{errors.New("broken"), channel.ErrUncertain},
	} {
		client := call.Client(&http.Client{Transport: silent{tt.err}})
		if _, err := (call.Call{Platform: "toy", Op: "send"}).Do(client, request(t, t.Context(), "https://toy.example")); !errors.Is(err, tt.want) {
			t.Errorf("%v: %v, want %v", tt.err, err, tt.want)
		}
	}
}

// A call that had a connection says nothing about the next one, and a host's own trace is told of
// each.
func TestEachCallIsWatchedAnew(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	told := 0
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { told++ }})
	c := call.Call{Platform: "toy", Op: "send"}
	for i := range 20 {
		if _, err := c.Do(call.Client(server.Client()), request(t, ctx, server.URL)); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Do(call.Client(&http.Client{Transport: dialled{}}), request(t, context.Background(), "https://toy.example")); !errors.Is(err, channel.ErrUnavailable) {
			t.Errorf("call %d without a connection: %v, want ErrUnavailable", i, err)
		}
		if _, err := c.Do(call.Client(server.Client()), request(t, context.Background(), server.URL)); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Do(call.Client(&http.Client{Transport: silent{errors.New("broken")}}), request(t, context.Background(), "https://toy.example")); !errors.Is(err, channel.ErrUncertain) {
			t.Errorf("call %d of which no connection is known: %v, want ErrUncertain", i, err)
		}
	}
	if told != 20 {
		t.Errorf("the host's trace was told of %d connections, want 20", told)
	}
}

// An answer is read whole up to the limit, whether its length is told or not, and no further.
func TestAnswersAreReadUpToTheLimit(t *testing.T) {
	const limit = 5000
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.URL.Query().Get("n"))
		if err != nil {
			t.Error(err)
		}
		if r.URL.Query().Has("chunked") {
			w.(http.Flusher).Flush()
		} else {
			w.Header().Set("Content-Length", strconv.Itoa(n))
		}
		_, _ = io.WriteString(w, strings.Repeat("x", n))
	}))
	defer server.Close()
	for _, n := range []int{0, 1, 510, 511, 512, 513, 1024, limit - 1, limit, limit + 1, 3 * limit} {
		for _, form := range []string{"", "&chunked"} {
			a, err := call.Call{Platform: "toy", Op: "ask", Limit: limit}.Do(call.Client(nil), request(t, t.Context(), server.URL+"/?n="+strconv.Itoa(n)+form))
			if want := n <= limit; want != (err == nil) || want && string(a.Body) != strings.Repeat("x", n) || !want && a.Body != nil {
				t.Errorf("%d bytes%s: %d bytes, %v", n, form, len(a.Body), err)
			}
		}
	}
}
