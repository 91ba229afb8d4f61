package channel

import (
	"fmt"
	"strconv"
)

// Codes of FieldError, for a form that shows its own words.
const (
	CodeMissing     = "missing"     // required and empty
	CodeInvalid     = "invalid"     // not of the form that is asked for
	CodeTooLong     = "too_long"    // longer than Limit, counted in Unit
	CodeTooMany     = "too_many"    // more items than Limit
	CodeTooLarge    = "too_large"   // more bytes than Limit
	CodeDuplicate   = "duplicate"   // stands twice
	CodeUnsupported = "unsupported" // the platform, or this thread, has no such thing
	CodeConflict    = "conflict"    // excludes, or needs, another field
)

// FieldError is a complaint about one field of a configuration or of a message. Complaints come joined (errors.Join), all
// at once; FieldErrors takes them apart. It never quotes a credential.
type FieldError struct {
	Field  string `json:"field"` // path: "token", "pages[17].token", "quickReplies[2].text"
	Code   string `json:"code"`
	Reason string `json:"reason"`          // one sentence for a person
	Limit  int    `json:"limit,omitempty"` // with CodeTooLong, CodeTooMany, CodeTooLarge
	Got    int    `json:"got,omitempty"`   // what was given, in the same unit
	Unit   Unit   `json:"unit,omitempty"`  // with CodeTooLong
}

// Error says the field, the reason and the limit.
func (e *FieldError) Error() string {
	s := e.Field + ": " + e.Reason
	if e.Limit == 0 && e.Got == 0 {
		return s
	}
	limit := strconv.Itoa(e.Limit)
	if e.Unit != "" {
		limit += " " + string(e.Unit)
	}
	return fmt.Sprintf("%s (limit %s, got %d)", s, limit, e.Got)
}

// FieldErrors returns every FieldError in err's tree, in order.
func FieldErrors(err error) []*FieldError {
	var found []*FieldError
	var walk func(error)
	walk = func(err error) {
		switch e := err.(type) {
		case nil:
		case *FieldError:
			found = append(found, e)
		case interface{ Unwrap() []error }:
			for _, inner := range e.Unwrap() {
				walk(inner)
			}
		case interface{ Unwrap() error }:
			walk(e.Unwrap())
		}
	}
	walk(err)
	return found
}
