package apifabric

import (
	"bytes"
	"net/http"
	"strconv"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// Refused makes the error of an answer whose status is not 2xx. If it is 2xx, Refused returns nil.
// The error has the wait that the answer asks for. The status says what the error matches:
//
//   - 401: ErrUnauthorized, with AffectsCredentials;
//   - 403 and 404: ErrUnauthorized, with AffectsApp (a wrong address, or no subscription);
//   - 429: ErrRateLimited;
//   - other 4xx: ErrRejected, because of the content;
//   - 3xx: ErrUnavailable, since no redirect is followed;
//   - everything else: ErrUncertain.
//
// A 4xx with a body of HTML or XML is the page of a proxy, which passed nothing on. The error then
// matches ErrRateLimited if the status is 429, ErrRejected if the status says that the request is
// too large, and ErrUnavailable otherwise.
func (c *Client) Refused(op string, a Answer) error { return c.refused(op, a) }

// refused is Refused, and keeps further credentials out of the error.
func (c *Client) refused(op string, a Answer, also ...string) error {
	if a.Status >= 200 && a.Status <= 299 {
		return nil
	}
	text := "the gateway answered: " + excerpt(a.Body, append(also, c.credentials()...)...)
	return call.Refused(platform, op, strconv.Itoa(a.Status), classify(a), text)
}

// classify says what a status means. A page of HTML is that of a proxy before the gateway, which
// passed nothing on. An empty body counts as the gateway's own: its form is not documented.
func classify(a Answer) call.Verdict {
	foreign, wait := call.Foreign(call.Answer(a)), call.RetryAfter(a.Header)
	switch s := a.Status; {
	case s == http.StatusTooManyRequests, s/100 == 3, isPage(a.Body):
		return foreign
	case s == http.StatusUnauthorized:
		return call.Verdict{Kind: channel.ErrUnauthorized, Affects: channel.AffectsCredentials, Wait: wait}
	case s == http.StatusForbidden, s == http.StatusNotFound: // an API that the app has not subscribed to, or a wrong address
		return call.Verdict{Kind: channel.ErrUnauthorized, Affects: channel.AffectsApp, Wait: wait}
	case s >= 400 && s < 500:
		return call.Verdict{Kind: channel.ErrRejected, Affects: channel.AffectsMessage, Wait: wait}
	default:
		return call.Verdict{Kind: channel.ErrUncertain, Wait: wait}
	}
}

// isPage reports whether a body is HTML or XML.
func isPage(body []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(body), []byte("<")) }

// credentials are texts that must not be in an error.
func (c *Client) credentials() []string {
	if c.tokens == nil {
		return c.secrets
	}
	return append(c.tokens.credentials(), c.secrets...) // a shared source knows not all of the latter
}

// Redact takes the secret, the key and the last tokens out of a foreign text, such as an Answer,
// however they are spelt: for logs and errors. Redact a text before it is cut.
func (c *Client) Redact(text string) string { return call.Redact(text, c.credentials()...) }

// excerpt is the beginning of a foreign text. Credentials are taken out before it is cut, so that
// no piece of one is left.
func excerpt(body []byte, secrets ...string) string {
	text := call.Redact(channel.Clean(string(body[:min(len(body), 256<<10)])), secrets...)
	return channel.Clean(text[:min(len(text), 512)])
}
