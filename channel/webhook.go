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

// Webhook is one HTTP call that a platform made to the host. It is plain data: a host may build it from any router, queue
// or file, byte for byte.
type Webhook struct {
	Method   string      // "GET" or "POST"
	RawQuery string      // as on the wire: X signs it undecoded
	Header   http.Header // names in any case
	Body     []byte      // as on the wire, never re-encoded
	At       time.Time   // when it arrived: decides which keys are still valid; zero: only keys without an end are
}

// MaxBody is how many bytes of a webhook call ReadWebhook takes, and a Receiver accepts: 16 MiB. The largest batch that
// Meta documents, 1,000 events, can reach it since each character may be escaped to six bytes; and a 413 that is repeated
// for an hour makes Meta disable a page.
const MaxBody = 16 << 20

// ReadWebhook reads a call of at most MaxBody bytes and stamps the time of arrival. Its errors have a StatusCode.
func ReadWebhook(r *http.Request) (Webhook, error) { return ReadWebhookMax(r, MaxBody) }

// ReadWebhookMax is ReadWebhook with a lower bound in bytes; one above MaxBody counts as MaxBody. A body over it yields an
// error matching ErrTooLarge.
func ReadWebhookMax(r *http.Request, limit int64) (Webhook, error) {
	limit = min(limit, MaxBody)
	w := Webhook{Method: r.Method, RawQuery: r.URL.RawQuery, Header: r.Header, At: time.Now()}
	if r.ContentLength > limit {
		return Webhook{}, tooLarge(limit)
	}
	if r.Body == nil {
		return w, nil
	}
	if r.ContentLength > 0 {
		// One more, so that reading finds the end without growing; and no more on the word of a caller who has proved nothing.
		w.Body = make([]byte, 0, min(r.ContentLength, believed)+1)
	}
	body, err := readAll(w.Body, io.LimitReader(r.Body, limit+1))
	if over, ok := errors.AsType[*http.MaxBytesError](err); ok { // the host's own bound
		return Webhook{}, tooLarge(over.Limit)
	}
	if err != nil {
		return Webhook{}, fmt.Errorf("channel: read webhook: %w", err)
	}
	if int64(len(body)) > limit {
		return Webhook{}, tooLarge(limit)
	}
	w.Body = body
	return w, nil
}

// believed is how many bytes are reserved at the word of a Content-Length.
const believed = 64 << 10

func tooLarge(limit int64) error {
	return &Error{Op: OpReceive, Kind: ErrTooLarge, Err: &FieldError{
		Field: "body", Code: CodeTooLarge, Limit: int(limit), Got: int(limit) + 1, Reason: "the webhook body has too many bytes"}}
}

// readAll is io.ReadAll into a buffer that is given.
func readAll(b []byte, r io.Reader) ([]byte, error) {
	for {
		if len(b) == cap(b) {
			b = slices.Grow(b, 512)
		}
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if err == io.EOF {
			return b, nil
		}
		if err != nil {
			return b, err
		}
	}
}

// Admit is the first check of a Receiver: the method is one of those given, the body is plain and at most MaxBody bytes.
// Its errors match ErrMethod, ErrEncoding or ErrTooLarge.
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

// Only returns the value of a header that must come exactly once, whatever the case of its name. It is empty, and not ok, when
// the header is missing, and not ok when there are two: what a proxy adds must not decide which one is proved.
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

// MarshalJSON writes the call without the headers and query parameters that carry credentials (authorization, cookies, and whatever
// has token, secret, key or password in its name), so that it can be logged or kept. Parameters whose name cannot be read are left
// out too. Signatures stay: they prove the body and disclose nothing.
// A call whose proof is a shared secret can therefore not be verified again after a round trip.
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

// isCredential reports whether a header or parameter of this name may carry a credential. X's crc_token is a challenge.
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
