package session_test

import (
	"fmt"
	"time"

	"github.com/contactkit/contactkit/session"
)

// dice is where random choices come from: rapid, a fuzzer's bytes or a seed.
type dice interface {
	// n returns a number from 0 to max-1.
	n(max int) int
}

func pick[T any](d dice, of ...T) T { return of[d.n(len(of))] }

// chance is true once in so many times.
func chance(d dice, in int) bool { return d.n(in) == in-1 }

// start is a Monday.
var start = time.Date(2026, 3, 2, 8, 30, 0, 0, time.UTC)

func anyHours(d dice) session.Hours {
	switch d.n(5) {
	case 0:
		return nil
	case 1:
		return week{} // never
	case 2:
		return daily(0, 24*60-1, 0, 1, 2, 3, 4, 5, 6)
	case 3:
		w := week{}
		for day := 1; day < 6; day++ { // with a lunch break
			w = append(w, daily(8*60, 12*60, day)...)
			w = append(w, daily(13*60, 17*60, day)...)
		}
		return w
	}
	return office()
}

func anyLadder(d dice, low, high int, final session.Consequence, others ...session.Consequence) []session.Rung {
	end := low + d.n(high-low)
	var l []session.Rung
	at := 0
	for range d.n(4) {
		at += 1 + d.n(max(end/2, 1))
		if at >= end {
			break
		}
		l = append(l, session.Rung{Silence: time.Duration(at) * time.Second, Then: pick(d, others...)})
	}
	return append(l, session.Rung{Silence: time.Duration(end) * time.Second, Then: final})
}

// anyConfig returns a configuration that passes Check.
func anyConfig(d dice) session.Config {
	const second, minute = time.Second, time.Minute
	c := session.DefaultConfig()
	if chance(d, 4) {
		return c
	}
	c.Mode = session.Mode(d.n(3))
	c.Routing = session.Routing(d.n(2))
	c.Anchor = session.Anchor(d.n(2))
	c.Queue = pick(d, "", "sales")
	c.Fallback = pick(d, "", "seniors")
	c.Priority = int16(d.n(3))
	c.ContactSilent = anyLadder(d, 20*60, 3600, session.End, session.Warn)
	c.CalledSilent = anyLadder(d, 60, 300, session.End, session.Warn)
	c.AgentSilent = anyLadder(d, 10, 1200, session.Pass, session.Warn, session.Remind)
	c.RobotSilent = anyLadder(d, 5, 1200, session.Pass, session.Warn)
	c.QueueWait = anyLadder(d, 61, 1200, session.Pass, session.Warn)
	if chance(d, 3) { // as on a messenger, where a conversation takes days
		c.ContactSilent = anyLadder(d, 3600, 9*24*3600, session.End, session.Warn)
		c.AgentSilent = anyLadder(d, 3600, 3*24*3600, session.Pass, session.Warn, session.Remind)
		c.QueueWait = anyLadder(d, 3600, 5*24*3600, session.Pass, session.Warn)
	}
	for _, l := range []*[]session.Rung{&c.ContactSilent, &c.CalledSilent, &c.AgentSilent, &c.QueueWait} {
		if chance(d, 6) {
			*l = nil
		}
	}
	c.OpenTime = session.OpenTime{Contact: chance(d, 3), Agent: chance(d, 3), Robot: chance(d, 3), Queue: chance(d, 3)}
	c.OfferTime = time.Duration(5+d.n(55)) * second
	c.TransferTime = time.Duration(5+d.n(300)) * second
	c.HoldMax = time.Duration(1+d.n(90)) * minute
	c.MaxHops = 1 + d.n(4)
	c.Reopen = time.Duration(d.n(73)) * time.Hour
	c.LastAgent = time.Duration(d.n(48)) * time.Hour
	c.LastAgentWait = pick(d, 0, minute)
	c.Offline = c.Mode != session.RobotOnly && d.n(2) == 0
	c.OfflineTo = session.Route(d.n(2))
	if c.Mode != session.AgentOnly && chance(d, 3) {
		c.OfflineTo = session.ToRobot
	}
	c.OfflineLimit = time.Duration(1+d.n(60)) * minute
	c.OfflineReassign = time.Duration(5+d.n(595)) * minute
	c.OfflineMax = time.Duration(1+d.n(100)) * time.Hour
	if d.n(2) == 0 {
		c.Outbound = new(time.Duration)
		*c.Outbound = time.Duration(d.n(600)) * minute
	}
	c.Spread = time.Duration(d.n(61)) * minute
	c.ReplyWindow = pick(d, 0, 61*minute, 24*time.Hour)
	if c.ReplyWindow > 0 {
		c.AgentWindow = pick(d, 0, c.ReplyWindow, 7*24*time.Hour)
	}
	c.AnswerMargin = pick(d, 0, minute, time.Hour)
	c.Mute = chance(d, 20)
	c.CloseGrace = pick(d, 0, 0, 10*minute)
	c.Supersede = chance(d, 3)
	c.ReopenTo = session.ReopenTo(d.n(2))
	c.WindowMargin = time.Duration(d.n(60)) * minute
	c.Stale = pick(d, 0, time.Hour)
	c.LoopTurns = pick(d, 0, 3, 10)
	if chance(d, 2) {
		c.Since = start.Add(time.Duration(d.n(100)) * time.Hour / 4)
	}
	return c
}

