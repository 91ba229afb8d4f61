package call_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

func TestForeignAnswerIsThatOfAProxy(t *testing.T) {
	for _, tt := range []struct {
		status int
		after  string
		want   call.Verdict
	}{
		{200, "", call.Verdict{Kind: channel.ErrUncertain}},
		{299, "", call.Verdict{Kind: channel.ErrUncertain}},
		{300, "", call.Verdict{Kind: channel.ErrUnavailable}},
		{302, "", call.Verdict{Kind: channel.ErrUnavailable}},
		{401, "", call.Verdict{Kind: channel.ErrUnavailable}},
		{403, "5", call.Verdict{Kind: channel.ErrUnavailable, Wait: 5 * time.Second}},
		{404, "", call.Verdict{Kind: channel.ErrUnavailable}},
		{413, "", call.Verdict{Kind: channel.ErrRejected, Affects: channel.AffectsMessage}},
		{429, "", call.Verdict{Kind: channel.ErrRateLimited, Wait: time.Minute}},
		{429, "7", call.Verdict{Kind: channel.ErrRateLimited, Wait: 7 * time.Second}},
		{429, "Sun, 29 Nov 2026 14:00:00 GMT", call.Verdict{Kind: channel.ErrRateLimited, Wait: time.Minute}},
		{429, "99999999", call.Verdict{Kind: channel.ErrRateLimited, Wait: call.LongestWait}},
		{429, "99999999999999999999", call.Verdict{Kind: channel.ErrRateLimited, Wait: call.LongestWait}},
		{429, "-99999999999999999999", call.Verdict{Kind: channel.ErrRateLimited, Wait: time.Minute}},
		{499, "", call.Verdict{Kind: channel.ErrUnavailable}},
		{500, "", call.Verdict{Kind: channel.ErrUncertain}},
		{503, "99999999", call.Verdict{Kind: channel.ErrUncertain}},
		{502, "9", call.Verdict{Kind: channel.ErrUncertain}},
	} {
		h := http.Header{}
		if tt.after != "" {
			h.Set("Retry-After", tt.after)
		}
		got := call.Foreign(call.Answer{Status: tt.status, Header: h, Body: []byte("<html>")})
		if diff := cmp.Diff(tt.want, got, cmpopts.EquateErrors()); diff != "" {
			t.Errorf("Foreign(%d, Retry-After %q) (-want +got):\n%s", tt.status, tt.after, diff)
		}
	}
}

