package facebook

import (
	"github.com/contactkit/contactkit/channel"
)

// complaints collects what is wrong with a message.
type complaints []error

func (c *complaints) add(field, code, reason string) {
	*c = append(*c, &channel.FieldError{Field: field, Code: code, Reason: reason})
}

// length holds a text to a limit that Meta states in characters, in the stricter reading.
func (c *complaints) length(field, text string, most int) {
	l := channel.Length{Max: most, Unit: channel.UTF16}
	if !l.Fits(text) {
		*c = append(*c, &channel.FieldError{Field: field, Code: channel.CodeTooLong, Reason: "too long", Limit: most, Got: l.Unit.Count(text), Unit: l.Unit})
	}
}

func (c *complaints) count(field string, n, most int) {
	if n > most {
		*c = append(*c, &channel.FieldError{Field: field, Code: channel.CodeTooMany, Reason: "too many", Limit: most, Got: n})
	}
}
