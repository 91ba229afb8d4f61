package call

import (
	"errors"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/contactkit/contactkit/channel"
)

// A Verdict says what a refusal means for the host. Each platform keeps one table from its codes to
// verdicts.
type Verdict struct {
	Kind    error // one of channel's Err… values
	Affects channel.Affects
	Scope   channel.Scope // with ErrRateLimited
	Wait    time.Duration // with ErrRateLimited and ErrUnavailable

	StaleFile bool // as in channel.Error
}

// DefaultPause is how long to wait after a rate-limit refusal without a time.
const DefaultPause = time.Minute

// LongestWait bounds every time that an answer asks to wait: the platform's own number as well as
// a header of a proxy. A time that is too long is a mistake of theirs, or of a clock, and must not
// silence an account for a year. After a day it does no harm to ask again.
const LongestWait = 24 * time.Hour

// Refused makes the error of an answer: the platform's code, its meaning, and the platform's own
// text without credentials ([Redact] it first), which is shortened. If text is empty, the error has
// no cause. The wait is at most [LongestWait].
func Refused(platform, op, code string, v Verdict, text string) *channel.Error {
	if text == "" {
		return RefusedFor(platform, op, code, v, nil)
	}
	return RefusedFor(platform, op, code, v, errors.New(Shorten(text)))
}

// RefusedFor is [Refused] with a cause that keeps its type, such as a [*channel.FieldError]. The
// cause must hold no credential: see [Hide].
func RefusedFor(platform, op, code string, v Verdict, cause error) *channel.Error {
	wait := min(max(v.Wait, 0), LongestWait)
	return &channel.Error{
		Op: op, Platform: platform, Kind: v.Kind, Code: Shorten(code), Affects: v.Affects, Scope: v.Scope, Wait: wait,
		StaleFile: v.StaleFile, Err: cause,
	}
}

// Failed makes the error of an operation that was not refused by the platform but went wrong on
// this side. err must hold no credential: see Hide.
func Failed(platform, op string, kind, err error) error {
	return &channel.Error{Op: op, Platform: platform, Kind: kind, Err: err}
}

// Rejected makes the error of a request that is refused before any I/O: it matches ErrRejected and
// concerns this message or call alone. err is a *channel.FieldError or several, joined.
func Rejected(platform, op string, err error) error {
	return &channel.Error{Op: op, Platform: platform, Kind: channel.ErrRejected, Affects: channel.AffectsMessage, Err: err}
}

// RejectedField is Rejected for one field.
func RejectedField(platform, op, field, code, reason string) error {
	return Rejected(platform, op, &channel.FieldError{Field: field, Code: code, Reason: reason})
}

// Unopened makes the error of a file of the host's that cannot be opened or read, as
// [channel.Files] says: the message is not sent. A *channel.Error whose kind is ErrRejected,
// ErrTooLarge or ErrUnavailable stays as it is. A *channel.FieldError, and any other error that
// matches fs.ErrNotExist, fs.ErrInvalid or channel.ErrRejected, becomes ErrRejected. An error that
// matches channel.ErrTooLarge becomes ErrTooLarge, and every other one ErrUnavailable. The
// credentials are taken out as by [Hide].
func Unopened(platform, op string, err error, secrets ...string) error {
	if e, ok := errors.AsType[*channel.Error](err); ok {
		for _, kind := range []error{channel.ErrRejected, channel.ErrTooLarge, channel.ErrUnavailable} {
			if errors.Is(e.Kind, kind) {
				return err
			}
		}
	}
	if f, ok := errors.AsType[*channel.FieldError](err); ok {
		return Rejected(platform, op, f)
	}
	hidden := Hide(err, secrets...)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrInvalid), errors.Is(err, channel.ErrRejected):
		return Rejected(platform, op, hidden)
	case errors.Is(err, channel.ErrTooLarge):
		return Failed(platform, op, channel.ErrTooLarge, hidden)
	}
	return Failed(platform, op, channel.ErrUnavailable, hidden)
}

// Unauthorized makes the error of an operation for which the configuration holds no usable
// credential. It matches ErrUnauthorized and concerns the credentials.
func Unauthorized(platform, op string, err error) error {
	return &channel.Error{Op: op, Platform: platform, Kind: channel.ErrUnauthorized, Affects: channel.AffectsCredentials, Err: err}
}

// Malformed makes the error of an answer that cannot be understood although the platform calls it a
// success.
func Malformed(platform, op string, err error) error {
	return &channel.Error{Op: op, Platform: platform, Kind: channel.ErrMalformed, Err: err}
}

// OpDecode names the decoding of a Custom in errors.
const OpDecode = "decode"

// Undecodable makes the error of a channel.Custom that one of the platform's functions Decode…
// cannot decode. The field is "kind" if the Custom is of another kind, and "data" if its data has
// another form. It matches ErrMalformed and holds a [*channel.FieldError].
func Undecodable(platform, field, reason string) error {
	return Malformed(platform, OpDecode, &channel.FieldError{Field: field, Code: channel.CodeInvalid, Reason: reason})
}

// Foreign says what an answer means whose body is not in the platform's form, such as the HTML page
// of a gateway or proxy. A proxy that refuses passed nothing on, so the request may be repeated:
// ErrUnavailable, whatever 401, 403 or 404 would mean from the platform itself. A status of 500 or
// more, and one that claims success, is ErrUncertain: the platform may have acted. If the answer
// says that the request is too large, a repeat would be too large as well: ErrRejected. A redirect
// is never followed, so the request had no effect: ErrUnavailable. 429 is ErrRateLimited, with the
// wait of [Pause]. See decision 183.
func Foreign(a Answer) Verdict {
	switch s := a.Status; {
	case s == http.StatusTooManyRequests:
		return Verdict{Kind: channel.ErrRateLimited, Wait: Pause(a.Header)}
	case s == http.StatusRequestEntityTooLarge, s == http.StatusRequestURITooLong, s == http.StatusRequestHeaderFieldsTooLarge:
		return Verdict{Kind: channel.ErrRejected, Affects: channel.AffectsMessage}
	case s >= 300 && s < 500:
		return Verdict{Kind: channel.ErrUnavailable, Wait: RetryAfter(a.Header)}
	default:
		return Verdict{Kind: channel.ErrUncertain}
	}
}

// RetryAfter reads the header of that name, in seconds. It is at most LongestWait, and zero if
// there is no such header or if it holds a date.
func RetryAfter(h http.Header) time.Duration {
	n, err := strconv.ParseInt(strings.TrimSpace(h.Get("Retry-After")), 10, 64)
	if errors.Is(err, strconv.ErrRange) && n > 0 {
		err = nil
	}
	if err != nil {
		return 0
	}
	return Seconds(n)
}

// Seconds is a number of seconds as a duration between zero and LongestWait.
func Seconds(n int64) time.Duration {
	return time.Duration(min(max(n, 0), int64(LongestWait/time.Second))) * time.Second
}

// Pause is RetryAfter, or DefaultPause if the header names no time.
func Pause(h http.Header) time.Duration {
	if wait := RetryAfter(h); wait > 0 {
		return wait
	}
	return DefaultPause
}

// Shorten bounds a platform's text to 500 bytes, so that it does not fill a log, and puts a blank
// for each character that would change how a log or terminal shows it: line breaks, escapes, marks
// of direction. Redact a text first: a part of a credential would not be found.
func Shorten(text string) string {
	const most = 500
	cut := ""
	if len(text) > most {
		text, cut = strings.ToValidUTF8(text[:most], ""), "…"
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) {
			return ' '
		}
		return r
	}, text) + cut
}
