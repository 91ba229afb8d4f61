package directory_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/worktime"
)

func TestPolicyAndCalendar(t *testing.T) {
	ctx := context.Background()
	days, _ := worktime.Default("Europe/Paris")
	o := options()
	o.Lookup.Calendar = func(_ context.Context, _, name string) (*worktime.Days, error) {
		if name != "paris" {
			return nil, directory.ErrNotFound
		}
		return days, nil
	}
	segments, err := worktime.ParseSegments("09:00-17:00")
	require.NoError(t, err)
	r := pages("fb", "Support", "8801", "24001")
	r.Hours = directory.Hours{Calendar: "paris", Schedule: worktime.Schedule{Workday: segments}}
	r.Notices.NonWorking = "Later."
	d := newDirectory(t, o, r, bot("bot", "Sales", 71001))

	p, err := d.Policy(ctx, "fb")
	require.NoError(t, err)
	open, _ := p.Hours.Open(epoch) // 10:00 in Paris, a Monday
	if !open || p.ReplyWindow != 24*time.Hour || p.Queue != "first-line" || p.OfferTime != 100*time.Second {
		t.Errorf("open %v, reply window %v, queue %s, offer %v", open, p.ReplyWindow, p.Queue, p.OfferTime)
	}
	days.Rest = []worktime.Day{{Date: worktime.Date{Year: 2026, Month: 3, Day: 2}}}
	ids, err := d.Renew(ctx, "north", directory.KindCalendar, "paris")
	require.NoError(t, err)
	p, err = d.Policy(ctx, "fb")
	require.NoError(t, err)
	if open, why := p.Hours.Open(epoch); open || !slices.Equal(ids, []string{"fb"}) {
		t.Errorf("after the holiday was entered: %s; renewed %v", why, ids)
	}
	p, err = d.Policy(ctx, "bot")
	require.NoError(t, err)
	if p.Hours != nil || p.ReplyWindow != 0 {
		t.Errorf("around the clock: hours %v, reply window %v", p.Hours, p.ReplyWindow)
	}
	if _, err := d.Policy(ctx, "none"); !errors.Is(err, directory.ErrNotFound) {
		t.Errorf("no channel: %v", err)
	}
}
