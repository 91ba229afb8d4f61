package worktime

import "fmt"

// A Day is a date with the name that administrators know it by, if any.
type Day struct {
	Date Date   `json:"date"`
	Name string `json:"name,omitempty"`
}

// Dated is segments of one date.
type Dated struct {
	Date     Date      `json:"date"`
	Name     string    `json:"name,omitempty"`
	Segments []Segment `json:"segments,omitempty"`
}

// Yearly gives a date of every year a Class. Segments are only for the class Special; Special
// without segments is closed all day.
type Yearly struct {
	On       MonthDay  `json:"on"`
	Name     string    `json:"name,omitempty"`
	Class    Class     `json:"class,omitempty"`
	Segments []Segment `json:"segments,omitempty"`
}

// A Class is a kind of day. As text it is "nonworkday", "workday" or "special"; the zero value is
// Nonworkday.
type Class uint8

// Classes of a day: which hours apply.
const (
	Nonworkday Class = iota // the schedule's hours for non-workdays
	Workday                 // the schedule's hours for workdays
	Special                 // segments of its own
)

// String is the class as text.
func (c Class) String() string {
	switch c {
	case Nonworkday:
		return "nonworkday"
	case Workday:
		return "workday"
	case Special:
		return "special"
	}
	return fmt.Sprintf("Class(%d)", uint8(c))
}

// MarshalText is String; an unknown class is an error.
func (c Class) MarshalText() ([]byte, error) {
	if c > Special {
		return nil, fmt.Errorf("worktime: %v is no class of days", c)
	}
	return []byte(c.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (c *Class) UnmarshalText(text []byte) error {
	for class := Nonworkday; class <= Special; class++ {
		if string(text) == class.String() {
			*c = class
			return nil
		}
	}
	return fmt.Errorf("worktime: %.32q is not nonworkday, workday or special", text)
}
