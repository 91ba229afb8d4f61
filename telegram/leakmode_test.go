package telegram_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram/apifabric"
)

// mode is a way in which calls fail.
type mode struct {
	name   string
	answer func(*world, *http.Request) (*http.Response, error)
	files  func(*world) (channel.File, error) // the host's files; nil: they can be had
	newest bool                               // credentials are told the newest first: what is cut ends soon
}

type errorOf string

func (e errorOf) Error() string { return string(e) }

// answer makes an answer out of a status and what the world says.
func answer(status int, body func(string) string) func(*world, *http.Request) (*http.Response, error) {
	return func(w *world, req *http.Request) (*http.Response, error) {
		return response(req, status, strings.NewReader(body(w.say()))), nil
	}
}

// saying makes an answer with status 200.
func saying(body func(*world) string) func(*world, *http.Request) (*http.Response, error) {
	return func(w *world, req *http.Request) (*http.Response, error) {
		return response(req, 200, strings.NewReader(body(w))), nil
	}
}

func response(req *http.Request, status int, body io.Reader) *http.Response {
	if req.Body != nil {
		_, _ = io.Copy(io.Discard, req.Body)
	}
	return &http.Response{StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: req, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(body), ContentLength: -1}
}

// inJSON is what a platform says against a call, in the members of each. It begins at another place for each status, so that what is cut is
// cut at many places.
func inJSON(status int) func(string) string {
	return func(told string) string {
		told = strings.Repeat(".", status%47) + told
		data, _ := json.Marshal(map[string]any{
			"ok": false, "error_code": status, "description": told, "resultCode": told, "resultDesc": told, "resultMsg": told, "error": told,
		})
		return string(data)
	}
}

func asText(status int) func(string) string {
	return func(told string) string { return "<html>" + strings.Repeat(".", status%43) + told }
}

// modes are the ways to fail. Those with sockets end with the test.
func modes(t *testing.T) []mode {
	all := []mode{
		{name: "success", answer: func(w *world, req *http.Request) (*http.Response, error) {
			w.after = 1 << 30
			return w.RoundTrip(req)
		}},
		{name: "an error with the address", answer: func(w *world, _ *http.Request) (*http.Response, error) { return nil, errorOf(w.say()) }},
		{name: "an error of net/http's own", answer: func(w *world, req *http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("%s: %w", w.say(), &url.Error{Op: "Post", URL: req.URL.String(), Err: errorOf(w.say())})
		}},
		{name: "a body that breaks off", answer: func(w *world, req *http.Request) (*http.Response, error) {
			return response(req, 200, io.MultiReader(strings.NewReader(`{"ok":true,`), broken(w.say()))), nil
		}},
		{name: "silence", answer: func(_ *world, req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			return nil, &url.Error{Op: "Post", URL: req.URL.String(), Err: req.Context().Err()}
		}},
		{name: "JSON that is none", answer: answer(200, func(told string) string { return `{"ok":true,"result":"` + told })},
		{name: "a result of another kind", answer: answer(200, func(told string) string {
			return `{"ok":true,"result":` + quote(told) + `,"resultCode":"0"}`
		})},
		{name: "a refusal that says 200", newest: true, answer: answer(200, inJSON(400))},
		{name: "a result of AICC's", answer: answer(200, func(told string) string { return `{"resultCode":"13","resultDesc":` + quote(told) + `}` })},
		{name: "a token of another kind", answer: func(w *world, req *http.Request) (*http.Response, error) {
			if !strings.HasSuffix(req.URL.Path, apifabric.DefaultTokenPath) {
				return response(req, 200, strings.NewReader(`{"token":`+quote(w.say())+`}`)), nil
			}
			w.learn("Mac-5tGh8Jk2Lp9Qw3Er6Ty1Ui")
			return response(req, 200, strings.NewReader(`{"AccessToken":"Mac-5tGh8Jk2Lp9Qw3Er6Ty1Ui","ApplyType":"MAC","token":`+quote(w.say())+`}`)), nil
		}},
		{name: "a webhook that somebody else set, with the token in its address", answer: saying(func(w *world) string {
			return `{"ok":true,"result":{"id":7310000099,"url":` + quote("https://desk.example/hook/"+w.told[0]) +
				`,"last_error_date":1781006300,"last_error_message":` + quote(w.say()) + `,"pending_update_count":1}}`
		})},
		{name: "a file with the token in its path", answer: saying(func(w *world) string {
			return `{"ok":true,"result":{"file_path":` + quote("documents/"+w.told[0]+".pdf") + `}}`
		})},
		{name: "a file of a local server", answer: saying(func(w *world) string {
			return `{"ok":true,"result":{"file_path":` + quote("/srv/"+w.told[0]+"/documents/a.pdf") + `}}`
		}), files: func(w *world) (channel.File, error) {
			return channel.File{}, &fs.PathError{Op: "open", Path: w.say(), Err: fs.ErrNotExist}
		}},
		{name: "a file of a local server that breaks off", answer: saying(func(w *world) string {
			return `{"ok":true,"result":{"file_path":` + quote("/srv/"+w.told[0]+"/documents/a.pdf") + `}}`
		}), files: func(w *world) (channel.File, error) {
			return channel.File{Body: io.NopCloser(broken(w.say())), Size: -1}, nil
		}},
		{name: "a certificate that nobody vouches for", answer: overSockets(t, nil, func(http.ResponseWriter, *http.Request) {})},
		{name: "nobody listens", answer: refused(t)},
		{name: "no such host", answer: func(_ *world, req *http.Request) (*http.Response, error) {
			return nil, &url.Error{Op: "Post", URL: req.URL.String(), Err: &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: req.URL.Host}}}
		}},
		{name: "hangs up", answer: overSockets(t, &tls.Config{InsecureSkipVerify: true}, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })},
	}
	for _, status := range []int{400, 401, 403, 404, 409, 413, 429, 500, 502} {
		all = append(all,
			mode{name: fmt.Sprintf("%d as JSON", status), newest: status%2 == 1, answer: answer(status, inJSON(status))},
			mode{name: fmt.Sprintf("%d as a page", status), newest: status%2 == 1, answer: answer(status, asText(status))})
	}
	for _, status := range []int{302, 307} {
		all = append(all, mode{name: fmt.Sprintf("redirects with %d", status), answer: func(w *world, req *http.Request) (*http.Response, error) {
			resp := response(req, status, strings.NewReader(w.say()))
			resp.Header.Set("Location", "https://elsewhere.example/bot"+w.told[0]+"/x")
			return resp, nil
		}})
	}
	return all
}

func quote(s string) string {
	data, _ := json.Marshal(s)
	return string(data)
}

// broken ends with an error that tells everything.
type broken string

func (b broken) Read([]byte) (int, error) { return 0, errors.New(string(b)) }

// overSockets makes each call to a server on loopback.
func overSockets(t *testing.T, c *tls.Config, h http.HandlerFunc) func(*world, *http.Request) (*http.Response, error) {
	server := httptest.NewUnstartedServer(h)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return dialled(t, c, server.Listener.Addr().String())
}

func refused(t *testing.T) func(*world, *http.Request) (*http.Response, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	return dialled(t, nil, address)
}

func dialled(t *testing.T, c *tls.Config, address string) func(*world, *http.Request) (*http.Response, error) {
	transport := &http.Transport{TLSClientConfig: c, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, address)
	}}
	t.Cleanup(transport.CloseIdleConnections)
	client := &http.Client{Transport: transport}
	return func(_ *world, req *http.Request) (*http.Response, error) {
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
