package apifabric

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/fetch"
)

// Call is one call of an API behind the gateway.
type Call struct {
	Op     string      // what is done, for errors
	Method string      // empty: POST
	Path   string      // below BusinessURL, with the query: "/apiaccess/…"
	Type   string      // Content-Type; empty: application/json
	Header http.Header // further headers
	Body   []byte
	Limit  int64 // bytes of the answer; zero: 4 MiB
	Slow   bool  // the call may take as long as its context allows
}

// Answer is what an API answered, whatever the status.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Do makes a call with the token, and once more with a new one if the gateway answers 401. A second
// 401 is an Answer like any other: see Refused. With Config.Sign the call is signed and made once.
// An error is a *channel.Error: ErrUncertain if the call may have been made, ErrUnauthorized or
// ErrUnavailable if no token was to be had.
func (c *Client) Do(ctx context.Context, what Call) (Answer, error) {
	var answer Answer
	err := c.twice(ctx, what, func(req *http.Request, secrets []string) (bool, error) {
		client := c.http
		if what.Slow {
			client = c.slow
		}
		got, err := call.Call{Platform: platform, Op: what.Op, Secrets: secrets, Limit: what.Limit}.Do(client, req)
		answer = Answer(got)
		return got.Status == http.StatusUnauthorized, err
	})
	if err != nil {
		return Answer{}, err
	}
	return answer, nil
}

// Open reads a file through the gateway by GET; the caller closes its Body. The fields Method,
// Body, Limit and Slow of the Call have no effect, and the call may take as long as its context
// allows. If the file has more than most bytes, Open, or reading the file, fails with an error that
// matches ErrTooLarge. If most is zero, the limit is 64 MiB.
func (c *Client) Open(ctx context.Context, what Call, most int64) (channel.File, error) {
	what.Method, what.Body = http.MethodGet, nil // a signature covers both
	var f channel.File
	err := c.twice(ctx, what, func(req *http.Request, secrets []string) (bool, error) {
		get := fetch.Get{Client: c.slow, Platform: platform, Op: what.Op, Most: most, Header: req.Header, Secrets: secrets}
		var err error
		f, err = get.Open(ctx, req.URL.String())
		e, ok := errors.AsType[*channel.Error](err)
		return ok && e.Code == "401", err
	})
	if err != nil {
		return channel.File{}, err
	}
	return f, nil
}

// twice makes a request, and if its token is refused, exactly once more.
func (c *Client) twice(ctx context.Context, what Call, try func(req *http.Request, secrets []string) (refused bool, err error)) error {
	for again := false; ; again = true {
		req, err := c.request(ctx, what)
		if err != nil {
			return err
		}
		token := ""
		if c.tokens == nil {
			Signer{c.cfg.AppKey, c.cfg.AppSecret}.Sign(req, what.Body, c.cfg.Now())
		} else {
			if token, err = c.tokens.token(ctx, what.Op); err != nil {
				return err
			}
			req.Header.Set("x-app-key", c.cfg.AppKey)
			req.Header.Set("Authorization", "Bearer "+token)
		}
		refused, err := try(req, c.credentials())
		if !refused || again || c.tokens == nil {
			return err
		}
		c.tokens.discard(token)
	}
}

func (c *Client) request(ctx context.Context, what Call) (*http.Request, error) {
	if !strings.HasPrefix(what.Path, "/") {
		return nil, call.RejectedField(platform, what.Op, "path", channel.CodeInvalid, "path must begin with a slash")
	}
	req, err := http.NewRequestWithContext(ctx, cmp.Or(what.Method, http.MethodPost), c.base+what.Path, bytes.NewReader(what.Body))
	if err != nil {
		return nil, call.Rejected(platform, what.Op, call.Hide(err, c.secrets...))
	}
	for name, values := range what.Header {
		req.Header[http.CanonicalHeaderKey(name)] = values
	}
	req.Header.Set("Content-Type", cmp.Or(what.Type, "application/json"))
	return req, nil
}

// CheckToken gets a token, as a proof that addresses, certificates and credentials are good. With
// Config.Sign there are no tokens: CheckToken makes no call, proves nothing and returns nil.
func (c *Client) CheckToken(ctx context.Context) error {
	if c.tokens == nil {
		return nil
	}
	_, err := c.tokens.token(ctx, "token")
	return err
}
