package channeltest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
)

// wire is the transport between a channel and the platform's handler. It counts the calls and can
// break.
type wire struct {
	handler http.Handler
	idle    func(*http.Request) // told of a call where none may be made

	mu     sync.Mutex
	calls  int
	hosts  []string
	faults []fault // for the next calls, in order
}

// A fault answers a call in the platform's stead; act lets the platform take it.
type fault func(r *http.Request, act func() *http.Response) (*http.Response, error)

// RoundTrip hands the request to the platform, or to the next fault.
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	var body []byte
	if r.Body != nil {
		var err error
		body, err = io.ReadAll(r.Body)
		_ = r.Body.Close()
		if err != nil {
			return nil, err
		}
	}
	w.mu.Lock()
	w.calls++
	w.hosts = append(w.hosts, r.URL.Host)
	var broken fault
	if len(w.faults) > 0 {
		broken, w.faults = w.faults[0], w.faults[1:]
	}
	w.mu.Unlock()
	act := func() *http.Response { return w.serve(r, body) }
	if broken != nil {
		return broken(r, act)
	}
	if w.idle != nil {
		w.idle(r)
		return nil, errors.New("this channel must do no I/O")
	}
	return act(), nil
}

func (w *wire) serve(r *http.Request, body []byte) *http.Response {
	in := r.Clone(r.Context())
	in.Body = io.NopCloser(bytes.NewReader(body))
	in.ContentLength = int64(len(body))
	in.RequestURI = r.URL.RequestURI()
	in.RemoteAddr = "192.0.2.1:1234"
	if in.Host == "" {
		in.Host = r.URL.Host
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, in)
	resp := rec.Result()
	resp.Request = r
	return resp
}

// fail makes the next calls meet these faults.
func (w *wire) fail(faults ...fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = append(w.faults, faults...)
}

// count returns how many calls went out since the last count.
func (w *wire) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := w.calls
	w.calls, w.hosts = 0, nil
	return n
}

// seen returns the hosts that were called since the last count.
func (w *wire) seen() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.hosts...)
}

// gossip is the text of a transport's error that tells everything it knows, as some proxies' do.
func gossip(r *http.Request) string {
	return fmt.Sprintf("broken at %s %s with %v", r.Method, r.URL, r.Header)
}

// refuse is a connection that was never made.
func refuse(r *http.Request, _ func() *http.Response) (*http.Response, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New(gossip(r))}
}

// loseAnswer lets the platform act and breaks before its answer arrives.
func loseAnswer(r *http.Request, act func() *http.Response) (*http.Response, error) {
	act()
	return nil, errors.New(gossip(r))
}

// cutAnswer lets the platform act and breaks in the midst of its answer.
func cutAnswer(r *http.Request, act func() *http.Response) (*http.Response, error) {
	resp := act()
	resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader([]byte("{")), broken{errors.New(gossip(r))}))
	return resp, nil
}

type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

// cancelDuring lets the platform act; then the caller gives up.
func cancelDuring(cancel context.CancelFunc) fault {
	return func(r *http.Request, act func() *http.Response) (*http.Response, error) {
		act()
		cancel()
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
}

// expiring is a context whose deadline passes when a test says so.
type expiring struct {
	context.Context
	over chan struct{}
}

func (e expiring) Done() <-chan struct{} { return e.over }

func (e expiring) Err() error {
	select {
	case <-e.over:
		return context.DeadlineExceeded
	default:
		return e.Context.Err()
	}
}

// answer answers in the platform's stead, which does not learn of the call.
func answer(status int, header http.Header, body string) fault {
	return func(r *http.Request, _ func() *http.Response) (*http.Response, error) {
		if header == nil {
			header = http.Header{}
		}
		return &http.Response{
			Status: fmt.Sprintf("%d %s", status, http.StatusText(status)), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
			Header: header.Clone(), Body: io.NopCloser(bytes.NewReader([]byte(body))), ContentLength: int64(len(body)), Request: r,
		}, nil
	}
}
