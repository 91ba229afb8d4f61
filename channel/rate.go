package channel

import (
	"errors"
	"fmt"
	"time"
)

// Rate is a limit on how often calls are made: N calls in any period of length Per.
type Rate struct {
	Scope Scope `json:"scope"`
	// Kind is set with ScopeKind alone. All threads of the account whose Limits hold a rate of this
	// Kind share it. Of the messages to these threads, a rate of the Kind "text" counts those
	// without attachments, "media" those with attachments, and any other Kind all.
	Kind string        `json:"kind,omitempty"`
	N    int           `json:"n"`
	Per  time.Duration `json:"per"`            // nanoseconds in JSON
	Cost int           `json:"cost,omitempty"` // what one message takes of N; zero: 1
}

// CheckRates checks the rates that a host configures, for the check of a platform's Config. It
// returns nil, or joined complaints of type [*FieldError] with [CodeInvalid] whose fields are
// field[0], field[1] and so on. A rate needs a positive N and Per, a known scope, a Kind if and
// only if the scope is [ScopeKind], and a Cost from 0 to N.
func CheckRates(field string, rates []Rate) error {
	var errs []error
	for i, r := range rates {
		if reason := r.fault(); reason != "" {
			errs = append(errs, &FieldError{Field: fmt.Sprintf("%s[%d]", field, i), Code: CodeInvalid, Reason: reason})
		}
	}
	return errors.Join(errs...)
}

// fault returns why a rate is invalid, or "".
func (r Rate) fault() string {
	switch r.Scope {
	case ScopeThread, ScopeKind, ScopeAccount, ScopeApp:
	default:
		return `rate needs the scope "thread", "kind", "account" or "app"`
	}
	switch {
	case r.N < 1 || r.Per <= 0:
		return "rate needs a positive number of calls and a positive time"
	case (r.Scope == ScopeKind) != (r.Kind != ""):
		return `rate needs a kind if its scope is "kind", and otherwise none`
	case r.Cost < 0 || r.Cost > r.N:
		return "cost must not be negative or above the number of calls"
	}
	return ""
}
