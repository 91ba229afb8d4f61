package session_test

import (
	"fmt"
	"time"

	"github.com/contactkit/contactkit/session"
)

// A contact asks for an agent; the robot's late answer does not get through.
func Example_transferKeyword() {
	t := policiesNewThread(session.DefaultConfig())
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:00:05", session.Event{Kind: session.ContactMessage, Keyword: true})
	t.at("09:00:06", session.Event{Kind: session.RobotMessage})
	// Output:
	// 09:00:00 start-robot
	// 09:00:00 forward robot
	// 09:00:05 stop-robot
	// 09:00:05 enqueue
	// 09:00:05 notify contact queued
	// 09:00:05 forward queue
	// 09:00:06 refuse robot not-in-charge
}

// Agents take sessions from the queue themselves.
func Example_pullRouting() {
	c := session.DefaultConfig()
	c.Mode, c.Routing = session.AgentOnly, session.Pull
	t := policiesNewThread(c)
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:00:10", session.Event{Kind: session.AgentAccepted, Agent: "ann"})
	t.at("09:00:11", session.Event{Kind: session.AgentAccepted, Agent: "bob"})
	// Output:
	// 09:00:00 enqueue
	// 09:00:00 notify contact queued
	// 09:00:00 forward queue
	// 09:00:10 dequeue
	// 09:00:10 assign ann
	// 09:00:11 withdraw bob
}

// The desk is closed: the contact is told, the message kept and given to an agent at the opening.
// Package worktime has the calendar; this one is a stub for the page.
func Example_offlineMessage() {
	c := session.DefaultConfig()
	c.Mode, c.Queue, c.Spread = session.AgentOnly, "claims", 0
	t := policiesNewThread(c)
	t.policy.Hours = policiesOffice()
	t.at("20:00:00", session.Event{Kind: session.ContactMessage})
	t.wake()
	t.day = t.day.AddDate(0, 0, 1)
	t.at("09:00:00", session.Event{})
	// Output:
	// 20:00:00 notify contact non-working
	// 20:00:00 store-offline claims
	// 20:00:00 forward offline
	// wake 09:00:00
	// 09:00:00 route-offline queue claims
	// 09:00:00 enqueue claims
}

// The contact comes back, and the agent who answered last is there.
func Example_lastAgent() {
	c := session.DefaultConfig()
	c.Mode, c.Routing = session.AgentOnly, session.Pull
	c.LastAgent = 24 * time.Hour
	t := policiesNewThread(c)
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:00:10", session.Event{Kind: session.AgentAccepted, Agent: "ann"})
	t.at("09:01:00", session.Event{Kind: session.AgentMessage, Agent: "ann"})
	t.at("09:02:00", session.Event{Kind: session.CloseRequested, By: session.Agent, Agent: "ann"})
	t.at("15:00:00", session.Event{Kind: session.ContactMessage, Present: true})
	// Output:
	// 09:00:00 enqueue
	// 09:00:00 notify contact queued
	// 09:00:00 forward queue
	// 09:00:10 dequeue
	// 09:00:10 assign ann
	// 09:01:00 deliver agent ann
	// 09:01:00 remember-agent ann
	// 09:02:00 unassign ann
	// 09:02:00 close agent-done
	// 15:00:00 enqueue ann
	// 15:00:00 notify contact queued
	// 15:00:00 forward queue
}

// A transfer takes two: the session stays until the other agent accepts.
func Example_sessionTransfer() {
	c := session.DefaultConfig()
	c.Mode, c.Routing = session.AgentOnly, session.Pull
	t := policiesNewThread(c)
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:00:10", session.Event{Kind: session.AgentAccepted, Agent: "ann"})
	t.at("09:01:00", session.Event{Kind: session.TransferRequested, Agent: "ann", To: session.Agent, Target: "bob"})
	fmt.Println("still", t.state.Agent)
	t.at("09:01:30", session.Event{Kind: session.AgentAccepted, Agent: "bob", Offer: t.state.Part})
	// Output:
	// 09:00:00 enqueue
	// 09:00:00 notify contact queued
	// 09:00:00 forward queue
	// 09:00:10 dequeue
	// 09:00:10 assign ann
	// 09:01:00 offer bob
	// still ann
	// 09:01:30 unassign ann
	// 09:01:30 assign bob
	// 09:01:30 remember-agent bob
	// 09:01:30 notify contact transferred
}

// A session on hold, whose clock rests.
func Example_hold() {
	c := session.DefaultConfig()
	c.Mode, c.Routing = session.AgentOnly, session.Pull
	t := policiesNewThread(c)
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:00:00", session.Event{Kind: session.AgentAccepted, Agent: "ann"})
	t.wake()
	t.at("09:02:00", session.Event{Kind: session.HoldStarted, Agent: "ann"})
	t.at("09:30:00", session.Event{Kind: session.HoldEnded, Agent: "ann"})
	t.wake()
	// Output:
	// 09:00:00 enqueue
	// 09:00:00 notify contact queued
	// 09:00:00 forward queue
	// 09:00:00 dequeue
	// 09:00:00 assign ann
	// wake 09:02:30
	// wake 09:30:30
}

