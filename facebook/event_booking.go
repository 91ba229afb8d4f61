package facebook

import (
	"strings"
	"time"
)

// booking is the time of an appointment that the customer asks for, or that the business confirms.
type booking struct {
	status, zone string
	begin, end   time.Time
}

// lines are the parts of a booking that are there, one below the other: "requested", the times in
// UTC, the time zone.
func (b booking) lines() string {
	var lines []string
	for _, s := range []string{b.status, clock(b.begin, b.end), b.zone} {
		if s != "" {
			lines = append(lines, s)
		}
	}
	return strings.Join(lines, "\n")
}

// clock writes a span of time as ISO 8601 does.
func clock(begin, end time.Time) string {
	switch {
	case begin.IsZero():
		return ""
	case end.IsZero():
		return begin.Format(time.RFC3339)
	}
	return begin.Format(time.RFC3339) + "/" + end.Format(time.RFC3339)
}
