package directory_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session"
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

// Each field of a record about turns and times has its place in the policy, and changes nothing
// else there.
func TestPolicyOfEachField(t *testing.T) {
	policy := func(change func(*directory.Record)) session.Config {
		t.Helper()
		r := bot("bot", "Sales", 71001)
		change(&r)
		p, err := newDirectory(t, options(), r).Policy(context.Background(), "bot")
		require.NoError(t, err)
		p.Since = time.Time{}
		return p.Config
	}
	usual := policy(func(*directory.Record) {})
	if usual.LastAgent != 24*time.Hour || usual.QueueWait != nil {
		t.Errorf("by default the last agent is preferred for %v, and the queue waits %v", usual.LastAgent, usual.QueueWait)
	}
	for name, tt := range map[string]struct {
		change func(*directory.Record)
		want   func(*session.Config)
	}{
		"the wait in a queue": {func(r *directory.Record) { r.Routing.QueueWait = 600 },
			func(c *session.Config) { c.QueueWait = []session.Rung{{Silence: 10 * time.Minute, Then: session.Pass}} }},
		"no last agent": {func(r *directory.Record) { r.Routing.LastAgent = false },
			func(c *session.Config) { c.LastAgent, c.LastAgentWait = 0, 0 }},
		"the robot's silence": {func(r *directory.Record) { r.Silence.Robot = 60 },
			func(c *session.Config) { c.RobotSilent = []session.Rung{{Silence: time.Minute, Then: session.Pass}} }},
		"no silence of the agent":  {func(r *directory.Record) { r.Silence.Agent = 0 }, func(c *session.Config) { c.AgentSilent = nil }},
		"the last message":         {func(r *directory.Record) { r.Silence.LastMessage = true }, func(c *session.Config) { c.Anchor = session.LastMessage }},
		"reopened to people":       {func(r *directory.Record) { r.Silence.ReopenTo = directory.ReopenToPeople }, func(c *session.Config) { c.ReopenTo = session.ReopenToPeople }},
		"agents alone":             {func(r *directory.Record) { r.Service.Mode = directory.Agent; r.Service.Robot = "" }, func(c *session.Config) { c.Mode = session.AgentOnly }},
		"the robot alone":          {func(r *directory.Record) { r.Service.Mode = directory.Bot; r.Routing.Queue = "" }, func(c *session.Config) { c.Mode, c.Queue = session.RobotOnly, "" }},
		"a list to pull from":      {func(r *directory.Record) { r.Routing.Mode, r.Routing.List = directory.Pull, "list" }, func(c *session.Config) { c.Routing, c.Queue = session.Pull, "list" }},
		"a router of another make": {func(r *directory.Record) { r.Routing.Mode, r.Routing.Queue = directory.External, "" }, func(c *session.Config) { c.Queue = "bot" }},
		"offline messages": {func(r *directory.Record) { r.Offline.On, r.Offline.To = true, directory.OfflineToRobot },
			func(c *session.Config) { c.Offline, c.OfflineTo = true, session.ToRobot }},
		"the times of offline messages": {func(r *directory.Record) { r.Offline.Limit, r.Offline.Reassign, r.Offline.Expire = 60, 600, 7200 },
			func(c *session.Config) {
				c.OfflineLimit, c.OfflineReassign, c.OfflineMax = time.Minute, 10*time.Minute, 2*time.Hour
			}},
		"a limit of outbound messages": {func(r *directory.Record) { r.Offline.Outbound = new(directory.Seconds(3600)) },
			func(c *session.Config) { c.Outbound = new(time.Hour) }},
	} {
		want := usual
		tt.want(&want)
		if diff := cmp.Diff(want, policy(tt.change)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
