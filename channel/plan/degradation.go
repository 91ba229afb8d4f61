package plan

import (
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// What says how a part of a message was changed.
type What string

// Values of What.
const (
	Divided   What = "divided"   // it goes on in the next message
	Moved     What = "moved"     // it goes in a message of its own
	Shortened What = "shortened" // its end was replaced by an ellipsis
	Listed    What = "listed"    // it is text now
	Changed   What = "changed"   // it goes as something similar
	Dropped   What = "dropped"   // the customer does not see it
	Broken    What = "broken"    // a cluster, URL or span longer than a whole message was cut inside
	Cleaned   What = "cleaned"   // bytes that are no text became U+FFFD
)

// Degradation is one way in which the parts differ from the message that was given. It is plain
// data, for a log or a screen.
type Degradation struct {
	What  What         `json:"what"`
	Field string       `json:"field"`           // of the given message, as in channel.FieldError: "text", "quickReplies[12].text"
	Why   string       `json:"why"`             // one of channel.Code…: "too_long", "unsupported", …
	Limit int          `json:"limit,omitempty"` // with too_long, too_many, too_large
	Got   int          `json:"got,omitempty"`   // what was given, in the same unit
	Unit  channel.Unit `json:"unit,omitempty"`  // with too_long
}

// String says it in one line.
func (d Degradation) String() string {
	var b strings.Builder
	b.WriteString(d.Field + ": " + string(d.What) + " (" + d.Why)
	if d.Limit != 0 || d.Got != 0 {
		b.WriteString(", limit " + strconv.Itoa(d.Limit))
		if d.Unit != "" {
			b.WriteString(" " + string(d.Unit))
		}
		b.WriteString(", got " + strconv.Itoa(d.Got))
	}
	b.WriteString(")")
	return b.String()
}
