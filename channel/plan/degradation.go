package plan

import (
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// Change says how a part of a message was changed.
type Change string

// Values of Change.
const (
	Divided   Change = "divided"   // it goes on in the next message
	Moved     Change = "moved"     // it goes in a message of its own
	Shortened Change = "shortened" // its end was replaced by an ellipsis
	Listed    Change = "listed"    // it is text now
	Changed   Change = "changed"   // it goes as something similar
	Dropped   Change = "dropped"   // the customer does not see it
	Broken    Change = "broken"    // a cluster, URL or span longer than a whole message was cut inside
	Cleaned   Change = "cleaned"   // bytes that are no text became U+FFFD
)

// Degradation is one way in which the parts differ from the message that was given. It is plain
// data, for a log or a screen.
type Degradation struct {
	Change Change       `json:"change"`
	Field  string       `json:"field"`           // of the given message, as in channel.FieldError: "text", "quickReplies[12].text"
	Code   string       `json:"code"`            // one of channel.Code…: "too_long", "unsupported", …
	Limit  int          `json:"limit,omitempty"` // with too_long and too_many
	Got    int          `json:"got,omitempty"`   // what was given, in the same unit
	Unit   channel.Unit `json:"unit,omitempty"`  // with too_long
}

// String says it in one line.
func (d Degradation) String() string {
	var b strings.Builder
	b.WriteString(d.Field + ": " + string(d.Change) + " (" + d.Code)
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
