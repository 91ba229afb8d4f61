package worktime

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A Holiday is a date with hours of its own, as an administrator enters it: one date, or a date of
// every year. [Days.WithHolidays] puts a list of them into a calendar.
type Holiday struct {
	Date     Date      `json:"date,omitzero"`   // of one year
	Yearly   MonthDay  `json:"yearly,omitzero"` // of every year; excludes Date
	Name     string    `json:"name,omitempty"`
	Segments []Segment `json:"segments,omitempty"` // open on the date; none: closed all day
}

// String is the holiday as a line of text: "2026-12-24 09:00-12:00 Christmas Eve" or "12-25 closed
// Christmas Day".
func (h Holiday) String() string {
	day := h.Date.String()
	if h.Date == (Date{}) {
		day = h.Yearly.String()
	}
	return strings.TrimSpace(day + " " + FormatSegments(h.Segments) + " " + strings.ReplaceAll(h.Name, "\n", " "))
}

// FormatHolidays writes a list as text, one a line.
func FormatHolidays(list []Holiday) string {
	lines := make([]string, len(list))
	for i, h := range list {
		lines[i] = h.String()
	}
	return strings.Join(lines, "\n")
}

// ParseHolidays reads lines of a date, hours and a name: "2026-12-24 09:00-12:00 Christmas Eve" is
// one date, "12-25 closed Christmas Day" a date of every year. Without hours the date is closed; a
// word that may be meant as hours, such as 9-17, is an error. Blank lines are passed over. The
// error joins one for each line that cannot be read.
func ParseHolidays(s string) ([]Holiday, error) {
	var list []Holiday
	var errs []error
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		h, err := parseHoliday(line)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		list = append(list, h)
	}
	return list, errors.Join(errs...)
}

func parseHoliday(line string) (Holiday, error) {
	var h Holiday
	day, rest, _ := strings.Cut(line, " ")
	var err error
	if strings.Count(day, "-") == 2 {
		h.Date, err = ParseDate(day)
	} else {
		h.Yearly, err = ParseMonthDay(day)
	}
	if err != nil {
		return h, fmt.Errorf("worktime: %.64q must begin with a date such as 2026-12-24 or 12-25", line)
	}
	hours, name, _ := strings.Cut(strings.TrimSpace(rest), " ")
	segments, err := ParseSegments(hours)
	switch {
	case err == nil:
		h.Segments, h.Name = segments, strings.TrimSpace(name)
	case looksLikeHours(hours), hoursAnywhere.MatchString(rest): // a name would close the date without a word
		return h, fmt.Errorf("worktime: %.64q: hours are written as 09:00-13:00, or as closed before a name with digits", line)
	default:
		h.Name = strings.TrimSpace(rest)
	}
	return h, nil
}

// hoursAnywhere finds hours after or in a name: "Christmas Eve 09:00-12:00", "open 9 - 12".
var hoursAnywhere = regexp.MustCompile(`[0-9]\s*[-–—~]\s*[0-9]`)

// looksLikeHours reports whether a word may be meant as hours: it has a digit, and a colon or a
// dash, as 9-17 and 9am–5pm, or digits alone. "2." and "1st" begin a name.
func looksLikeHours(word string) bool {
	digit := strings.ContainsAny(word, "0123456789")
	return digit && strings.ContainsAny(word, ":-–—~") || digit && strings.Trim(word, "0123456789") == ""
}

// CheckHolidays reports what is wrong with a list, as one error that joins a [*FieldError] for each
// complaint, or nil. Fields are paths such as "holidays[2].date". limit is how many segments a date
// may have, as in Days.MaxSegments: 0 means 4, and a negative number any.
func CheckHolidays(list []Holiday, limit int) error {
	var k checker
	seen := make(map[string]int, len(list))
	for i, h := range list {
		at := fmt.Sprintf("holidays[%d]", i)
		day := cmp.Or(h.Date.text(), h.Yearly.text())
		first, twice := seen[day]
		switch {
		case h.Date != Date{} && h.Yearly != MonthDay{}:
			k.add(at+".yearly", CodeInvalid, "a holiday needs one date or a date of every year, not both")
		case day == "":
			k.add(at+".date", CodeMissing, "a holiday needs a date")
		case h.Date != Date{} && !h.Date.valid():
			k.add(at+".date", CodeInvalid, "the date %v does not exist", h.Date)
		case h.Yearly != MonthDay{} && !h.Yearly.valid():
			k.add(at+".yearly", CodeInvalid, "no year has the day %v", h.Yearly)
		case twice:
			k.add(at+".date", CodeDuplicate, "%s is already in holidays[%d]", day, first)
		default:
			seen[day] = i
		}
		k.segments(at+".segments", h.Segments, limit)
	}
	return errors.Join(k.list...)
}

func (d Date) text() string {
	if d == (Date{}) {
		return ""
	}
	return d.String()
}

func (m MonthDay) text() string {
	if m == (MonthDay{}) {
		return ""
	}
	return m.String()
}

// WithHolidays returns days with a list of holidays in addition to their own. A holiday takes the
// place of special hours, or of a yearly date, that the days have for its date. The days are not
// changed. A holiday of one year beats a make-up workday or rest date of the same date. A holiday
// of every year does not.
func (d *Days) WithHolidays(list []Holiday) *Days {
	if len(list) == 0 {
		return d
	}
	next := *d
	next.Special = slices.DeleteFunc(slices.Clone(d.Special), func(s Dated) bool {
		return slices.ContainsFunc(list, func(h Holiday) bool { return h.Date == s.Date && h.Date != Date{} })
	})
	next.Yearly = slices.DeleteFunc(slices.Clone(d.Yearly), func(y Yearly) bool {
		return slices.ContainsFunc(list, func(h Holiday) bool { return h.Yearly == y.On && h.Yearly != MonthDay{} })
	})
	for _, h := range list {
		if h.Yearly != (MonthDay{}) {
			next.Yearly = append(next.Yearly, Yearly{On: h.Yearly, Name: h.Name, Class: Special, Segments: h.Segments})
		} else {
			next.Special = append(next.Special, Dated{Date: h.Date, Name: h.Name, Segments: h.Segments})
		}
	}
	return &next
}
