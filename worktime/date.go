package worktime

import (
	"fmt"
	"time"
)

// A Date is a day of the Gregorian calendar, without a time or a zone, from year 1 to 9999.
// As text it is "2026-10-01"; the zero value is "" and means that no date is given.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads "2026-10-01"; "" is the zero Date.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	var y, m, d int
	if len(s) == 10 && digits(s[0:4], &y) && s[4] == '-' && digits(s[5:7], &m) && s[7] == '-' && digits(s[8:10], &d) {
		if date := (Date{Year: y, Month: time.Month(m), Day: d}); date.valid() {
			return date, nil
		}
	}
	return Date{}, fmt.Errorf("worktime: %.32q is not a date such as 2026-10-01", s)
}

// String is the date as text.
func (d Date) String() string {
	if d == (Date{}) {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// MarshalText is String; a date that does not exist is an error.
func (d Date) MarshalText() ([]byte, error) {
	if d != (Date{}) && !d.valid() {
		return nil, fmt.Errorf("worktime: the date %v does not exist", d)
	}
	return []byte(d.String()), nil
}

// UnmarshalText is [ParseDate].
func (d *Date) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDate(string(text))
	return err
}

func (d Date) valid() bool {
	if d.Year < 1 || d.Year > 9999 {
		return false
	}
	y, m, day := d.midnight().Date()
	return y == d.Year && m == d.Month && day == d.Day
}

// day counts days since 1970-01-01.
func (d Date) day() int64 { return d.midnight().Unix() / secondsPerDay }

func (d Date) midnight() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// A MonthDay is a date that comes round every year. As text it is "12-25". "02-29" counts in leap
// years only. The zero value is "" and means that no date is given.
type MonthDay struct {
	Month time.Month
	Day   int
}

// ParseMonthDay reads "12-25"; "" is the zero MonthDay.
func ParseMonthDay(s string) (MonthDay, error) {
	if s == "" {
		return MonthDay{}, nil
	}
	var m, d int
	if len(s) == 5 && digits(s[0:2], &m) && s[2] == '-' && digits(s[3:5], &d) {
		if md := (MonthDay{Month: time.Month(m), Day: d}); md.valid() {
			return md, nil
		}
	}
	return MonthDay{}, fmt.Errorf("worktime: %.32q is not a month and day such as 12-25", s)
}

// String is the month and day as text.
func (m MonthDay) String() string {
	if m == (MonthDay{}) {
		return ""
	}
	return fmt.Sprintf("%02d-%02d", int(m.Month), m.Day)
}

// MarshalText is String; a day that no year has is an error.
func (m MonthDay) MarshalText() ([]byte, error) {
	if m != (MonthDay{}) && !m.valid() {
		return nil, fmt.Errorf("worktime: no year has the day %v", m)
	}
	return []byte(m.String()), nil
}

// UnmarshalText is [ParseMonthDay].
func (m *MonthDay) UnmarshalText(text []byte) (err error) {
	*m, err = ParseMonthDay(string(text))
	return err
}

// valid asks a leap year, so that 29 February passes.
func (m MonthDay) valid() bool { return Date{Year: 2000, Month: m.Month, Day: m.Day}.valid() }
