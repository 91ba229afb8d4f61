package directory_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/worktime"
)

// Holidays of a channel are checked at their fields, and the channel keeps them.
func TestHolidaysOfAChannel(t *testing.T) {
	r := bot("c", "Sales", 71001)
	r.Hours = directory.Hours{Zone: "Europe/Paris", Schedule: worktime.Schedule{Workday: []worktime.Segment{{From: worktime.At(9, 0), To: worktime.At(18, 0)}}}}
	r.Notices.NonWorking = "Closed."
	list, err := worktime.ParseHolidays("2026-12-24 09:00-12:00 Christmas Eve\n12-25 closed Christmas Day")
	require.NoError(t, err)
	r.Hours.Holidays = list
	c, err := options().Calendar(context.Background(), r)
	require.NoError(t, err)
	for at, want := range map[string]string{
		"2026-12-24T10:00:00Z": "special hours (Christmas Eve)", "2026-12-24T12:00:00Z": "special hours (Christmas Eve), outside hours",
		"2030-12-25T10:00:00Z": "yearly date (Christmas Day), no hours",
	} {
		when, _ := time.Parse(time.RFC3339, at)
		if _, got := c.Open(when); got != want {
			t.Errorf("at %s: %q, want %q", at, got, want)
		}
	}
	r.Hours.Holidays = append(list, list[0])
	rep, err := options().Check(context.Background(), r)
	require.NoError(t, err)
	if diff := cmp.Diff([]string{"hours.holidays[2].date duplicate"}, fields(rep.Complaints)); diff != "" {
		t.Errorf("Check (-want +got):\n%s", diff)
	}
}
