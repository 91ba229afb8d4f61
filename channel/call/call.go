// Package call is the one way in which platform packages talk to a platform's API: an answer is
// bounded, a redirect is never followed, credentials are never in an error, and a failure says
// whether the platform may have acted.
package call

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Timeout is the time limit of the client that [Client] makes if the host gives none.
const Timeout = 30 * time.Second

// Client returns a copy of c, or a client with Timeout if c is nil, that follows no redirect: a
// redirect would carry credentials to another host.
func Client(c *http.Client) *http.Client {
	if c == nil {
		return &http.Client{Timeout: Timeout, CheckRedirect: stay}
	}
	own := *c
	own.CheckRedirect = stay
	return &own
}

func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Answer is what a platform answered, whatever the status.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Call names what is done, for errors.
type Call struct {
	Platform string
	Op       string   // what is done, as in channel.Error.Op
	Limit    int64    // bytes of the answer; zero: 4 MiB
	Secrets  []string // credentials in the request, to be kept out of errors
}

// Do sends the request and reads the answer. An error is a *channel.Error: its kind is
// ErrUnavailable if the request surely did not leave, and ErrUncertain if it may have. If the
// dialer refused the address with an error that matches channel.ErrRejected, it is ErrUnauthorized
// and concerns the app: an administrator must change the base URL. If the call fails and the
// request's body has a method Broken() error that returns an error, the platform did not get the
// whole body: the kind is ErrRejected if that error is a FieldError, and ErrUnavailable otherwise.
func (c Call) Do(client *http.Client, req *http.Request) (Answer, error) {
	ctx := req.Context()
	if err := context.Cause(ctx); err != nil {
		closeBody(req)
		return Answer{}, c.fail(channel.ErrUnavailable, err)
	}
	w := watches.Get().(*watch)
	req = req.WithContext(httptrace.WithClientTrace(ctx, w.begin()))
	body, _ := req.Body.(interface{ Broken() error })
	resp, err := client.Do(req)
	// A server that got a part of the body accepted nothing: see decision 015.
	if err != nil && body != nil && body.Broken() != nil {
		return Answer{}, c.broken(body.Broken())
	}
	if err != nil {
		if w.notHad() || isDial(err) {
			return Answer{}, c.notDialled(err)
		}
		return Answer{}, c.fail(channel.ErrUncertain, err)
	}
	watches.Put(w) // there is an answer, so nothing will be told of connections any more
	defer resp.Body.Close()
	answer := Answer{Status: resp.StatusCode, Header: resp.Header}
	answer.Body, err = readBody(resp, cmp.Or(c.Limit, defaultLimit))
	if err != nil {
		return answer, c.fail(channel.ErrUncertain, fmt.Errorf("answer %d: %w", resp.StatusCode, err))
	}
	return answer, nil
}

const (
	defaultLimit = 4 << 20
	mostAhead    = 64 << 10 // bytes for which room is made because a server says that they will come
)

// readBody reads the body of an answer, of at most limit bytes.
func readBody(resp *http.Response, limit int64) ([]byte, error) {
	body := make([]byte, 0, max(512, min(resp.ContentLength+1, mostAhead))) // one more, for the end
	for {
		n, err := resp.Body.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		switch {
		case int64(len(body)) > limit:
			return nil, fmt.Errorf("the answer is over %d bytes", limit)
		case err == io.EOF:
			return body, nil
		case err != nil:
			return body, err
		case len(body) == cap(body):
			body = slices.Grow(body, len(body))
		}
	}
}

// broken is a request whose body ended too soon: whatever arrived of it is incomplete.
func (c Call) broken(why error) error {
	if f, ok := errors.AsType[*channel.FieldError](why); ok {
		return Rejected(c.Platform, c.Op, f)
	}
	return c.fail(channel.ErrUnavailable, why)
}

// notDialled is a request for which there was no connection. An outage ends, but an address that
// the dialer does not allow is a mistake in the configuration: to repeat the request is of no use.
func (c Call) notDialled(err error) error {
	if !errors.Is(err, channel.ErrRejected) {
		return c.fail(channel.ErrUnavailable, err)
	}
	return &channel.Error{Op: c.Op, Platform: c.Platform, Kind: channel.ErrUnauthorized, Affects: channel.AffectsApp,
		Err: fmt.Errorf("the base URL leads to an address that is not allowed: %w", Hide(err, c.Secrets...))}
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}

func (c Call) fail(kind, err error) error {
	return &channel.Error{Op: c.Op, Platform: c.Platform, Kind: kind, Err: Hide(err, c.Secrets...)}
}

func isDial(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

// Hide returns an error with err's text, free of the credentials in any spelling and of the URL
// that net/http adds. It matches context.Canceled, context.DeadlineExceeded, io.EOF and
// io.ErrUnexpectedEOF if err does, and its Timeout method is that of err. It does not unwrap to
// err.
func Hide(err error, secrets ...string) error {
	return Cover(err, func(text string) string { return Redact(text, secrets...) })
}

// Cover is Hide with a function of the caller's that takes the credentials out of the text, such as
// Client.Redact of package telegram/apifabric.
func Cover(err error, redact func(text string) string) error {
	h := &hidden{}
	for _, target := range []error{context.Canceled, context.DeadlineExceeded, io.ErrUnexpectedEOF, io.EOF} {
		if errors.Is(err, target) {
			h.is = append(h.is, target)
		}
	}
	if n, ok := errors.AsType[net.Error](err); ok {
		h.timeout = n.Timeout()
	}
	// net/http puts the URL into its error, and with it whatever the platform wants in a path or
	// query.
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	h.text = redact(err.Error())
	return h
}

// hidden keeps of an error what is safe to show.
type hidden struct {
	text    string
	is      []error
	timeout bool
}

func (h *hidden) Error() string { return h.text }

// Timeout is that of the hidden error, as net.Error has it.
func (h *hidden) Timeout() bool { return h.timeout }

func (h *hidden) Is(target error) bool {
	for _, err := range h.is {
		if err == target {
			return true
		}
	}
	return false
}
