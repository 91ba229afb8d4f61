package worktime

import (
	"fmt"
	"strings"
)

// A Week gives weekdays hours of their own. A weekday it does not name keeps those of its class.
//
// As text its lines are separated by semicolons or line ends: "Mon-Fri 09:00-13:00,14:00-18:00; Sat
// closed".
type Week []WeekLine

// A WeekLine is the hours of some weekdays. No segments means closed all day.
type WeekLine struct {
	Days     Weekdays  `json:"days"`
	Segments []Segment `json:"segments,omitempty"`
}

// ParseWeek reads the text form. Blank lines are passed over; empty text is an empty week.
func ParseWeek(s string) (Week, error) {
	var week Week
	for line := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ';' || r == '\n' }) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		hours := strings.IndexAny(line, "0123456789")
		if hours < 0 && strings.HasSuffix(line, " "+closed) {
			hours = len(line) - len(closed)
		}
		if hours <= 0 {
			return nil, fmt.Errorf("worktime: %.64q is not a line of a week such as Mon-Fri 09:00-13:00 or Sun closed", line)
		}
		days, err := ParseWeekdays(strings.TrimSpace(line[:hours]))
		if err != nil {
			return nil, err
		}
		segments, err := ParseSegments(line[hours:])
		if err != nil {
			return nil, err
		}
		week = append(week, WeekLine{Days: days, Segments: segments})
	}
	return week, nil
}

// String is the week as text.
func (w Week) String() string {
	lines := make([]string, len(w))
	for i, l := range w {
		lines[i] = l.Days.String() + " " + FormatSegments(l.Segments)
	}
	return strings.Join(lines, "; ")
}