// anyEvent returns an event, more often than not one that means something in
// this state.
func anyEvent(d dice, s session.State, now time.Time, serial int) session.Event {
	kinds := []session.EventKind{session.ContactMessage, session.ContactMessage, session.RobotMessage, session.AgentMessage}
	switch s.Phase {
	case session.PhaseQueued:
		kinds = append(kinds, session.AgentFound, session.AgentFound, session.AgentAccepted, session.NoAgent)
	case session.PhaseOffered:
		kinds = append(kinds, session.AgentAccepted, session.AgentAccepted, session.AgentDeclined)
	case session.PhaseAgent:
		kinds = append(kinds, session.AgentMessage, session.TransferRequested, session.HoldStarted, session.Undelivered,
			session.JoinRequested, session.JoinRequested, session.Waived)
		if s.Asks != session.Nobody {
			kinds = append(kinds, session.AgentFound, session.AgentAccepted, session.AgentDeclined, session.NoAgent)
		}
	}
	for range 3 {
		kinds = append(kinds, session.EventKind(1+d.n(int(session.JoinRequested))))
	}
	e := session.Event{Kind: pick(d, kinds...), ID: fmt.Sprintf("e%d", serial)}
	e.Agent = pick(d, s.Agent, s.Agent, s.LastAgent, "ann", "bob", "cyd", "")
	if team := s.Helpers(); len(team) > 0 && chance(d, 3) {
		e.Agent = pick(d, team...).Agent
	}
	if e.Kind == session.AgentAccepted || e.Kind == session.AgentDeclined {
		_, asked, _ := cut(s.Ask)
		e.Agent = pick(d, s.Agent, asked, asked, e.Agent)
	}
	e.Target = pick(d, "", "ann", "bob", "cyd")
	e.Queue = pick(d, "", "", "sales", "help")
	e.Priority = int16(d.n(3))
	e.Offer = s.Part
	if chance(d, 6) {
		e.Offer = uint32(d.n(10))
	}
	e.To = pick(d, session.Queue, session.Agent, session.Robot, session.Offline, session.Contact)
	e.By = pick(d, session.Contact, session.Agent, session.Robot, session.Host, session.Nobody)
	e.Keyword, e.Automatic, e.NoRenew = chance(d, 6), chance(d, 12), chance(d, 8)
	e.Present, e.Force = chance(d, 2), chance(d, 3)
	e.Press, e.Thanks, e.Standby = chance(d, 8), chance(d, 8), chance(d, 12)
	e.Role = session.Role(d.n(4))
	if serial > 0 {
		e.Saw = pick(d, "", "", fmt.Sprintf("e%d", serial-1), fmt.Sprintf("e%d", serial-1-d.n(min(serial, 12))))
	}
	switch d.n(8) {
	case 0:
		e.Time = now.Add(-time.Duration(d.n(90*60)) * time.Second)
	case 1:
		e.Time = now.Add(-time.Duration(d.n(60)) * time.Second)
	case 2:
		e.Time = now.Add(-time.Duration(d.n(50)) * time.Hour)
	case 3:
		e.Time = now.Add(time.Minute)
	case 4:
		e.Time = now
	}
	return e
}

func cut(ask string) (queue, agent string, ok bool) {
	for i := range len(ask) {
		if ask[i] == '\n' {
			return ask[:i], ask[i+1:], true
		}
	}
	return ask, "", false
}

// anyPause returns how long nothing happens: mostly moments, at times around
// the next deadline, at times days.
func anyPause(d dice, now, wake time.Time) time.Duration {
	switch d.n(10) {
	case 0, 1, 2:
		return time.Duration(d.n(4000)) * time.Millisecond
	case 3:
		return -time.Duration(d.n(100)) * time.Second
	case 4, 5, 6:
		if !wake.IsZero() {
			return max(wake.Sub(now)+time.Duration(d.n(3)-1)*time.Microsecond, 0)
		}
		fallthrough
	case 7, 8:
		return time.Duration(d.n(3600)) * time.Second
	}
	return time.Duration(d.n(72*60)) * time.Minute
}
