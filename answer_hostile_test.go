package contactkit_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// hostileStatuses are those that net/http passes on as final answers, documented or not.
var hostileStatuses = []int{200, 201, 202, 204, 205, 206, 207, 226, 299, 300, 301, 302, 303, 304, 305, 306, 307, 308, 399,
	400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 420, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 499,
	500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511, 520, 521, 522, 524, 529, 530, 598, 599}

// hostileSecrets are the credentials of the channels that connected makes.
var hostileSecrets = map[string][]string{
	telegram.Platform: {strings.Repeat("t", 35), "secret-of-the-tests"},
	facebook.Platform: {"token-of-the-page", "secret-of-the-tests"},
	twitter.Platform:  {"77-token-of-x", "secret-of-x", "secret-of-the-tests"},
}

// hostileBodies are answers that no platform documents. None of them confirms a message: it has
// neither an id of a message nor the form of one.
func hostileBodies() map[string]string {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = io.WriteString(w, `{"ok":true}`)
	_ = w.Close()
	said := ""
	for _, secrets := range hostileSecrets {
		said += strings.Join(secrets, " ") + " "
	}
	return map[string]string{
		"empty":                  "",
		"white space":            " \r\n\t ",
		"null":                   "null",
		"true in a list":         "[true]",
		"a number":               "1e400",
		"an empty text":          `""`,
		"an empty list":          "[]",
		"a list of objects":      `[{"ok":true,"result":{"message_id":5}}]`,
		"an empty object":        "{}",
		"ok without a result":    `{"ok":true}`,
		"a page":                 "<!DOCTYPE html><html><body>" + said + "</body></html>",
		"a page in upper case":   "<HTML>",
		"XML":                    `<?xml version="1.0"?><error>` + said + `</error>`,
		"broken off":             `{"ok":true,"result":{"message_id":`,
		"two objects":            `{"ok":true}{"ok":true}`,
		"garbage after it":       `{"ok":true,"result":{}} trailing`,
		"deep lists":             strings.Repeat("[", 100_000),
		"deep objects":           strings.Repeat(`{"result":`, 50_000),
		"not UTF-8":              "{\"ok\":\"\xff\xfe\",\"description\":\"\xc3\x28\"}",
		"NUL":                    "{\"ok\":true,\"description\":\"\\u0000\"}\x00",
		"a byte-order mark":      "\ufeff{}",
		"packed without a word":  packed.String(),
		"members of other kinds": `{"ok":"yes","result":[],"error_code":{},"description":[],"parameters":7,"error":[],"errors":{},"data":true,"event":9,"message_id":{},"recipient_id":[]}`,
		"errors of other kinds":  `{"ok":false,"error":{"code":"x","message":[],"error_subcode":{},"is_transient":"no"},"errors":[7,null,{"code":[],"message":{}}],"error_code":"x"}`,
		"secrets in each text": `{"ok":false,"error_code":403,"description":"` + said + `","error":{"code":10,"message":"` + said + `","type":"` + said + `","error_user_msg":"` + said + `","fbtrace_id":"` + said +
			`"},"errors":[{"code":93,"message":"` + said + `"}],"title":"` + said + `","detail":"` + said + `","type":"` + said + `"}`,
		"a long description":   `{"ok":false,"error_code":400,"description":"` + strings.Repeat("é", 200_000) + `","error":{"code":100,"message":"` + strings.Repeat("é", 200_000) + `"},"errors":[{"code":1,"message":"` + strings.Repeat("é", 200_000) + `"}]}`,
		"control characters":   `{"ok":false,"error_code":400,"description":"a\u001b[31m\r\nb\u202e","error":{"code":100,"message":"a\u001b[31m\r\nb\u202e"},"errors":[{"code":1,"message":"a\u001b[31m\r\nb\u202e"}]}`,
		"a megabyte of blanks": strings.Repeat(" ", 1<<20),
		"doubled members":      `{"ok":true,"ok":false,"error":{"code":1},"error":null,"errors":[],"errors":[{"code":1}]}`,
	}
}

// refusing are the bodies in which a platform refuses in its own form: the code in them counts, and
// not the status.
var refusing = []string{"secrets in each text", "a long description", "control characters", "doubled members"}

// hostileHeaders are what an answer says about waiting.
var hostileHeaders = []http.Header{
	{},
	{"Retry-After": {"99999999999999999999"}, "X-Rate-Limit-Reset": {"99999999999999"}, "X-Rate-Limit-Remaining": {"-1"}},
	{"Retry-After": {"-5"}, "X-Rate-Limit-Reset": {"-1"}, "X-App-Usage": {"{"}, "X-Business-Use-Case-Usage": {`{"77":[{"estimated_time_to_regain_access":1e30}]}`}},
	{"Retry-After": {"Fri, 31 Dec 9999 23:59:59 GMT"}, "X-Rate-Limit-Reset": {"NaN"}, "Content-Encoding": {"br"}, "Content-Type": {"text/html"}},
}

