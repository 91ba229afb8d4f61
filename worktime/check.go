package worktime

import (
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/fielderror"
)

// FieldError is one thing wrong, or odd, in a calendar's settings: fielderror.Error, as everywhere
// in this module. Its Field is the path in the JSON form, such as "workday[1]" or
// "days.rest[3].date".
type FieldError = fielderror.Error

// Codes of errors.
const (
	CodeMissing      = fielderror.Missing   // it must be given
	CodeUnknown      = fielderror.Unknown   // the zone is not in the time zone database
	CodeInvalid      = fielderror.Invalid   // no such clock, date, weekday or class, or segments where none belong
	CodeDuplicate    = fielderror.Duplicate // says what another entry says, or decides the same date at the same level
	CodeTooMany      = fielderror.TooMany   // more segments than allowed
	CodeLocal        = "local"              // the zone "Local"
	CodeAbbreviation = "abbreviation"       // the zone is an abbreviation or an offset
	CodePlaceholder  = "placeholder"        // the zone says that none was chosen
	CodeReversed     = "reversed"           // ends before it starts
	CodeEmpty        = "empty"              // covers nothing
	CodeOvernight    = "overnight"          // marked overnight, but lasts longer than a day
	CodeOverlap      = "overlap"            // covers time of another entry
)

// Codes of warnings.
const (
	CodeRestWins  = "rest_wins"  // a make-up workday is also a rest date
	CodeNeverOpen = "never_open" // no weekday has hours
	CodeFixed     = "fixed"      // the zone is an offset with the opposite sign of the usual one: Etc/GMT+8 is UTC−8
	CodeNoHours   = "no_hours"   // there are make-up workdays, and workdays have no hours
)

// Check looks over the settings of a calendar. The error joins all that must be put right, each a
// [*FieldError]; the warnings are legal but likely not meant. [New] refuses what Check refuses. To
// check a tenant's days alone, pass the zero Schedule and ignore the warnings.
func Check(days *Days, s Schedule) (warnings []*FieldError, err error) {
	if _, err = check(days, s); days != nil {
		warnings = warn(days, s)
	}
	return warnings, err
}

// check joins all complaints, and finds the zone on the way.
func check(days *Days, s Schedule) (*time.Location, error) {
	if days == nil {
		missing := &FieldError{Field: "days", Code: CodeMissing, Reason: "a calendar needs days, at least their zone"}
		return nil, errors.Join(missing, checkSchedule(s, 0))
	}
	loc, err := loadZone(days.Zone)
	return loc, errors.Join(err, checkDays(days), checkSchedule(s, days.MaxSegments))
}

// A checker collects complaints.
type checker struct{ list []error }

func (k *checker) add(field string, code, format string, args ...any) {
	k.list = append(k.list, &FieldError{Field: field, Code: code, Reason: fmt.Sprintf(format, args...)})
}

func checkDays(d *Days) error {
	var k checker
	if d.Weekend > everyDay {
		k.add("days.weekend", CodeInvalid, "%v is no set of weekdays", d.Weekend)
	}
	checkDates(&k, "days.rest", d.Rest, func(r Day) Date { return r.Date })
	checkDates(&k, "days.makeup", d.Makeup, func(m Day) Date { return m.Date })
	checkDates(&k, "days.special", d.Special, func(s Dated) Date { return s.Date })
	for i, s := range d.Special {
		k.segments(fmt.Sprintf("days.special[%d].segments", i), s.Segments, d.MaxSegments)
	}
	checkDates(&k, "days.partial", d.Partial, func(p Dated) Date { return p.Date })
	for i, p := range d.Partial {
		field := fmt.Sprintf("days.partial[%d].segments", i)
		if len(p.Segments) == 0 {
			k.add(field, CodeEmpty, "the partial closure says no hours to close")
		}
		k.segments(field, p.Segments, d.MaxSegments)
	}
	k.yearly(d)
	k.emergencies(d.Emergency)
	return errors.Join(k.list...)
}

func checkSchedule(s Schedule, limit int) error {
	var k checker
	k.segments("workday", s.Workday, limit)
	k.segments("nonworkday", s.Nonworkday, limit)
	var named Weekdays
	for i, l := range s.Week {
		field := fmt.Sprintf("week[%d]", i)
		switch {
		case l.Days == 0:
			k.add(field+".days", CodeEmpty, "no weekday is named")
		case l.Days > everyDay:
			k.add(field+".days", CodeInvalid, "%v is no set of weekdays", l.Days)
		case l.Days&named != 0:
			k.add(field+".days", CodeDuplicate, "%v already has hours of its own", l.Days&named)
		}
		named |= l.Days
		k.segments(field+".segments", l.Segments, limit)
	}
	return errors.Join(k.list...)
}

// checkDates complains of dates that do not exist or are twice in one list.
func checkDates[T any](k *checker, field string, list []T, date func(T) Date) {
	seen := make(map[Date]int, len(list))
	for i, entry := range list {
		d, f := date(entry), fmt.Sprintf("%s[%d].date", field, i)
		first, twice := seen[d]
		switch {
		case d == Date{}:
			k.add(f, CodeMissing, "a date must be given")
		case !d.valid():
			k.add(f, CodeInvalid, "the date %v does not exist", d)
		case twice:
			k.add(f, CodeDuplicate, "%v is already in %s[%d]", d, field, first)
		default:
			seen[d] = i
		}
	}
}

func (k *checker) yearly(d *Days) {
	seen := make(map[MonthDay]int, len(d.Yearly))
	for i, y := range d.Yearly {
		f := fmt.Sprintf("days.yearly[%d]", i)
		first, twice := seen[y.On]
		switch {
		case y.On == MonthDay{}:
			k.add(f+".on", CodeMissing, "a month and day must be given")
		case !y.On.valid():
			k.add(f+".on", CodeInvalid, "no year has the day %v", y.On)
		case twice:
			k.add(f+".on", CodeDuplicate, "%v is already in days.yearly[%d]", y.On, first)
		default:
			seen[y.On] = i
		}
		switch {
		case y.Class > Special:
			k.add(f+".class", CodeInvalid, "%v is no class of days", y.Class)
		case y.Class != Special && len(y.Segments) > 0:
			k.add(f+".segments", CodeInvalid, "only a special date has segments of its own; a %v has those of its class", y.Class)
		}
		k.segments(f+".segments", y.Segments, d.MaxSegments)
	}
}
