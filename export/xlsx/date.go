package xlsx

import (
	"errors"
	"math"
	"time"
)

// A spreadsheet counts days. Day 61 is 1 March 1900; before it spreadsheets disagree, since one of
// them once took 1900 for a leap year. Its last day is 31 December 9999.
const (
	firstDay = 61
	lastDay  = 2_958_465
	epoch    = 25_569 // 1 January 1970
	since04  = 1_462  // the days between the two ways of counting, from 1900 and from 1904
	dayMS    = 86_400_000
)

// serial is an instant as a count of days, if it is one to the millisecond.
func serial(t time.Time) (float64, bool) {
	ms := t.UnixMilli()
	if t.Nanosecond()%int(time.Millisecond) != 0 || ms < (firstDay-epoch)*dayMS || ms >= (lastDay+1-epoch)*dayMS {
		return 0, false
	}
	days := ms / dayMS
	rest := ms % dayMS
	if rest < 0 {
		days, rest = days-1, rest+dayMS
	}
	return float64(days+epoch) + float64(rest)/dayMS, true
}

// instant is what a count of days means, to the nearest millisecond.
func instant(s float64, from1904 bool) (time.Time, error) {
	if from1904 {
		s += since04
	}
	if !(s >= firstDay && s < lastDay+1) {
		return time.Time{}, errors.New("no date between March 1900 and the year 9999")
	}
	days := math.Floor(s)
	return time.UnixMilli((int64(days)-epoch)*dayMS + int64(math.Round((s-days)*dayMS))).UTC(), nil
}
