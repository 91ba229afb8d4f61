package channel

import (
	"errors"
	"net/http"
	"strings"
	"time"
)

// Kinds of errors, which say what a host should do now. Ask with errors.Is.
var (
	// ErrForged: the call cannot be verified as one of the platform's. Refuse it and store nothing.
	ErrForged = errors.New("not proved to come from the platform")
	// ErrMethod: the webhook call has an HTTP method that the platform does not use.
	ErrMethod = errors.New("method not allowed")
	// ErrEncoding: the webhook body is compressed or otherwise encoded; platforms send it plain.
	ErrEncoding = errors.New("content encoding not supported")
	// ErrMalformed: the call is verified, but its body cannot be decoded. A call to the platform's
	// API returns it for an answer that cannot be understood.
	ErrMalformed = errors.New("cannot be decoded")
	// ErrTooLarge: a body is over its bound.
	ErrTooLarge = errors.New("too large")
	// ErrUnauthorized: our credentials or permissions do not suffice. The platform surely did not
	// accept the message. Tell an administrator.
	ErrUnauthorized = errors.New("not authorized")
	// ErrRateLimited: we called too often. The platform surely did not accept the message. See
	// Error.Scope and Error.Wait.
	ErrRateLimited = errors.New("rate limited")
	// ErrUnavailable: the platform surely did not accept the message, and may accept it later. It
	// is safe to send it again.
	ErrUnavailable = errors.New("unavailable")
	// ErrUncertain: the message may have arrived. A repeat may reach a person twice; wait for the
	// echo or ask a person.
	ErrUncertain = errors.New("outcome uncertain")
	// ErrUnreachable: the contact blocked us, left, or never wrote.
	ErrUnreachable = errors.New("contact unreachable")
	// ErrWindowClosed: the platform's reply window is over; the customer must write first.
	ErrWindowClosed = errors.New("reply window closed")
	// ErrNotOwner: another app controls the thread.
	ErrNotOwner = errors.New("another app controls the thread")
	// ErrRejected: this content is never accepted.
	ErrRejected = errors.New("rejected")
	// ErrCredit: the platform wants money: credits are used up, or a spending cap is reached. The
	// platform surely did not accept the message. Let the account wait and tell an administrator to
	// pay; new credentials change nothing.
	ErrCredit = errors.New("credit used up")
)

// Scope is what a limit or a pause applies to.
type Scope string

// The scopes, narrow to wide.
const (
	ScopeUnknown Scope = ""        // the platform does not say
	ScopeThread  Scope = "thread"  // this thread alone
	ScopeKind    Scope = "kind"    // one kind of message or call of an account; Rate.Kind names it
	ScopeAccount Scope = "account" // one page, bot or handle
	ScopeApp     Scope = "app"     // everything that the app does
)

// Affects is whom or what a refusal concerns. A host acts on it, and never on a code: what concerns
// a message or a person must not stop the account. There is one exception. ErrUnauthorized with
// AffectsMessage is a refusal that the platform does not document. It concerns its message until a
// second thread meets the same Code; then it concerns the account. Package dispatch keeps count of
// that, so a host that sends through it has nothing to do.
type Affects string

// Values of Affects: whom or what a refusal concerns.
const (
	AffectsUnknown     Affects = ""            // the platform does not say
	AffectsMessage     Affects = "message"     // this message or this call alone; with ErrUnauthorized: as far as is known
	AffectsPerson      Affects = "person"      // everything for this contact or thread
	AffectsAccount     Affects = "account"     // one page, bot or handle
	AffectsApp         Affects = "app"         // everything that the app does, or a permission that it lacks
	AffectsCredentials Affects = "credentials" // the token or secret: new credentials are needed
	AffectsCredit      Affects = "credit"      // money: the account waits until it is paid
)

// Error is what a platform's refusal means for the host. Kind answers "what now?", Code keeps the
// platform's own word. It holds no credential.
type Error struct {
	Op       string        // what was tried: "send", "receive", "handshake", "typing", …
	Platform string        // "telegram", …
	Kind     error         // one of the Err… values
	Code     string        // the platform's code, "10/2018278"; empty where it gave none
	Affects  Affects       // whom or what the refusal concerns; empty: unknown
	Scope    Scope         // with ErrRateLimited: what the pause applies to; ScopeThread with ErrUnreachable: this thread alone, not the person
	Wait     time.Duration // with ErrRateLimited and ErrUnavailable: how long to wait at least; zero: unknown
	Moved    Thread        // the thread goes on under this name; zero: it has not moved
	// StaleFile means that the platform does not take the handle of a file, such as that of an
	// Upload: it has expired, is used up or is not known. The message may be accepted once the file
	// is uploaded anew.
	StaleFile bool
	Err       error // the cause, with credentials removed; may be nil
}

// Error says platform, operation, kind, code and cause in one line.
func (e *Error) Error() string {
	var b strings.Builder
	for _, s := range []string{e.Platform, e.Op} {
		if s != "" {
			b.WriteString(s)
			b.WriteString(": ")
		}
	}
	if e.Kind != nil {
		b.WriteString(e.Kind.Error())
	} else {
		b.WriteString("failed")
	}
	if e.Code != "" {
		b.WriteString(" (" + e.Code + ")")
	}
	if e.Wait > 0 {
		b.WriteString(", wait " + e.Wait.String())
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap offers both the kind and the cause.
func (e *Error) Unwrap() []error {
	var errs []error
	if e.Kind != nil {
		errs = append(errs, e.Kind)
	}
	if e.Err != nil {
		errs = append(errs, e.Err)
	}
	return errs
}

// StatusCode returns the HTTP status that answers a webhook call: 200 for nil, 401 for ErrForged
// (403 if the call is a handshake), 405 for ErrMethod, 413 for ErrTooLarge, 415 for ErrEncoding and
// 400 for ErrMalformed. Any other error is the host's own: 503, so that the platform delivers
// again. For an error that [Handler.OnError] got, it is the status that the call was answered with:
// 200 for a body that was stored although it cannot be decoded, 503 for any error of Store.
func StatusCode(err error) int {
	told, ok := errors.AsType[*answered](err)
	switch {
	case err == nil:
		return http.StatusOK
	case ok:
		return told.status
	case errors.Is(err, ErrForged):
		if e, ok := errors.AsType[*Error](err); ok && e.Op == OpHandshake {
			return http.StatusForbidden
		}
		return http.StatusUnauthorized
	case errors.Is(err, ErrMethod):
		return http.StatusMethodNotAllowed
	case errors.Is(err, ErrTooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, ErrEncoding):
		return http.StatusUnsupportedMediaType
	case errors.Is(err, ErrMalformed):
		return http.StatusBadRequest
	default:
		return http.StatusServiceUnavailable
	}
}

// Values of Error.Op that StatusCode and hosts tell apart. Each platform names its other operations
// as it likes.
const (
	OpReceive   = "receive"
	OpHandshake = "handshake"
	OpSend      = "send"
)
