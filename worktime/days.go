package worktime

import "fmt"

// Days says what kind of day a date is: a tenant's zone, weekend, holidays and closures.
// It is plain data to store and to edit; a tenant's channels share it. [New] makes it answer questions.
//
// For each instant the first of these that applies decides:
//
//  1. an emergency closure: closed
//  2. a partial closure of the date: closed for those hours
//  3. special hours of the date
//  4. a rest date: the hours of a non-workday
//  5. a make-up workday: the hours of a workday
//  6. a yearly date
//  7. the weekday
type Days struct {
	// Zone is an IANA name such as "Europe/Paris". It must be given, "UTC" too; "Local" is refused,
	// for it means another zone on another server.
	Zone string `json:"zone"`

	// Weekend is the weekdays that are non-workdays. The zero value makes every day a workday.
	Weekend Weekdays `json:"weekend,omitempty"`

	// Rest lists dates that count as non-workdays.
	Rest []Day `json:"rest,omitempty"`

	// Makeup lists dates that count as workdays, such as a Saturday worked for a day off.
	Makeup []Day `json:"makeup,omitempty"`

	// Yearly lists dates that come round every year. Any list of exact dates beats it.
	Yearly []Yearly `json:"yearly,omitempty"`

	// Special gives dates hours of their own for every channel. No segments means closed all day.
	Special []Dated `json:"special,omitempty"`

	// Partial closes hours of a date, whatever else is open then, the rest of an overnight segment too.
	Partial []Dated `json:"partial,omitempty"`

	// Emergency closes everything for a while.
	Emergency []Emergency `json:"emergency,omitempty"`

	// MaxSegments is how many segments a class, a weekday or a date may have. Zero means 4; a negative number, any.
	MaxSegments int `json:"maxSegments,omitempty"`
}

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

// Yearly makes a date of every year a day of Class. Segments go with the class Special only; without them it is closed.
type Yearly struct {
	On       MonthDay  `json:"on"`
	Name     string    `json:"name,omitempty"`
	Class    Class     `json:"class,omitempty"`
	Segments []Segment `json:"segments,omitempty"`
}

// An Emergency closes from From until Until by the wall clock of the zone, whatever else is open.
// A zero Until means until further notice.
type Emergency struct {
	From  LocalTime `json:"from"`
	Until LocalTime `json:"until,omitzero"`
	Name  string    `json:"name,omitempty"`
}

// A Class is a kind of day. As text it is "nonworkday", "workday" or "special"; the zero value is Nonworkday.
type Class uint8

// The classes of days.
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
