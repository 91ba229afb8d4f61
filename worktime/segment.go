package worktime

import (
	"fmt"
	"strings"
)

// A Segment is a stretch of working time on the wall clock of one day: open from From, closed again
// at To (half-open). To is later than From, at most 24:00, unless Overnight is set: then To is a
// clock of the next date, not later than From, and the whole segment belongs to the day on which it
// starts.
//
// As text it is "09:00-13:00", overnight "22:00-06:00+1".
type Segment struct {
	From      Clock `json:"from"`
	To        Clock `json:"to"`
	Overnight bool  `json:"overnight,omitempty"`
}

// ParseSegments reads a list such as "09:00-13:00,14:00-18:00", or "closed" for none.
// It reads what is written; whether the segments make sense is for [Check].
func ParseSegments(s string) ([]Segment, error) {
	if strings.TrimSpace(s) == closed {
		return nil, nil
	}
	var list []Segment
	for part := range strings.SplitSeq(s, ",") {
		seg, err := parseSegment(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		list = append(list, seg)
	}
	return list, nil
}

func parseSegment(s string) (Segment, error) {
	text, overnight := strings.CutSuffix(s, "+1")
	from, to, ok := strings.Cut(text, "-")
	if !ok {
		return Segment{}, fmt.Errorf("worktime: %.32q is not a segment such as 09:00-13:00 or 22:00-06:00+1", s)
	}
	f, err := ParseClock(strings.TrimSpace(from))
	if err != nil {
		return Segment{}, err
	}
	t, err := ParseClock(strings.TrimSpace(to))
	if err != nil {
		return Segment{}, err
	}
	return Segment{From: f, To: t, Overnight: overnight}, nil
}

// closed is the text of no segments.
const closed = "closed"

// FormatSegments is the text form of a list, as [ParseSegments] reads it.
func FormatSegments(list []Segment) string {
	if len(list) == 0 {
		return closed
	}
	texts := make([]string, len(list))
	for i, s := range list {
		texts[i] = s.String()
	}
	return strings.Join(texts, ",")
}

// String is the segment as text.
func (s Segment) String() string {
	text := s.From.String() + "-" + s.To.String()
	if s.Overnight {
		text += "+1"
	}
	return text
}
