package session_test

import (
	"fmt"
	"time"

	"github.com/contactkit/contactkit/session"
)

// The contact waits in the queue: told after a while, and in the end asked to
// leave a message, which is routed again later.
func Example_queueWait() {
	c := session.DefaultConfig()
	c.Mode = session.AgentOnly
	c.QueueWait = []session.Rung{{Silence: 2 * time.Minute, Then: session.Warn}, {Silence: 8 * time.Minute, Then: session.Pass}}
	t := timesNewThread(c)
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:02:00", session.Event{})
	t.at("09:08:00", session.Event{})
	t.wake()
	// Output:
	// 09:00:00 enqueue
	// 09:00:00 notify contact queued
	// 09:00:00 forward queue
	// 09:02:00 notify contact still-waiting
	// 09:08:00 dequeue
	// 09:08:00 notify contact leave-message
	// 09:08:00 store-offline
	// wake 10:08:00
}

// An offer that is not answered, and two agents who let the contact down: the fallback queue is
// asked.
func Example_fallbackQueue() {
	c := session.DefaultConfig()
	c.Mode, c.Queue, c.Fallback, c.MaxHops = session.AgentOnly, "sales", "seniors", 1
	t := timesNewThread(c)
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:00:10", session.Event{Kind: session.AgentFound, Agent: "ann"})
	t.at("09:01:50", session.Event{}) // 100 seconds later
	t.at("09:02:00", session.Event{Kind: session.AgentFound, Agent: "bob"})
	t.at("09:02:10", session.Event{Kind: session.AgentDeclined, Agent: "bob", Offer: t.state.Part})
	// Output:
	// 09:00:00 enqueue sales
	// 09:00:00 notify contact queued
	// 09:00:00 forward queue
	// 09:00:10 dequeue sales
	// 09:00:10 offer ann sales
	// 09:01:50 withdraw ann
	// 09:01:50 enqueue sales
	// 09:02:00 dequeue sales
	// 09:02:00 offer bob sales
	// 09:02:10 withdraw bob
	// 09:02:10 enqueue seniors
}

// A robot that fails must not leave the contact alone.
func Example_robotFailure() {
	t := timesNewThread(session.DefaultConfig())
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:00:05", session.Event{Kind: session.RobotFailed})
	// Output:
	// 09:00:00 start-robot
	// 09:00:00 forward robot
	// 09:00:05 stop-robot robot
	// 09:00:05 enqueue
	// 09:00:05 notify contact queued
}

// The desk is closed and offline messages are off: the contact is told once, however often they
// write.
func Example_nonWorkingNotice() {
	c := session.DefaultConfig()
	c.Mode, c.Offline = session.AgentOnly, false
	t := timesNewThread(c)
	t.policy.Hours = timesOffice()
	t.at("20:00:00", session.Event{Kind: session.ContactMessage})
	t.at("20:05:00", session.Event{Kind: session.ContactMessage})
	// Output:
	// 20:00:00 notify contact non-working
	// 20:00:00 forward nobody
	// 20:05:00 forward nobody
}

// The contact's time counts working hours only: asked twelve minutes before closing,
// warned six minutes after the next opening.
func Example_workingTime() {
	c := session.DefaultConfig()
	c.Mode, c.Routing = session.AgentOnly, session.Pull
	c.OpenTime.Contact = true
	t := timesNewThread(c)
	t.policy.Hours = timesOffice()
	t.at("17:45:00", session.Event{Kind: session.ContactMessage})
	t.at("17:46:00", session.Event{Kind: session.AgentAccepted, Agent: "ann"})
	t.at("17:48:00", session.Event{Kind: session.AgentMessage, Agent: "ann"})
	t.wake()
	// Output:
	// 17:45:00 enqueue
	// 17:45:00 notify contact queued
	// 17:45:00 forward queue
	// 17:46:00 dequeue
	// 17:46:00 assign ann
	// 17:48:00 deliver agent ann
	// 17:48:00 remember-agent ann
	// wake 09:06:00
}

// From which message a deadline counts: a second question gives the contact no
// more time, unless the anchor is the last message.
func ExampleAnchor() {
	for _, anchor := range []session.Anchor{session.FirstUnanswered, session.LastMessage} {
		c := session.DefaultConfig()
		c.Anchor = anchor
		t := timesNewThread(c)
		t.at("09:00:00", session.Event{Kind: session.ContactMessage})
		t.at("09:00:02", session.Event{Kind: session.RobotMessage})
		t.at("09:10:00", session.Event{Kind: session.RobotMessage})
		t.wake()
	}
	// Output:
	// 09:00:00 start-robot
	// 09:00:00 forward robot
	// 09:00:02 deliver robot
	// 09:10:00 deliver robot
	// wake 09:18:02
	// 09:00:00 start-robot
	// 09:00:00 forward robot
	// 09:00:02 deliver robot
	// 09:10:00 deliver robot
	// wake 09:28:00
}