// Each operation of each platform with each body and each status that no page describes: it ends
// with a typed error that fits the status, holds no credential and is short; and no body that
// confirms nothing is taken for a message that was sent.
func TestHostileAnswers(t *testing.T) { synctest.Test(t, testHostileAnswers) }

func testHostileAnswers(t *testing.T) {
	sends := map[string]operation{"send": send, "open media": openMedia}
	calls := 0
	answer := &said{}
	channels := connected(t, answer)
	for name, body := range hostileBodies() {
		for i, status := range hostileStatuses {
			if testing.Short() && (i+len(name))%7 != 0 {
				continue
			}
			answer.status, answer.body, answer.header = status, body, hostileHeaders[(i+len(name))%len(hostileHeaders)]
			for ch, thread := range channels {
				for _, set := range []map[string]operation{acts, questions, sends} {
					for op, do := range set {
						ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // a walk through history waits
						err := do(ctx, ch, thread)
						cancel()
						calls++
						if fault := faultOf(thread.Platform, op, status, slices.Contains(refusing, name), err); fault != "" {
							t.Errorf("%s: %s after %d with %s: %s: %.300v", thread.Platform, op, status, name, fault, err)
						}
					}
				}
			}
		}
	}
	t.Logf("%d calls", calls)
	if calls < 29*60*3*8 && !testing.Short() || calls < 29*8*3*8 {
		t.Errorf("only %d calls", calls)
	}
}

// faultOf returns what is wrong with the outcome of an operation, or "".
func faultOf(platform, op string, status int, refusing bool, err error) string {
	if errors.Is(err, errors.ErrUnsupported) {
		return ""
	}
	if err == nil {
		switch {
		case op == "send":
			return "nothing confirms the message"
		case status/100 != 2:
			return "the status refuses"
		}
		return ""
	}
	e, ok := errors.AsType[*channel.Error](err)
	if !ok {
		return "no channel.Error"
	}
	uncertain := errors.Is(err, channel.ErrUncertain)
	switch {
	case e.Platform != platform || e.Op == "":
		return "no platform or operation"
	case status/100 == 2 && op == "send" && !uncertain && !refusing:
		return "the message may have been sent"
	case status/100 == 3 && !errors.Is(err, channel.ErrUnavailable):
		return "a redirect is unavailable"
	case status >= 500 && op == "send" && !refusing && !uncertain && !errors.Is(err, channel.ErrUnavailable) && !errors.Is(err, channel.ErrRateLimited):
		return "a failing server has refused for good"
	case uncertain && op != "send":
		return "a call that may be repeated is not uncertain"
	case errors.Is(err, channel.ErrRateLimited) && (e.Wait < 0 || e.Wait > 25*time.Hour), e.Wait < 0 || e.Wait > 25*time.Hour:
		return "a wait of " + e.Wait.String()
	}
	text := err.Error()
	switch {
	case len(text) > 2000:
		return "a long text"
	case !utf8.ValidString(text):
		return "a text that is not UTF-8"
	case strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7F }):
		return "control characters"
	}
	for _, secret := range hostileSecrets[platform] {
		if platform == facebook.Platform && op == "check subscription" && secret == "token-of-the-page" {
			continue // a call of the app, which does not have the token of a Page, so no answer can repeat it
		}
		if strings.Contains(text, secret) {
			return "a credential"
		}
	}
	return ""
}

// An answer without an end is read up to a bound.
func TestEndlessAnswerIsBounded(t *testing.T) {
	for ch, thread := range connected(t, endless{}) {
		for _, set := range []map[string]operation{acts, questions, {"send": send}} {
			for op, do := range set {
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				err := do(t.Context(), ch, thread)
				runtime.ReadMemStats(&after)
				if errors.Is(err, errors.ErrUnsupported) {
					continue
				}
				if err == nil {
					t.Errorf("%s: %s: no error", thread.Platform, op)
				}
				if took := after.TotalAlloc - before.TotalAlloc; took > 200<<20 {
					t.Errorf("%s: %s took %d MiB", thread.Platform, op, took>>20)
				}
			}
		}
	}
}

// endless answers with an object that does not end.
type endless struct{}

func (endless) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Request: r, ContentLength: -1,
		Body: io.NopCloser(io.MultiReader(strings.NewReader(`{"ok":true,"result":"`), blanks{}))}, nil
}

type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
