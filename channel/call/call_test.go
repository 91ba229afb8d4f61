package call_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

const token = "7:s3cr3t/+=&"

func request(t *testing.T, ctx context.Context, url string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	return req
}

func TestFailureSaysWhetherThePlatformMayHaveActed(t *testing.T) {
	hangUp := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		conn.Close()
	}))
	defer hangUp.Close()
	cut := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "short")
	}))
	defer cut.Close()
	long := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat("x", 100))
	}))
	defer long.Close()
	impatient, giveUp := context.WithCancel(t.Context())
	defer giveUp()
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then does the server notice that the client left
		giveUp()
		<-r.Context().Done()
	}))
	defer silent.Close()
	tlsOnly := httptest.NewTLSServer(http.NotFoundHandler())
	defer tlsOnly.Close()
	tlsOnly.Config.ErrorLog = nil

	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refused := "http://" + l.Addr().String()
	l.Close()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()

	tests := []struct {
		name string
		ctx  context.Context
		url  string
		want error
	}{
		{"nobody listens", t.Context(), refused, channel.ErrUnavailable},
		{"no such host", t.Context(), "http://nowhere.invalid", channel.ErrUnavailable},
		{"certificate not trusted", t.Context(), tlsOnly.URL, channel.ErrUnavailable},
		{"cancelled before", cancelled, hangUp.URL, channel.ErrUnavailable},
		{"hangs up after the request", t.Context(), hangUp.URL, channel.ErrUncertain},
		{"answer cut short", t.Context(), cut.URL, channel.ErrUncertain},
		{"answer over the limit", t.Context(), long.URL, channel.ErrUncertain},
		{"given up before the answer", impatient, silent.URL, channel.ErrUncertain},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := call.Call{Platform: "toy", Op: "send", Limit: 10, Secrets: []string{token}}
			_, err := c.Do(call.Client(nil), request(t, tt.ctx, tt.url+"/bot"+"7:s3cr3t"+"/send"))
			if !errors.Is(err, tt.want) {
				t.Errorf("Do: %v, want one matching %q", err, tt.want)
			}
			if strings.Contains(err.Error(), "s3cr3t") {
				t.Errorf("the error shows the token: %v", err)
			}
		})
	}
}

// An address that the dialer does not allow stays so: the request is not safe to retry, it is of no
// use.
func TestRefusedAddressIsNoOutage(t *testing.T) {
	for name, tt := range map[string]struct {
		err  error
		want error
	}{
		"refused":             {fmt.Errorf("10.0.0.1: %w", channel.ErrRejected), channel.ErrUnauthorized},
		"refused by net.Dial": {&net.OpError{Op: "dial", Err: channel.ErrRejected}, channel.ErrUnauthorized},
		"another failure":     {errors.New("no route"), channel.ErrUnavailable},
	} {
		client := call.Client(&http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, tt.err }}})
		_, err := call.Call{Platform: "toy", Op: "send"}.Do(client, request(t, t.Context(), "http://gate.example"))
		e, ok := errors.AsType[*channel.Error](err)
		if !ok || e.Kind != tt.want || (e.Affects == channel.AffectsApp) != (tt.want == channel.ErrUnauthorized) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}

func TestRedirectIsAnAnswer(t *testing.T) {
	var elsewhere int
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere++ }))
	defer other.Close()
	server := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	defer server.Close()
	answer, err := call.Call{}.Do(call.Client(server.Client()), request(t, t.Context(), server.URL))
	if err != nil || answer.Status != http.StatusTemporaryRedirect || elsewhere != 0 {
		t.Errorf("Do = %d, %v, followed %d times; want 307 and no following", answer.Status, err, elsewhere)
	}
}

func TestHideKeepsWhatAHostAsksFor(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
	defer cancel()
	<-ctx.Done()
	_, err := call.Call{Secrets: []string{token}}.Do(call.Client(nil), request(t, ctx, "http://127.0.0.1:1"))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("errors.Is(%v, context.DeadlineExceeded) = false", err)
	}
	for _, tt := range []struct {
		err     error
		is      error
		timeout bool
	}{
		{context.Canceled, context.Canceled, false},
		{io.EOF, io.EOF, false},
		{&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, nil, true},
		{errors.New("broken"), nil, false},
	} {
		got := call.Hide(fmt.Errorf("ask: %w", tt.err))
		for _, target := range []error{context.Canceled, context.DeadlineExceeded, io.EOF, io.ErrUnexpectedEOF} {
			if is := errors.Is(got, target); is != (target == tt.is) {
				t.Errorf("errors.Is(Hide(%v), %v) = %v", tt.err, target, is)
			}
		}
		if n, ok := got.(interface{ Timeout() bool }); !ok || n.Timeout() != tt.timeout {
			t.Errorf("Hide(%v) is %#v, whose Timeout is to be %v", tt.err, got, tt.timeout)
		}
	}
}

// closing is a body that tells that it was closed.
type closing struct {
	io.Reader
	closed bool
}

func (c *closing) Close() error { c.closed = true; return nil }

// The body of a call that is not made is closed as net/http does: it may be a file.
func TestBodyOfACancelledCallIsClosed(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	body := &closing{Reader: strings.NewReader("{}")}
	req := request(t, ctx, "https://toy.example")
	req.Body = body
	if _, err := (call.Call{}).Do(call.Client(nil), req); !errors.Is(err, channel.ErrUnavailable) || !body.closed {
		t.Errorf("a cancelled call ends with %v, and its body is closed: %v", err, body.closed)
	}
}
