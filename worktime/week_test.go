package worktime

import "testing"

// Blanks around a line, and lines of blanks alone, mean nothing.
func TestParseWeekWithBlanks(t *testing.T) {
	week, err := ParseWeek(" Mon 09:00-13:00 ; \n\t\n Sun closed \n")
	if got, want := week.String(), "Mon 09:00-13:00; Sun closed"; got != want || err != nil {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
}
