package standin

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"os"
	"strconv"
	"syscall"
	"time"
)

// Client returns a client that reaches the server in this process, whatever host a URL names: no
// sockets, so that it works inside a synctest bubble. It tells net/http/httptrace what a real
// connection would.
func (c *Core) Client() *http.Client { return &http.Client{Transport: transport{c}} }

type transport struct{ core *Core }

type inProcessKey struct{}

func inProcess(ctx context.Context) bool { return ctx.Value(inProcessKey{}) != nil }

// RoundTrip makes one call.
func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	var body []byte
	if req.Body != nil {
		defer req.Body.Close()
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	trace := httptrace.ContextClientTrace(ctx)
	if trace != nil && trace.GetConn != nil {
		trace.GetConn(req.URL.Host)
	}
	if t.refused(req) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	}
	if trace != nil && trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{})
	}
	if req.Body != nil {
		var err error
		if body, err = readAll(req.Body, req.ContentLength); err != nil {
			return nil, err
		}
	}
	if trace != nil && trace.WroteHeaders != nil {
		trace.WroteHeaders()
	}
	if trace != nil && trace.WroteRequest != nil {
		trace.WroteRequest(httptrace.WroteRequestInfo{})
	}
	sctx, cancel := context.WithCancel(context.WithValue(context.Background(), inProcessKey{}, true))
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	in, err := incoming(sctx, req, body)
	if err != nil {
		return nil, err
	}
	rec, broken, err := serve(ctx, t.core, in, true)
	if err != nil {
		return nil, err
	}
	if broken && rec.status == 0 {
		return nil, &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}
	}
	return response(req, rec, broken), nil
}

// refused reports, and logs, a call whose connection is not made.
func (t transport) refused(req *http.Request) bool {
	struck := t.core.faults.strike(req.URL.Path, func(f Fault) bool { return f.kind == faultRefuse })
	if len(struck) == 0 {
		return false
	}
	t.core.note(req, nil, 0)
	return true
}

// incoming is a client's request as a server gets it.
func incoming(ctx context.Context, req *http.Request, body []byte) (*http.Request, error) {
	uri := req.URL.RequestURI()
	u, err := url.ParseRequestURI(uri)
	if err != nil {
		return nil, err
	}
	in := &http.Request{
		Method: req.Method, URL: u, RequestURI: uri, Host: req.Host,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: req.Header.Clone(), Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
		RemoteAddr: "192.0.2.1:1234",
	}
	if in.Method == "" {
		in.Method = http.MethodGet
	}
	if in.Header == nil {
		in.Header = make(http.Header)
	}
	if in.Host == "" {
		in.Host = req.URL.Host
	}
	if req.URL.Scheme == "https" {
		in.TLS = &tls.ConnectionState{HandshakeComplete: true, Version: tls.VersionTLS13}
	}
	if len(body) > 0 {
		in.Header.Set("Content-Length", strconv.Itoa(len(body)))
	}
	return in.WithContext(ctx), nil
}

// serve runs a handler until it ends or ctx does. A panic breaks the connection, as in net/http; a
// loud one other than http.ErrAbortHandler is not recovered.
func serve(ctx context.Context, h http.Handler, in *http.Request, loud bool) (rec *recorder, broken bool, err error) {
	type outcome struct {
		rec    *recorder
		broken bool
	}
	done := make(chan outcome, 1)
	go func() {
		out := outcome{rec: newRecorder()}
		defer func() {
			if v := recover(); v != nil {
				if err, ok := v.(error); loud && (!ok || !errors.Is(err, http.ErrAbortHandler)) {
					panic(v)
				}
				out.broken = true
			}
			if !out.broken {
				out.rec.end()
			}
			done <- out
		}()
		h.ServeHTTP(out.rec, in)
	}()
	select {
	case out := <-done:
		return out.rec, out.broken, nil
	case <-ctx.Done():
		return nil, false, ctx.Err()
	}
}

func response(req *http.Request, rec *recorder, broken bool) *http.Response {
	body := rec.body.Bytes()
	resp := &http.Response{
		Status:     strconv.Itoa(rec.status) + " " + http.StatusText(rec.status),
		StatusCode: rec.status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        rec.sent,
		Body:          io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)),
		Request:       req,
	}
	if broken {
		resp.ContentLength = -1
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failing{io.ErrUnexpectedEOF}))
	}
	if rec.open > 0 {
		resp.ContentLength = -1
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), open{req.Context(), rec.open}))
	}
	return resp
}

// open is the end of an answer that comes late.
type open struct {
	ctx context.Context
	d   time.Duration
}

func (o open) Read([]byte) (int, error) {
	if !wait(o.ctx, o.d) {
		return 0, context.Cause(o.ctx)
	}
	return 0, io.EOF
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// readAll reads what is expected to have n bytes.
func readAll(r io.Reader, n int64) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(int(min(max(n, 0), 1<<30)) + bytes.MinRead)
	_, err := b.ReadFrom(r)
	return b.Bytes(), err
}