// A message soon after the end goes on with the same session.
func Example_reopenWindow() {
	c := session.DefaultConfig()
	c.Mode, c.Queue, c.Reopen = session.AgentOnly, "sales", 24*time.Hour
	t := timesNewThread(c)
	t.at("09:00:00", session.Event{Kind: session.ContactMessage, Queue: "claims"})
	t.at("09:01:00", session.Event{Kind: session.CloseRequested, By: session.Contact})
	t.at("15:00:00", session.Event{Kind: session.ContactMessage})
	// Output:
	// 09:00:00 enqueue claims
	// 09:00:00 notify contact queued
	// 09:00:00 forward queue
	// 09:01:00 dequeue claims
	// 09:01:00 close contact-left
	// 15:00:00 enqueue claims
	// 15:00:00 notify contact queued
	// 15:00:00 forward queue
}

// A thread is a host of one conversation: it keeps the state, and prints what
// it is to do.
type timesThread struct {
	policy *session.Policy
	state  session.State
	day    time.Time
	events int
	quiet  bool // prints nothing
}

func (t *timesThread) at(clock string, e session.Event) {
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

func (t *timesThread) wake() { fmt.Println("wake", t.policy.Wake(t.state).Format(time.TimeOnly)) }

func timesNewThread(c session.Config) *timesThread {
	if err := c.Check(); err != nil {
		panic(err)
	}
	return &timesThread{policy: &session.Policy{Config: c}, state: session.State{ID: "telegram/4711/889900"}, day: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}
}

// timesWeek is a small calendar for tests: the same hours each week, in UTC, as
// half-open spans of minutes since Sunday 00:00, rising and not touching.
type timesWeek []timesSpan

func (w timesWeek) Open(t time.Time) (bool, string) {
	_, in := timesSplit(t)
	for _, s := range w {
		if from, to := s.ends(); from <= in && in < to {
			return true, "hours"
		}
	}
	return false, "closed"
}

func (w timesWeek) NextOpen(t time.Time) (time.Time, bool) { return w.After(t, 0) }

func (w timesWeek) NextClose(t time.Time) (time.Time, bool) {
	u, ok := w.NextOpen(t)
	if !ok {
		return u, false
	}
	start, in := timesSplit(u)
	for _, s := range w {
		if from, to := s.ends(); from <= in && in < to {
			return start.Add(to), true
		}
	}
	return time.Time{}, false
}

func (w timesWeek) After(t time.Time, d time.Duration) (time.Time, bool) {
	if len(w) == 0 {
		return time.Time{}, false
	}
	start, in := timesSplit(t)
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
		start, in = start.Add(timesWeekLen), 0
	}
}

func (w timesWeek) Between(a, b time.Time) time.Duration {
	if !a.Before(b) {
		return 0
	}
	var sum time.Duration
	for start, in := timesSplit(a); ; start, in = start.Add(timesWeekLen), 0 {
		left := b.Sub(start)
		for _, s := range w {
			from, to := s.ends()
			if from, to = max(from, in), min(to, left); from < to {
				sum += to - from
			}
		}
		if left <= timesWeekLen {
			return sum
		}
	}
}

type timesSpan struct{ from, to int }

func (s timesSpan) ends() (from, to time.Duration) {
	return time.Duration(s.from) * time.Minute, time.Duration(s.to) * time.Minute
}

const timesWeekLen = 7 * 24 * time.Hour

// timesOffice is Monday to Friday, 9 to 18.
func timesOffice() timesWeek { return timesDaily(9*60, 18*60, 1, 2, 3, 4, 5) }

func timesDaily(from, to int, days ...int) timesWeek {
	var w timesWeek
	for _, d := range days {
		w = append(w, timesSpan{d*1440 + from, d*1440 + to})
	}
	return w
}

// timesSplit returns the start of t's week and what has passed of it. 1970-01-04
// was a Sunday.
func timesSplit(t time.Time) (start time.Time, in time.Duration) {
	sunday := time.Date(1970, 1, 4, 0, 0, 0, 0, time.UTC)
	in = t.Sub(sunday) % timesWeekLen
	if in < 0 {
		in += timesWeekLen
	}
	return t.Add(-in), in
}