func TestErrorsSayWhomTheyConcern(t *testing.T) {
	cause := errors.New("cause")
	for _, tt := range []struct {
		err  error
		want channel.Error
	}{
		{call.Refused("toy", "send", "42", call.Verdict{Kind: channel.ErrRateLimited, Affects: channel.AffectsPerson, Scope: channel.ScopeThread, Wait: time.Second}, ""),
			channel.Error{Platform: "toy", Op: "send", Code: "42", Kind: channel.ErrRateLimited, Affects: channel.AffectsPerson, Scope: channel.ScopeThread, Wait: time.Second}},
		{call.RefusedFor("toy", "send", "42", call.Verdict{Kind: channel.ErrUnavailable, Affects: channel.AffectsApp, Wait: 48 * time.Hour}, cause),
			channel.Error{Platform: "toy", Op: "send", Code: "42", Kind: channel.ErrUnavailable, Affects: channel.AffectsApp, Wait: 24 * time.Hour, Err: cause}},
		{call.Failed("toy", "send", channel.ErrUncertain, cause), channel.Error{Platform: "toy", Op: "send", Kind: channel.ErrUncertain, Err: cause}},
		{call.Rejected("toy", "send", cause), channel.Error{Platform: "toy", Op: "send", Kind: channel.ErrRejected, Affects: channel.AffectsMessage, Err: cause}},
		{call.Unauthorized("toy", "send", cause), channel.Error{Platform: "toy", Op: "send", Kind: channel.ErrUnauthorized, Affects: channel.AffectsCredentials, Err: cause}},
		{call.Malformed("toy", "send", cause), channel.Error{Platform: "toy", Op: "send", Kind: channel.ErrMalformed, Err: cause}},
	} {
		e, ok := errors.AsType[*channel.Error](tt.err)
		if !ok {
			t.Fatalf("%v is no *channel.Error", tt.err)
		}
		if diff := cmp.Diff(tt.want, *e, cmpopts.EquateErrors()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	odd := call.Undecodable("toy", "data", "data needs an id")
	if all := channel.FieldErrors(odd); !errors.Is(odd, channel.ErrMalformed) || len(all) != 1 || all[0].Field != "data" || all[0].Code != channel.CodeInvalid {
		t.Errorf("Undecodable is %v", odd)
	}
	field, ok := errors.AsType[*channel.FieldError](call.RejectedField("toy", "send", "text", channel.CodeMissing, "text is needed"))
	if !ok || field.Field != "text" || field.Code != channel.CodeMissing {
		t.Errorf("RejectedField holds %v", field)
	}
	if got := call.Refused("toy", "send", "", call.Verdict{}, strings.Repeat("é", 300)).Err.Error(); len(got) != 503 || !utf8.ValidString(got) {
		t.Errorf("the text has %d bytes", len(got))
	}
}

// The error of a file that cannot be opened says whether the message may be sent again, and never
// that the platform refuses the account.
func TestUnopened(t *testing.T) {
	fetched := &channel.Error{Op: "fetch", Kind: channel.ErrUnavailable, Wait: time.Minute}
	for name, tt := range map[string]struct{ err, want error }{
		"gone":           {&fs.PathError{Op: "open", Path: "t0p-secret", Err: fs.ErrNotExist}, channel.ErrRejected},
		"a folder":       {&fs.PathError{Op: "open", Path: "t0p-secret", Err: fs.ErrInvalid}, channel.ErrRejected},
		"a complaint":    {&channel.FieldError{Field: "file", Code: channel.CodeTooLarge}, channel.ErrRejected},
		"gone there":     {&channel.Error{Kind: channel.ErrRejected, Code: "404"}, channel.ErrRejected},
		"large there":    {&channel.Error{Kind: channel.ErrTooLarge}, channel.ErrTooLarge},
		"a virus":        {fmt.Errorf("t0p-secret: %w", channel.ErrRejected), channel.ErrRejected},
		"too large":      {fmt.Errorf("t0p-secret: %w", channel.ErrTooLarge), channel.ErrTooLarge},
		"refused there":  {&channel.Error{Kind: channel.ErrUnauthorized, Code: "403"}, channel.ErrUnavailable},
		"unclear there":  {&channel.Error{Kind: channel.ErrUncertain}, channel.ErrUnavailable},
		"down there":     {fetched, channel.ErrUnavailable},
		"anything else":  {errors.New("disk of t0p-secret failed"), channel.ErrUnavailable},
		"the call ended": {context.Canceled, channel.ErrUnavailable},
	} {
		err := call.Unopened("toy", "send", tt.err, "t0p-secret")
		if !errors.Is(err, tt.want) || errors.Is(err, channel.ErrUnauthorized) || errors.Is(err, channel.ErrUncertain) || strings.Contains(err.Error(), "t0p-secret") {
			t.Errorf("%s: %v, want an error like %v", name, err, tt.want)
		}
	}
	if err := call.Unopened("toy", "send", fetched); err != error(fetched) {
		t.Errorf("an error that fits became %v", err)
	}
}

// Whatever number an answer names, no account waits longer than a day for it.
func TestWaitsAreBounded(t *testing.T) {
	for given, want := range map[time.Duration]time.Duration{
		-time.Second: 0, time.Second: time.Second, 24 * time.Hour: 24 * time.Hour, 365 * 24 * time.Hour: 24 * time.Hour, 1<<63 - 1: 24 * time.Hour,
	} {
		if got := call.Refused("toy", "send", "", call.Verdict{Kind: channel.ErrRateLimited, Wait: given}, "").Wait; got != want {
			t.Errorf("Refused waits %v for %v, want %v", got, given, want)
		}
	}
	for given, want := range map[int64]time.Duration{-1 << 63: 0, -1: 0, 7: 7 * time.Second, 86_401: 24 * time.Hour, 1<<63 - 1: 24 * time.Hour} {
		if got := call.Seconds(given); got != want {
			t.Errorf("Seconds(%d) = %v, want %v", given, got, want)
		}
	}
}

// A header that names no time, or an odd one, asks for no pause by itself; a huge one is bounded.
func TestRetryAfter(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, " 7 ": 7 * time.Second, "0": 0, "-7": 0, "soon": 0, "1.5": 0,
		"99999999999": 24 * time.Hour, "99999999999999999999": 24 * time.Hour,
	} {
		h := http.Header{"Retry-After": {value}}
		if got := call.RetryAfter(h); got != want {
			t.Errorf("RetryAfter of %q is %v, want %v", value, got, want)
		}
		pause := want
		if pause == 0 {
			pause = call.DefaultPause
		}
		if got := call.Pause(h); got != pause {
			t.Errorf("Pause of %q is %v, want %v", value, got, pause)
		}
	}
}

// A platform's text is one line of a log: bounded, and without characters that act on a terminal.
func TestShorten(t *testing.T) {
	for text, want := range map[string]string{
		"plain, né":                         "plain, né",
		"a\r\nb\x1b[31mc\u202ed\u2028e\x00": "a  b [31mc d e ",
		strings.Repeat("é", 250):            strings.Repeat("é", 250),
		strings.Repeat("é", 251):            strings.Repeat("é", 250) + "…",
		"x" + strings.Repeat("é", 250):      "x" + strings.Repeat("é", 249) + "…",
	} {
		if got := call.Shorten(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}
