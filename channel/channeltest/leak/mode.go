package leak

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Mode is a way in which calls fail.
type Mode struct {
	Name   string
	Answer func(*Wire, *http.Request) (*http.Response, error) // if nil, every call succeeds
	Files  func(*Wire) (channel.File, error)                  // opens the host's files; if nil, opening them succeeds
	Newest bool                                               // Wire.Say begins with the newest credential, so that a text that is cut holds it as well
}

// Error is an error with any text.
type Error string

// Error returns the text.
func (e Error) Error() string { return string(e) }

// Broken is a body that ends with an error of this text.
type Broken string

// Read fails.
func (b Broken) Read([]byte) (int, error) { return 0, errors.New(string(b)) }

// Quote writes a text as a JSON string.
func Quote(s string) string {
	data, _ := json.Marshal(s) // a text always has a JSON form
	return string(data)
}

// Answer makes answers with a status and with the body that the function body makes of [Wire.Say],
// a text that repeats credentials.
func Answer(status int, body func(said string) string) func(*Wire, *http.Request) (*http.Response, error) {
	return func(w *Wire, req *http.Request) (*http.Response, error) {
		return Response(req, status, strings.NewReader(body(w.Say()))), nil
	}
}

// Response makes an answer with a body of JSON.
func Response(req *http.Request, status int, body io.Reader) *http.Response {
	if req.Body != nil {
		_, _ = io.Copy(io.Discard, req.Body)
	}
	return &http.Response{StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: req, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(body), ContentLength: -1}
}

// AsText is an HTML page that repeats what was said.
func AsText(status int) func(said string) string {
	return func(said string) string { return "<html>" + strings.Repeat(".", status%43) + said }
}

// Modes are the ways to fail that every platform has. asJSON writes a refusal in the form of the
// platform; every text in it must be the given one. Some modes answer over sockets of their own,
// which are closed when the test ends.
func Modes(t *testing.T, asJSON func(status int, said string) string) []Mode {
	refusal := func(status int) func(string) string {
		// The text begins at another place for each status, so that a cut text is cut at many
		// places.
		return func(said string) string { return asJSON(status, strings.Repeat(".", status%47)+said) }
	}
	all := []Mode{
		{Name: "success"},
		{Name: "an error with the address", Answer: func(w *Wire, _ *http.Request) (*http.Response, error) { return nil, Error(w.Say()) }},
		{Name: "an error of net/http's own", Answer: func(w *Wire, req *http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("%s: %w", w.Say(), &url.Error{Op: "Post", URL: req.URL.String(), Err: Error(w.Say())})
		}},
		{Name: "a body that breaks off", Answer: func(w *Wire, req *http.Request) (*http.Response, error) {
			return Response(req, 200, io.MultiReader(strings.NewReader(`{"ok":true,`), Broken(w.Say()))), nil
		}},
		{Name: "silence", Answer: func(_ *Wire, req *http.Request) (*http.Response, error) {
			select {
			case <-req.Context().Done():
			case <-time.After(50 * time.Millisecond): // a call that outlives its caller's context, such as a refresh of tokens
			}
			return nil, &url.Error{Op: "Post", URL: req.URL.String(), Err: context.DeadlineExceeded}
		}},
		{Name: "a refusal that says 200", Newest: true, Answer: Answer(200, refusal(400))},
		{Name: "a text in place of an object", Answer: Answer(200, Quote)},
		{Name: "a certificate that nobody vouches for", Answer: overSockets(t, nil, func(http.ResponseWriter, *http.Request) {})},
		{Name: "nobody listens", Answer: refused(t)},
		{Name: "no such host", Answer: func(_ *Wire, req *http.Request) (*http.Response, error) {
			return nil, &url.Error{Op: "Post", URL: req.URL.String(), Err: &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: req.URL.Host}}}
		}},
		{Name: "hangs up", Answer: overSockets(t, &tls.Config{InsecureSkipVerify: true}, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })},
	}
	for _, status := range []int{400, 401, 402, 403, 404, 409, 413, 429, 500, 502} {
		all = append(all,
			Mode{Name: fmt.Sprintf("%d as JSON", status), Newest: status%2 == 1, Answer: Answer(status, refusal(status))},
			Mode{Name: fmt.Sprintf("%d as a page", status), Newest: status%2 == 1, Answer: Answer(status, AsText(status))})
	}
	for _, status := range []int{302, 307} {
		all = append(all, Mode{Name: fmt.Sprintf("redirects with %d", status), Answer: func(w *Wire, req *http.Request) (*http.Response, error) {
			resp := Response(req, status, strings.NewReader(w.Say()))
			resp.Header.Set("Location", "https://elsewhere.example/"+strings.Join(w.Told(), "/")+"/x")
			return resp, nil
		}})
	}
	return all
}

// overSockets makes each call to a server on loopback.
func overSockets(t *testing.T, c *tls.Config, h http.HandlerFunc) func(*Wire, *http.Request) (*http.Response, error) {
	server := httptest.NewUnstartedServer(h)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return dialled(t, c, server.Listener.Addr().String())
}

func refused(t *testing.T) func(*Wire, *http.Request) (*http.Response, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	return dialled(t, nil, address)
}

func dialled(t *testing.T, c *tls.Config, address string) func(*Wire, *http.Request) (*http.Response, error) {
	transport := &http.Transport{TLSClientConfig: c, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, address)
	}}
	t.Cleanup(transport.CloseIdleConnections)
	client := &http.Client{Transport: transport}
	return func(_ *Wire, req *http.Request) (*http.Response, error) {
		again := req.Clone(req.Context())
		again.RequestURI = ""
		if req.Body != nil {
			body, err := io.ReadAll(req.Body)
			if err != nil {
				return nil, err
			}
			again.Body = io.NopCloser(bytes.NewReader(body))
		}
		return client.Do(again) // its error names the address
	}
}