// A thread is a host of one conversation: it keeps the state, and prints what
// it is to do.
type policiesThread struct {
	policy *session.Policy
	state  session.State
	day    time.Time
	events int
	quiet  bool // prints nothing
}

func (t *policiesThread) at(clock string, e session.Event) {
	now, err := time.Parse(time.TimeOnly, clock)
	if err != nil {
		panic(err)
	}
	if e.ID == "" && e.Kind != session.Tick {
		t.events++
		e.ID = fmt.Sprintf("e%d", t.events)
	}
	var actions []session.Action
	t.state, actions = t.policy.Step(t.state, e, t.day.Add(now.Sub(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC))))
	if t.quiet {
		return
	}
	for _, a := range actions {
		fmt.Print(clock, " ", a.Kind)
		for _, word := range []string{a.To.String(), a.By.String(), a.Notice.String(), a.Reason.String(), a.Agent, a.Queue} {
			if word != "" && word != "none" && word != session.Nobody.String() {
				fmt.Print(" ", word)
			}
		}
		if a.Kind == session.Forward && a.To == session.Nobody {
			fmt.Print(" nobody")
		}
		fmt.Println()
	}
}

func (t *policiesThread) wake() { fmt.Println("wake", t.policy.Wake(t.state).Format(time.TimeOnly)) }

func policiesNewThread(c session.Config) *policiesThread {
	if err := c.Check(); err != nil {
		panic(err)
	}
	return &policiesThread{policy: &session.Policy{Config: c}, state: session.State{ID: "telegram/4711/889900"}, day: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}
}

// policiesWeek is a small calendar for tests: the same hours each week, in UTC, as
// half-open spans of minutes since Sunday 00:00, rising and not touching.
type policiesWeek []policiesSpan

func (w policiesWeek) Open(t time.Time) (bool, string) {
	_, in := policiesSplit(t)
	for _, s := range w {
		if from, to := s.ends(); from <= in && in < to {
			return true, "hours"
		}
	}
	return false, "closed"
}

func (w policiesWeek) NextOpen(t time.Time) (time.Time, bool) { return w.After(t, 0) }

func (w policiesWeek) NextClose(t time.Time) (time.Time, bool) {
	u, ok := w.NextOpen(t)
	if !ok {
		return u, false
	}
	start, in := policiesSplit(u)
	for _, s := range w {
		if from, to := s.ends(); from <= in && in < to {
			return start.Add(to), true
		}
	}
	return time.Time{}, false
}

func (w policiesWeek) After(t time.Time, d time.Duration) (time.Time, bool) {
	if len(w) == 0 {
		return time.Time{}, false
	}
	start, in := policiesSplit(t)
	for {
		for _, s := range w {
			from, to := s.ends()
			from = max(from, in)
			if from >= to {
				continue
			}
			if d < to-from {
				return start.Add(from + d), true
			}
			d -= to - from
		}
		start, in = start.Add(policiesWeekLen), 0
	}
}

func (w policiesWeek) Between(a, b time.Time) time.Duration {
	if !a.Before(b) {
		return 0
	}
	var sum time.Duration
	for start, in := policiesSplit(a); ; start, in = start.Add(policiesWeekLen), 0 {
		left := b.Sub(start)
		for _, s := range w {
			from, to := s.ends()
			if from, to = max(from, in), min(to, left); from < to {
				sum += to - from
			}
		}
		if left <= policiesWeekLen {
			return sum
		}
	}
}

type policiesSpan struct{ from, to int }

func (s policiesSpan) ends() (from, to time.Duration) {
	return time.Duration(s.from) * time.Minute, time.Duration(s.to) * time.Minute
}

const policiesWeekLen = 7 * 24 * time.Hour

// policiesOffice is Monday to Friday, 9 to 18.
func policiesOffice() policiesWeek { return policiesDaily(9*60, 18*60, 1, 2, 3, 4, 5) }

func policiesDaily(from, to int, days ...int) policiesWeek {
	var w policiesWeek
	for _, d := range days {
		w = append(w, policiesSpan{d*1440 + from, d*1440 + to})
	}
	return w
}

// policiesSplit returns the start of t's week and what has passed of it. 1970-01-04
// was a Sunday.
func policiesSplit(t time.Time) (start time.Time, in time.Duration) {
	sunday := time.Date(1970, 1, 4, 0, 0, 0, 0, time.UTC)
	in = t.Sub(sunday) % policiesWeekLen
	if in < 0 {
		in += policiesWeekLen
	}
	return t.Add(-in), in
}
