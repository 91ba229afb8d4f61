package login

import (
	"errors"

	"github.com/contactkit/contactkit/channel"
)

// Op is the operation in errors of a login.
const Op = "login"

// Refusals of a login. Each comes in a *channel.Error whose kind says what to do; ask for both with
// errors.Is.
var (
	// ErrState means that the state is unknown or was used before: the callback is forged or
	// repeated. The kind is channel.ErrForged. Fresh returns it, with the kind
	// channel.ErrUnauthorized, if there is no such grant.
	ErrState = errors.New("the state belongs to no login that waits")
	// ErrOwner means that another tenant or another session began the login. The kind is
	// channel.ErrForged.
	ErrOwner = errors.New("the login was begun by another tenant or session")
	// ErrExpired means that the login took too long. The kind is channel.ErrRejected: begin again.
	ErrExpired = errors.New("the login took too long")
	// ErrDenied means that the person cancelled on the login page. The kind is
	// channel.ErrUnauthorized.
	ErrDenied = errors.New("the person did not agree")
	// ErrAccount means that the person logged in with another account than the one that was asked
	// for. The kind is channel.ErrRejected.
	ErrAccount = errors.New("the login is that of another account")
	// ErrEnded means that the credentials of a login have ended. The kind is
	// channel.ErrUnauthorized: only a person can log in again.
	ErrEnded = errors.New("the login has ended")
	// ErrTooEarly means that the platform does not renew credentials as young as these. The kind is
	// channel.ErrRejected.
	ErrTooEarly = errors.New("the credentials are too young to be renewed")
)

// Fail makes the error of a refused login. kind is one of package channel's Err… values; reason is
// an error of this package or of the caller.
func Fail(platform string, kind, reason error) error {
	return &channel.Error{Op: Op, Platform: platform, Kind: kind, Err: reason}
}

// complain makes the error of a call that can never work.
func complain(platform, field, code, reason string) error {
	return Fail(platform, channel.ErrRejected, &channel.FieldError{Field: field, Code: code, Reason: reason})
}
