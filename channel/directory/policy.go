package directory

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/worktime"
)

// config is what session makes of the record, but for the platform's reply window.
func (r Record) config() session.Config {
	c := session.DefaultConfig()
	c.Mode = map[Mode]session.Mode{Hybrid: session.Hybrid, Bot: session.RobotOnly, Agent: session.AgentOnly}[r.Service.Mode]
	c.Queue, c.Fallback, c.Priority = r.Routing.Queue, r.Routing.Fallback, int16(r.Routing.Priority)
	if r.Routing.Mode == Pull {
		c.Routing, c.Queue = session.Pull, r.Routing.List
	}
	if r.Routing.Mode == External {
		c.Queue = cmp.Or(c.Queue, r.ID)
	}
	c.LoopTurns, c.LoopGap = r.Service.LoopTurns, r.Service.LoopGap.Duration()
	warn, called := r.Silence.within()
	c.ContactSilent, c.CalledSilent, c.AgentSilent, c.QueueWait = nil, nil, nil, nil
	if s := r.Silence.Customer; s != 0 {
		c.ContactSilent = session.ContactLadder(s.Duration(), warn.Duration())
	}
	if called != 0 {
		c.CalledSilent = []session.Rung{{Silence: called.Duration(), Then: session.End}}
	}
	if s := r.Silence.Agent; s != 0 {
		c.AgentSilent = session.AgentLadder(s.Duration())
	}
	c.RobotSilent = []session.Rung{{Silence: r.Silence.Robot.Duration(), Then: session.Pass}}
	if s := r.Routing.QueueWait; s != 0 {
		c.QueueWait = []session.Rung{{Silence: s.Duration(), Then: session.Pass}}
	}
	if r.Silence.LastMessage {
		c.Anchor = session.LastMessage
	}
	c.OpenTime.Agent = r.Silence.OpenTime
	c.CloseGrace, c.AnswerMargin, c.Supersede = r.Routing.CloseGrace.Duration(), r.Silence.AnswerWarn.Duration(), r.Service.Supersede
	if w := r.Silence.WindowWarn; w != 0 {
		c.WindowMargin = w.Duration()
	}
	if r.Silence.ReopenTo == ReopenToPeople {
		c.ReopenTo = session.ReopenToPeople
	}
	c.OfferTime, c.TransferTime = r.Routing.RequestTTL.Duration(), r.Routing.TransferWait.Duration()
	c.HoldMax, c.MaxHops, c.Reopen = r.Silence.Hold.Duration(), r.Routing.MaxHops, r.Silence.Reopen.Duration()
	c.LastAgent, c.LastAgentWait = 0, 0
	if r.Routing.LastAgent {
		c.LastAgent, c.LastAgentWait = r.Routing.LastAgentFor.Duration(), r.Routing.LastAgentWait.Duration()
	}
	c.Offline = r.Offline.On
	c.OfflineTo = map[OfflineRoute]session.Route{OfflineToLastAgent: session.ToLastAgent, OfflineToRobot: session.ToRobot}[r.Offline.To]
	c.OfflineLimit, c.OfflineReassign, c.OfflineMax = r.Offline.Limit.Duration(), r.Offline.Reassign.Duration(), r.Offline.Expire.Duration()
	if r.Offline.Outbound != nil {
		outbound := r.Offline.Outbound.Duration()
		c.Outbound = &outbound
	}
	c.Since = r.TimesSince
	return c
}

// Policy builds the session policy of a record: its Config, and its Calendar as Hours. The reply
// windows are those of a plain chat on the record's platform; Entry.PolicyFor has those of a
// thread. The error is that of Open or of Calendar, or joins the complaints of
// session.Bounds.Check, whose fields are those of session.Config. Policy does not replace Check,
// which asks for more, such as a robot or a queue.
func (o Options) Policy(ctx context.Context, r Record) (*session.Policy, error) {
	ch, err := o.Open(ctx, r)
	if err != nil {
		return nil, err
	}
	return o.policy(ctx, r, ch)
}

func (o *Options) policy(ctx context.Context, r Record, ch channel.Channel) (*session.Policy, error) {
	p := &session.Policy{Config: r.config()}
	setWindows(&p.Config, ch.Limits(plainChat(ch)))
	if err := r.Profile.Bounds().Check(p.Config); err != nil {
		return nil, fmt.Errorf("directory: policy of channel %s: %w", r.ID, err)
	}
	calendar, err := o.Calendar(ctx, r)
	if err != nil {
		return nil, err
	}
	if calendar != nil { // a nil *Calendar in an interface would not be nil
		p.Hours = calendar
	}
	return p, nil
}

// Calendar builds the work calendar of a record; nil for one that works around the clock. Such a
// nil must not be put into session.Policy.Hours, where it would be an interface that is not nil:
// Policy builds both.
func (o Options) Calendar(ctx context.Context, r Record) (*worktime.Calendar, error) {
	if r.Hours.Always {
		return nil, nil
	}
	days, err := o.days(ctx, r)
	if err != nil {
		return nil, fmt.Errorf("directory: calendar of channel %s: %w", r.ID, err)
	}
	return worktime.New(days.WithHolidays(r.Hours.Holidays), r.Hours.Schedule)
}

// days are the days that the record's hours apply to.
func (o *Options) days(ctx context.Context, r Record) (*worktime.Days, error) {
	if r.Hours.Calendar == "" {
		days, _ := worktime.Default(r.Hours.Zone)
		return days, nil
	}
	if o.Lookup.Calendar == nil {
		return nil, ErrNotFound
	}
	days, err := o.Lookup.Calendar(ctx, r.Tenant, r.Hours.Calendar)
	if err == nil && days == nil {
		err = ErrNotFound
	}
	return days, err
}

// sameTimes reports whether no deadline of the two differs.
func sameTimes(a, b Record) bool {
	x, y := a.config(), b.config()
	return x.OfferTime == y.OfferTime && x.TransferTime == y.TransferTime && x.HoldMax == y.HoldMax &&
		x.LastAgentWait == y.LastAgentWait && x.Anchor == y.Anchor && x.OpenTime == y.OpenTime &&
		x.OfflineLimit == y.OfflineLimit && x.OfflineReassign == y.OfflineReassign && x.OfflineMax == y.OfflineMax &&
		slices.Equal(x.ContactSilent, y.ContactSilent) && slices.Equal(x.CalledSilent, y.CalledSilent) && slices.Equal(x.AgentSilent, y.AgentSilent) &&
		slices.Equal(x.RobotSilent, y.RobotSilent) && slices.Equal(x.QueueWait, y.QueueWait)
}

// Policy returns the session policy of a channel: see Entry.Policy.
func (d *Directory) Policy(ctx context.Context, id string) (*session.Policy, error) {
	e, ok := d.Find(id)
	if !ok {
		return nil, notFound(id)
	}
	return e.Policy(ctx)
}
