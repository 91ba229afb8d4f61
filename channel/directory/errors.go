package directory

import (
	"errors"
	"fmt"

	"github.com/contactkit/contactkit/channel"
)

// Errors that a host decides by. Ask with errors.Is.
var (
	// ErrNotFound: there is no channel, certificate, calendar or provider of that name.
	ErrNotFound = errors.New("no such channel, certificate, calendar or provider")
	// ErrStale: the record was changed by another writer since it was read. Read it again.
	ErrStale = errors.New("the record has changed meanwhile")
	// ErrTaken: see TakenError.
	ErrTaken = errors.New("already in another channel")
	// ErrDraft: the channel is a draft and takes no event yet. As answer to a webhook call it is
	// 503: the platform delivers again. See Directory.Receive and decision 095.
	ErrDraft = errors.New("the channel is a draft")
	// ErrPaused: the channel is paused and sends nothing.
	ErrPaused = errors.New("the channel is paused")
)

// Codes of complaints, in addition to those of package channel.
const (
	CodeUnknown   = "unknown"    // the host knows nothing of this name
	CodeTaken     = "taken"      // another channel has it
	CodeWeak      = "weak"       // warning: works, but is less safe than it could be
	CodeNeverOpen = "never_open" // warning: the hours never let agents work
	CodeOdd       = "odd"        // warning: legal, but likely not meant
)

// TakenError says which channel has what must be unique. It matches ErrTaken. One app may be in
// several channels, each with accounts of its own, if Options.SharedApps lists it.
type TakenError struct {
	Claim  Claim
	Tenant string // of the channel that has it
	ID     string // of the channel that has it
	Name   string // of the channel that has it
	same   bool   // the tenant is the same
}

// Error names the other channel to its own tenant only.
func (e *TakenError) Error() string {
	where := "a channel of another tenant"
	if e.same {
		where = "channel " + e.Name
	}
	text := fmt.Sprintf("directory: the %s %s is already in %s", e.Claim.Kind, e.Claim.Value, where)
	if e.Claim.Kind == ClaimApp {
		text += "; only an app in Options.SharedApps may be in several channels"
	}
	return text
}

// Is reports whether target is ErrTaken.
func (e *TakenError) Is(target error) bool { return target == ErrTaken }

// Taken makes the error for a store that keeps claims unique: by has what r claims.
func Taken(c Claim, by, r Record) *TakenError {
	return &TakenError{Claim: c, Tenant: by.Tenant, ID: by.ID, Name: by.Name, same: by.Tenant == r.Tenant}
}

// complaint is the same for a form.
func (e *TakenError) complaint() *channel.FieldError {
	field := "settings"
	if e.Claim.Kind == ClaimName {
		field = "name"
	}
	return &channel.FieldError{Field: field, Code: CodeTaken, Reason: e.Error()[len("directory: "):]}
}
