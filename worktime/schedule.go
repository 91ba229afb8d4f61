package worktime

// A Schedule is when a channel is open on a workday and on a non-workday. It is plain data to store
// and to edit. The zero value is never open.
type Schedule struct {
	// Workday and Nonworkday are the hours of the two classes, in any order. No segments means
	// closed all day.
	Workday    []Segment `json:"workday,omitempty"`
	Nonworkday []Segment `json:"nonworkday,omitempty"`

	// Week gives single weekdays hours of their own instead of those of their class, for desks
	// whose Fridays are short. It is the lowest rule: a rest date, a make-up workday or a yearly
	// date keeps the hours of its class.
	Week Week `json:"week,omitempty"`
}

// Default is where an administrator's form starts: one segment shown for workdays and one for
// non-workdays, as Huawei AICC's form does. Huawei does not document that form's first values. Here
// the weekend is Saturday and Sunday and both segments are the whole day, so that a channel without
// hours turns no customer away.
func Default(zone string) (*Days, Schedule) {
	wholeDay := func() []Segment { return []Segment{{To: Midnight}} }
	return &Days{Zone: zone, Weekend: Sat | Sun}, Schedule{Workday: wholeDay(), Nonworkday: wholeDay()}
}

// weekday is the hours that the regular week gives a weekday, Monday being bit 0, and the class
// they come from.
func (s Schedule) weekday(weekend Weekdays, bit int) ([]Segment, Class) {
	for _, l := range s.Week {
		if l.Days>>bit&1 != 0 {
			return l.Segments, Special
		}
	}
	if weekend>>bit&1 != 0 {
		return s.Nonworkday, Nonworkday
	}
	return s.Workday, Workday
}
