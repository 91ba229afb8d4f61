package standin

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
)

// Path is the path of the webhook that is set, where the platform's calls go; empty if none is set.
// A test serves its host's routes there.
func (c *Controls) Path() string {
	req := c.core.platform.Post(Hook{})
	if req == nil {
		return ""
	}
	return req.URL.Path
}

// Sign returns the platform's call with this body, genuine in every respect, for a host's own
// routes:
//
//	routes.ServeHTTP(httptest.NewRecorder(), bot.Sign(body))
//
// It panics if no webhook is set.
func (c *Controls) Sign(body []byte) *http.Request {
	return c.request("Sign", Hook{Body: slices.Clone(body)})
}

// Batch removes all waiting webhooks from the queue and returns them as calls for a host's own
// routes, several events in one call where the platform packs them. They are not delivered again.
// It panics if no webhook is set. See decision 221.
func (c *Controls) Batch() []*http.Request {
	var hooks []Hook
	c.core.Forget(func(h Hook) bool {
		hooks = append(hooks, h)
		return true
	})
	if pack := c.core.platform.Pack; pack != nil {
		hooks = pack(hooks)
	}
	calls := make([]*http.Request, len(hooks))
	for i, h := range hooks {
		calls[i] = c.request("Batch", h)
	}
	return calls
}

// Forge returns the call as a stranger would make it, without knowing the secret: each header that
// proves it has the right form and a wrong value. A host must answer 401 and store nothing.
func (c *Controls) Forge(genuine *http.Request) *http.Request {
	if len(c.core.platform.Proof) == 0 {
		panic(c.core.platform.Name + ": Forge needs Platform.Proof")
	}
	r := Repeat(genuine)
	for _, name := range c.core.platform.Proof {
		for i, value := range r.Header.Values(name) {
			wrong, at := []byte(value), len(value)/2
			switch {
			case value == "":
			case wrong[at] == '0': // digits are letters of every alphabet in which proofs are written
				wrong[at] = '1'
			default:
				wrong[at] = '0'
			}
			r.Header[http.CanonicalHeaderKey(name)][i] = string(wrong)
		}
	}
	return r
}

// Tamper is the function [Tamper].
func (c *Controls) Tamper(genuine *http.Request) *http.Request { return Tamper(genuine) }

// Repeat is the function [Repeat].
func (c *Controls) Repeat(r *http.Request) *http.Request { return Repeat(r) }

// request makes the platform's call of a hook as a server gets it.
func (c *Controls) request(verb string, h Hook) *http.Request {
	req := c.core.platform.Post(h)
	if req == nil {
		panic(fmt.Sprintf("%s: %s needs a webhook, and none is set", c.core.platform.Name, verb)) // a mistake in the test
	}
	in, err := incoming(context.Background(), req, h.Body)
	if err != nil {
		panic(fmt.Sprintf("%s: %s: %v", c.core.platform.Name, verb, err))
	}
	in.GetBody = again(h.Body)
	return in
}

func again(body []byte) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
}

// Repeat returns the same call once more, byte for byte, as a platform delivers again or an
// attacker plays back: a host must answer 200 and store nothing twice. The given call may have been
// served already if it was made by this package, package channeltest or http.NewRequest.
func Repeat(r *http.Request) *http.Request { return with(r, bodyOf(r)) }

// Tamper returns the call with one byte of its body changed after it was signed. Where the proof
// covers the body, a host must answer 401; a shared secret in a header, as Telegram's, does not
// cover it.
func Tamper(r *http.Request) *http.Request {
	body := slices.Clone(bodyOf(r))
	if len(body) == 0 {
		body = []byte(" ")
	} else {
		body[len(body)/2] ^= 1
	}
	return with(r, body)
}

func bodyOf(r *http.Request) []byte {
	from := r.Body
	if r.GetBody != nil {
		if fresh, err := r.GetBody(); err == nil {
			from = fresh
		}
	}
	if from == nil {
		return nil
	}
	body, err := io.ReadAll(from)
	if err != nil {
		panic(fmt.Sprintf("standin: the body of the call cannot be read: %v", err))
	}
	if r.GetBody == nil { // it was read here: both calls need it
		r.Body, r.GetBody = io.NopCloser(bytes.NewReader(body)), again(body)
	}
	return body
}

func with(r *http.Request, body []byte) *http.Request {
	in := r.Clone(r.Context())
	in.Body, in.GetBody, in.ContentLength = io.NopCloser(bytes.NewReader(body)), again(body), int64(len(body))
	return in
}
