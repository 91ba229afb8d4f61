package worktime

import (
	"fmt"
	"strings"
	"time"
)

// Weekdays is a set of days of the week: Mon|Tue. As text it is "Mon-Fri" or "Mon,Wed,Sat-Sun".
// The zero value is the empty set and the empty text.
type Weekdays uint8

// Days of the week.
const (
	Mon Weekdays = 1 << iota
	Tue
	Wed
	Thu
	Fri
	Sat
	Sun

	everyDay = Mon | Tue | Wed | Thu | Fri | Sat | Sun
)

// ParseWeekdays reads days and ranges of days, in English and of either case: "Mon-Fri", "sat,sun",
// "Fri-Mon", "Monday".
func ParseWeekdays(s string) (Weekdays, error) {
	var set Weekdays
	if s == "" {
		return 0, nil
	}
	for part := range strings.SplitSeq(s, ",") {
		first, last, ranged := strings.Cut(part, "-")
		if !ranged {
			last = first
		}
		i, ok := dayIndex(first)
		j, ok2 := dayIndex(last)
		if !ok || !ok2 {
			return 0, fmt.Errorf("worktime: %.32q names no days of the week such as Mon-Fri or Sat,Sun", part)
		}
		for ; i != j; i = (i + 1) % 7 {
			set |= 1 << i
		}
		set |= 1 << j
	}
	return set, nil
}

func dayIndex(s string) (int, bool) {
	s = strings.TrimSpace(s)
	for i := range 7 {
		if strings.EqualFold(s, dayName(i)) || strings.EqualFold(s, weekday(i).String()) {
			return i, true
		}
	}
	return 0, false
}

// weekday is the standard library's name of a bit, whose week begins on Sunday.
func weekday(bit int) time.Weekday { return time.Weekday((bit + 1) % 7) }

func dayName(bit int) string { return weekday(bit).String()[:3] }

// Has reports whether d is in the set.
func (w Weekdays) Has(d time.Weekday) bool {
	return w>>((d+6)%7)&1 != 0
}

// String is the set as text, Monday first, runs of days as ranges.
func (w Weekdays) String() string {
	if w > everyDay {
		return fmt.Sprintf("Weekdays(%#x)", uint8(w))
	}
	var b strings.Builder
	for i := 0; i < 7; i++ {
		if w>>i&1 == 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.WriteString(dayName(i))
		last := i
		for last < 6 && w>>(last+1)&1 != 0 {
			last++
		}
		if last > i {
			b.WriteString("-" + dayName(last))
		}
		i = last
	}
	return b.String()
}

// MarshalText is String; a set with something other than days in it is an error.
func (w Weekdays) MarshalText() ([]byte, error) {
	if w > everyDay {
		return nil, fmt.Errorf("worktime: %v is no set of weekdays", w)
	}
	return []byte(w.String()), nil
}

// UnmarshalText is [ParseWeekdays].
func (w *Weekdays) UnmarshalText(text []byte) (err error) {
	*w, err = ParseWeekdays(string(text))
	return err
}
