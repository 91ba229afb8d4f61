// Package fielderror has the one form in which this module complains about a field: of a record, a
// configuration, a calendar, a set of keywords, a message. A form shows such an error in place, by
// its path, and chooses its own words by the code.
//
// The other packages name the type FieldError: channel.FieldError, session.FieldError and
// worktime.FieldError are the same type, so one loop over [All] shows the complaints of all of
// them.
package fielderror

import (
	"fmt"
	"strconv"
)

// Codes that several packages use. A package may add codes of its own. Treat a code that you do not
// know like Invalid.
const (
	Missing     = "missing"     // required and empty
	Invalid     = "invalid"     // not of the form that is asked for
	TooLong     = "too_long"    // longer than Limit, counted in Unit
	TooShort    = "too_short"   // shorter than Limit, counted in Unit
	TooMany     = "too_many"    // more items than Limit
	TooLarge    = "too_large"   // more bytes than Limit, or a picture whose width and height together have more pixels
	Duplicate   = "duplicate"   // says what another entry says
	Unsupported = "unsupported" // the platform, or this thread, has no such thing
	Conflict    = "conflict"    // excludes, or needs, another field
	Unknown     = "unknown"     // names nothing that exists
)

// Error is a complaint about one field. Complaints come joined (errors.Join), all at once; [All]
// takes them apart. An Error never quotes a credential.
type Error struct {
	Field  string `json:"field"` // path: "token", "pages[17].token", "days.rest[3].date"
	Code   string `json:"code"`
	Reason string `json:"reason"`          // for a person: a sentence, or what the field must be
	Limit  int    `json:"limit,omitempty"` // with TooLong, TooShort, TooMany and TooLarge
	Got    int    `json:"got,omitempty"`   // the number given, in the same unit
	Unit   string `json:"unit,omitempty"`  // with TooLong and TooShort: what is counted, as channel.Unit has it
	Other  string `json:"other,omitempty"` // with Conflict: the field that this one must fit, if it is one
}

// Error says the field, the reason and the limit.
func (e *Error) Error() string {
	s := e.Field + ": " + e.Reason
	if e.Limit == 0 && e.Got == 0 {
		return s
	}
	limit := strconv.Itoa(e.Limit)
	if e.Unit != "" {
		limit += " " + e.Unit
	}
	return fmt.Sprintf("%s (limit %s, got %d)", s, limit, e.Got)
}

// All returns every Error in err's tree, in order.
func All(err error) []*Error {
	var found []*Error
	var walk func(error)
	walk = func(err error) {
		switch e := err.(type) {
		case nil:
		case *Error:
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
