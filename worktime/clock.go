package worktime

import "fmt"

// A Clock is a reading of a wall clock: whole seconds since 00:00, from 0 to 86,400.
// The last one is 24:00, the end of the day and the same moment as 00:00 of the next.
// The zero value is 00:00. As text it is "09:00", or "09:00:30" where the seconds matter.
type Clock int

// Midnight is 24:00, the end of a day.
const Midnight Clock = secondsPerDay

const secondsPerDay = 24 * 60 * 60

// At is the clock at hour and minute. It does not check them: [Check] refuses a clock outside 00:00
// to 24:00.
func At(hour, minute int) Clock {
	return Clock(hour*3600 + minute*60)
}

// ParseClock reads "09:00", "09:00:30" or "24:00". Every part has two digits.
func ParseClock(s string) (Clock, error) {
	h, m, sec, ok := 0, 0, 0, len(s) == 5 || len(s) == 8 && s[5] == ':'
	if ok {
		ok = digits(s[0:2], &h) && s[2] == ':' && digits(s[3:5], &m) && (len(s) == 5 || digits(s[6:8], &sec))
	}
	c := At(h, m) + Clock(sec)
	if !ok || m > 59 || sec > 59 || !c.valid() {
		return 0, fmt.Errorf("worktime: %.32q is not a time of day such as 09:00, 09:00:30 or 24:00", s)
	}
	return c, nil
}

// String is the clock as text; the seconds are left out where they are zero.
func (c Clock) String() string {
	switch {
	case !c.valid():
		return fmt.Sprintf("Clock(%d)", int(c))
	case c%60 != 0:
		return fmt.Sprintf("%02d:%02d:%02d", c/3600, c/60%60, c%60)
	}
	return fmt.Sprintf("%02d:%02d", c/3600, c/60%60)
}

// MarshalText is String; a clock outside 00:00 to 24:00 is an error.
func (c Clock) MarshalText() ([]byte, error) {
	if !c.valid() {
		return nil, fmt.Errorf("worktime: %v is outside 00:00 to 24:00", c)
	}
	return []byte(c.String()), nil
}

// UnmarshalText is [ParseClock].
func (c *Clock) UnmarshalText(text []byte) (err error) {
	*c, err = ParseClock(string(text))
	return err
}

func (c Clock) valid() bool { return 0 <= c && c <= Midnight }

// digits reads s, which must be decimal digits only, into n.
func digits(s string, n *int) bool {
	*n = 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
		*n = *n*10 + int(s[i]-'0')
	}
	return true
}

// A LocalTime is a date and a clock in a calendar's zone, without saying which of two passes of a
// repeated hour is meant. As text it is "2026-03-01T14:30"; the zero value is "" and means that no
// time is given.
type LocalTime struct {
	Date  Date
	Clock Clock
}

// ParseLocalTime reads "2026-03-01T14:30", or with seconds; "" is the zero LocalTime.
func ParseLocalTime(s string) (LocalTime, error) {
	if s == "" {
		return LocalTime{}, nil
	}
	if len(s) < 11 || s[10] != 'T' {
		return LocalTime{}, fmt.Errorf("worktime: %.32q is not a local time such as 2026-03-01T14:30", s)
	}
	d, err := ParseDate(s[:10])
	if err != nil {
		return LocalTime{}, err
	}
	c, err := ParseClock(s[11:])
	if err != nil {
		return LocalTime{}, err
	}
	return LocalTime{Date: d, Clock: c}, nil
}

// String is the local time as text.
func (l LocalTime) String() string {
	if l == (LocalTime{}) {
		return ""
	}
	return l.Date.String() + "T" + l.Clock.String()
}

// MarshalText is String; a date or clock that does not exist is an error.
func (l LocalTime) MarshalText() ([]byte, error) {
	if l != (LocalTime{}) && !l.valid() {
		return nil, fmt.Errorf("worktime: %v does not exist", l)
	}
	return []byte(l.String()), nil
}

// UnmarshalText is [ParseLocalTime].
func (l *LocalTime) UnmarshalText(text []byte) (err error) {
	*l, err = ParseLocalTime(string(text))
	return err
}

func (l LocalTime) valid() bool { return l.Date.valid() && l.Clock.valid() }

// line is the place of the local time on the local line, see zone.go.
func (l LocalTime) line() int64 { return l.Date.day()*secondsPerDay + int64(l.Clock) }
