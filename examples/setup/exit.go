package main

import (
	"errors"

	"github.com/contactkit/contactkit/channel"
)

// Exit statuses of the command.
const (
	exitOK          = 0
	exitRefused     = 1 // the platform refused what it was asked
	exitUsage       = 2 // command line or configuration; nothing was asked
	exitFindings    = 3 // a check found something that has to be mended
	exitCredentials = 4 // the platform refused the credentials
	exitLater       = 5 // the platform cannot be reached, fails, or asks to wait
)

// configError is a fault of the command line or the configuration.
type configError struct{ err error }

func (e configError) Error() string { return e.err.Error() }
func (e configError) Unwrap() error { return e.err }

// kinds are the words for errors in JSON, with their exit status. The first that matches counts.
var kinds = []struct {
	kind error
	word string
	exit int
}{
	{errors.ErrUnsupported, "unsupported", exitUsage},
	{channel.ErrUnauthorized, "unauthorized", exitCredentials},
	{channel.ErrRateLimited, "rate_limited", exitLater},
	{channel.ErrUnavailable, "unavailable", exitLater},
	{channel.ErrUncertain, "uncertain", exitLater},
	{channel.ErrMalformed, "malformed", exitRefused},
	{channel.ErrRejected, "rejected", exitRefused},
}

// classify names the kind of an error and its exit status.
func classify(err error) (word string, exit int) {
	if _, ok := errors.AsType[configError](err); ok || unasked(err) {
		return "configuration", exitUsage
	}
	for _, k := range kinds {
		if errors.Is(err, k.kind) {
			return k.word, k.exit
		}
	}
	return "other", exitRefused
}

// unasked reports whether an error complains of an argument, so that no call was made. A conflict
// with the platform's state is found by a call.
func unasked(err error) bool {
	e, ok := errors.AsType[*channel.Error](err)
	if !ok || e.Code != "" {
		return false
	}
	f, ok := errors.AsType[*channel.FieldError](e.Err)
	return ok && f.Code != channel.CodeConflict
}

// hasFatal reports whether a finding has to be mended; if strict, whether there is any.
func hasFatal(findings []channel.Finding, strict bool) bool {
	for _, f := range findings {
		if f.Fatal || strict {
			return true
		}
	}
	return false
}
