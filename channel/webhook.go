package channel

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Webhook is one HTTP call that a platform made to the host. It is plain data: a host may build it
// from any router, queue or file, byte for byte.
type Webhook struct {
	Method   string      // "GET" or "POST"
	RawQuery string      // as on the wire: X signs it undecoded
	Header   http.Header // names in any case
	Body     []byte      // as on the wire, never re-encoded
	At       time.Time   // when it arrived: decides which keys are still valid; zero: only keys without an end are
}

// MaxBody is how many bytes of a webhook call ReadWebhook takes, and a Receiver accepts: 16 MiB.
// The largest batch that Meta documents, 1,000 events, can reach it, since each character may be
// escaped to six bytes. If a Page's calls are answered with 413 (too large) for an hour, Meta
// disables the Page's webhook.
const MaxBody = 16 << 20

// ReadWebhook reads a call of at most MaxBody bytes and stamps the time of arrival. StatusCode
// gives the status that answers each of its errors.
//
// Each check is asked before the body is read, with everything but the body; its error ends the
// reading. Give it the header check of the channel, so that a call without any proof costs no
// memory:
//
//	call, err := channel.ReadWebhook(r, bot.CheckHeader)
//
// All reads of a process share 64 MiB: see [Budget]. Memory is allocated as bytes arrive; a
// Content-Length is trusted for 64 KiB at most. The host's server needs a ReadTimeout, or a caller
// that stops in the midst of a body holds its share of the 64 MiB; [Handler] sets a deadline of its
// own.
func ReadWebhook(r *http.Request, checks ...func(Webhook) error) (Webhook, error) {
	return ReadWebhookMax(r, MaxBody, checks...)
}

// ReadWebhookMax is ReadWebhook with a smaller maximum: a body of more than limit bytes yields an
// error matching ErrTooLarge. A negative limit, and one above MaxBody, counts as MaxBody.
func ReadWebhookMax(r *http.Request, limit int64, checks ...func(Webhook) error) (Webhook, error) {
	w, release, err := read(r, reading{limit: limit, budget: process, checks: checks})
	release()
	return w, err
}

// reading is how a call is read.
type reading struct {
	limit    int64
	budget   *Budget
	checks   []func(Webhook) error
	deadline func(time.Time) // is told when the call began, before anything is read; may be nil
}

// read reads a call. Its bytes are taken from the budget until release is called, which is never
// nil.
func read(r *http.Request, how reading) (w Webhook, release func(), err error) {
	hold := &share{of: how.budget}
	limit := int64(MaxBody)
	if how.limit >= 0 {
		limit = min(how.limit, limit)
	}
	w = Webhook{Method: r.Method, RawQuery: r.URL.RawQuery, Header: r.Header, At: time.Now()}
	if how.deadline != nil {
		how.deadline(w.At)
	}
	for _, check := range how.checks {
		if err := check(w); err != nil {
			return Webhook{}, hold.release, err
		}
	}
	if r.ContentLength > limit {
		return Webhook{}, hold.release, tooLarge(limit)
	}
	if r.Body == nil || r.Body == http.NoBody {
		return w, hold.release, nil
	}
	first := int64(firstRead)
	if len(how.checks) > 0 {
		first = firstChecked
	}
	body, err := readAll(r.Body, first, r.ContentLength, limit, hold)
	if err != nil {
		return Webhook{}, hold.release, err
	}
	w.Body = body
	return w, hold.release, nil
}

// Bytes that a body reserves before its first byte has arrived.
const (
	firstRead    = 4 << 10
	firstChecked = 64 << 10 // if Content-Length says so and the headers passed a check
)

func tooLarge(limit int64) error {
	return &Error{Op: OpReceive, Kind: ErrTooLarge, Err: &FieldError{
		Field: "body", Code: CodeTooLarge, Limit: int(limit), Got: int(limit) + 1, Reason: "the webhook body has too many bytes"}}
}

