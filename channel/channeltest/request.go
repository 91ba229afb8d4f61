package channeltest

import (
	"bytes"
	"io"
	"net/http"
	"net/url"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
)

// Request turns a Webhook into the [*http.Request] that a host's server would receive at path. The
// stand-ins of the platforms make such requests by themselves: Sign, Batch and Forge of
// telegramtest.Server and its like.
func Request(path string, w channel.Webhook) *http.Request {
	fresh := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(w.Body)), nil }
	body, _ := fresh() // it never fails
	u := &url.URL{Path: path, RawQuery: w.RawQuery}
	return &http.Request{
		Method: w.Method, URL: u, RequestURI: u.RequestURI(), Host: "desk.example", RemoteAddr: "192.0.2.1:1234",
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.Header.Clone(), Body: body, GetBody: fresh, ContentLength: int64(len(w.Body)),
	}
}

// Tamper returns the call with one byte of its body changed after it was signed: a host must answer
// 401, unless the proof does not cover the body, as on Telegram.
func Tamper(r *http.Request) *http.Request { return standin.Tamper(r) }

// Repeat returns the same call once more, as platforms deliver again: a host must answer 200 and
// store nothing twice. The given call may have been served already.
func Repeat(r *http.Request) *http.Request { return standin.Repeat(r) }