// readAll reads a body of at most limit bytes. It begins with as many bytes as length says, but not
// more than first, and doubles what it holds as the bytes arrive. length is -1 if it is unknown.
func readAll(r io.Reader, first, length, limit int64, hold *share) ([]byte, error) {
	if length >= 0 {
		first = min(first, length)
	} else {
		first = min(first, firstRead)
	}
	most := limit + 1 // one more, so that reading finds the end, or that there is too much
	var b []byte
	for size := min(first+1, most); ; size = next(size, length, most) {
		if !hold.grow(size) {
			return nil, busy()
		}
		grown := make([]byte, len(b), size)
		copy(grown, b)
		b = grown
		for len(b) < cap(b) {
			n, err := r.Read(b[len(b):cap(b)])
			b = b[:len(b)+n]
			if int64(len(b)) > limit {
				return nil, tooLarge(limit)
			}
			if err == io.EOF {
				return b, nil
			}
			if over, ok := errors.AsType[*http.MaxBytesError](err); ok { // the host's own bound
				return nil, tooLarge(over.Limit)
			}
			if err != nil {
				return nil, fmt.Errorf("channel: read webhook: %w", err)
			}
		}
	}
}

// next is the size that follows when so many bytes have arrived: twice as many, but no more than
// the Content-Length promises unless it has been exceeded.
func next(size, length, most int64) int64 {
	twice := 2 * size
	if length >= size {
		twice = min(twice, length+1)
	}
	return min(twice, most)
}

// Admit is the first check of a Receiver: the method is one of those given, the body is plain and
// at most MaxBody bytes. Its errors match ErrMethod, ErrEncoding or ErrTooLarge. See decision 001.
func (w Webhook) Admit(methods ...string) error {
	if !slices.Contains(methods, w.Method) {
		return &Error{Op: OpReceive, Kind: ErrMethod}
	}
	if len(w.Body) > MaxBody {
		return tooLarge(MaxBody)
	}
	for name, values := range w.Header {
		if len(name) != len("Content-Encoding") || !strings.EqualFold(name, "Content-Encoding") {
			continue
		}
		for _, v := range values {
			if v != "" && !strings.EqualFold(v, "identity") {
				return &Error{Op: OpReceive, Kind: ErrEncoding}
			}
		}
	}
	return nil
}

// Only returns the value of a header that must come exactly once, whatever the case of its name. If
// the header is missing or came twice, ok is false and value is empty: otherwise a proxy that adds
// a header could choose which one is verified.
func (w Webhook) Only(name string) (value string, ok bool) {
	n := 0
	for k, values := range w.Header {
		if len(k) == len(name) && strings.EqualFold(k, name) {
			n += len(values)
			if len(values) > 0 {
				value = values[0]
			}
		}
	}
	if n != 1 {
		return "", false
	}
	return value, true
}

// webhookJSON is the wire form. Bytes go as base64: a body need not be UTF-8.
type webhookJSON struct {
	Method string              `json:"method"`
	Query  string              `json:"query,omitempty"`
	Header map[string][]string `json:"header,omitempty"`
	Body   []byte              `json:"body,omitempty"`
	At     time.Time           `json:"at,omitzero"`
}

// MarshalJSON writes the call without the headers and query parameters that carry credentials
// (authorization, cookies, and whatever has token, secret, key or password in its name, but not the
// crc_token of X, a challenge), so that it can be logged or kept. Parameters whose name cannot be
// read are left out too. Signatures stay: they prove the body and disclose nothing. A call whose
// proof is a shared secret can therefore not be verified again after a round trip.
func (w Webhook) MarshalJSON() ([]byte, error) {
	j := webhookJSON{Method: w.Method, Query: redactQuery(w.RawQuery), Body: w.Body, At: w.At}
	for name, values := range w.Header {
		if isCredential(name) {
			continue
		}
		if j.Header == nil {
			j.Header = make(map[string][]string, len(w.Header))
		}
		j.Header[name] = values
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (w *Webhook) UnmarshalJSON(data []byte) error {
	var j webhookJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	*w = Webhook{Method: j.Method, RawQuery: j.Query, Header: j.Header, Body: j.Body, At: j.At}
	return nil
}

// isCredential reports whether a header or parameter of this name may carry a credential. X's
// crc_token is a challenge.
func isCredential(name string) bool {
	name = strings.ToLower(name)
	if name == "crc_token" {
		return false
	}
	for _, part := range [...]string{"auth", "cookie", "token", "secret", "key", "password"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

func redactQuery(raw string) string {
	if raw == "" {
		return ""
	}
	kept := strings.Split(raw, "&")
	kept = slices.DeleteFunc(kept, func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		plain, err := url.QueryUnescape(name)
		return err != nil || isCredential(plain)
	})
	return strings.Join(kept, "&")
}
