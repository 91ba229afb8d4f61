package session_test

import (
	"fmt"
	"time"

	"github.com/contactkit/contactkit/session"
)

// Until when may agents answer? Automatic messages may be sent for a day, what people write for a
// week: a message of Monday evening does not expire on Tuesday.
func ExamplePolicy_AnswerUntil() {
	c := session.DefaultConfig()
	c.Mode, c.ReplyWindow, c.AgentWindow = session.AgentOnly, 24*time.Hour, 7*24*time.Hour
	t := windowNewThread(c)
	t.policy.Hours = windowOffice()
	t.at("19:00:00", session.Event{Kind: session.ContactMessage})
	fmt.Println("robot ", t.policy.AnswerUntil(t.state, session.Robot).Format("Mon 15:04"))
	fmt.Println("agents", t.policy.AnswerUntil(t.state, session.Agent).Format("Mon 15:04"))
	// Output:
	// 19:00:00 notify contact non-working
	// 19:00:00 store-offline
	// 19:00:00 forward offline
	// robot  Tue 19:00
	// agents Mon 19:00
}

// Is an agent told before the platform takes no more answers? Yes, also while the customer is on
// hold.
func Example_answerMargin() {
	c := session.DefaultConfig()
	c.Mode, c.ReplyWindow, c.AnswerMargin = session.AgentOnly, 2*time.Hour, 15*time.Minute
	c.HoldMax, c.AgentSilent = 4*time.Hour, nil
	t := windowNewThread(c)
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:00:05", session.Event{Kind: session.AgentFound, Agent: "ann"})
	t.at("09:00:10", session.Event{Kind: session.AgentAccepted, Agent: "ann", Offer: t.state.Part})
	t.at("09:05:00", session.Event{Kind: session.HoldStarted, Agent: "ann"})
	t.wake()
	t.at("10:45:00", session.Event{}) // a Tick
	// Output:
	// 09:00:00 enqueue
	// 09:00:00 notify contact queued
	// 09:00:00 forward queue
	// 09:00:05 dequeue
	// 09:00:05 offer ann
	// 09:00:10 assign ann
	// wake 10:45:00
	// 10:45:00 notify agent window-closing ann
}

// At closing time a customer who still waits is told, and the message is kept for the morning. A
// grace lets agents work the queue off first.
func Example_queueCloses() {
	c := session.DefaultConfig()
	c.Mode, c.CloseGrace, c.Spread = session.AgentOnly, 15*time.Minute, 0
	t := windowNewThread(c)
	t.policy.Hours = windowOffice() // until 18:00
	t.at("17:55:00", session.Event{Kind: session.ContactMessage})
	t.wake()
	t.at("18:15:00", session.Event{})
	t.wake()
	// Output:
	// 17:55:00 enqueue
	// 17:55:00 notify contact queued
	// 17:55:00 forward queue
	// wake 18:15:00
	// 18:15:00 dequeue
	// 18:15:00 notify contact non-working
	// 18:15:00 store-offline
	// wake 09:00:00
}

// A customer is told once in each closed period that the desk is closed.
func Example_closedNotice() {
	c := session.DefaultConfig()
	c.Mode, c.Offline = session.AgentOnly, false
	t := windowNewThread(c)
	t.policy.Hours = windowOffice()
	t.at("19:00:00", session.Event{Kind: session.ContactMessage})
	t.at("20:00:00", session.Event{Kind: session.ContactMessage})
	t.day = t.day.AddDate(0, 0, 1) // people have worked since
	t.at("19:00:00", session.Event{Kind: session.ContactMessage})
	// Output:
	// 19:00:00 notify contact non-working
	// 19:00:00 forward nobody
	// 20:00:00 forward nobody
	// 19:00:00 notify contact non-working
	// 19:00:00 forward nobody
}

// The host was down for two hours. With Since at the end of the outage no customer is ended
// unheard, and the platform's history comes first.
func Example_afterAnOutage() {
	t := windowNewThread(session.DefaultConfig())
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:00:02", session.Event{Kind: session.RobotMessage})

	up := t.day.Add(11 * time.Hour)
	t.policy.Since = up
	// what the history tells, sorted by time: the customer has answered
	t.at("11:00:00", session.Event{Kind: session.ContactMessage, Time: t.day.Add(9*time.Hour + time.Minute)})
	t.at("11:00:01", session.Event{}) // only then the sweeper
	t.wake()
	// Output:
	// 09:00:00 start-robot
	// 09:00:00 forward robot
	// 09:00:02 deliver robot
	// 11:00:00 forward robot
	// wake 11:30:00
}

// A thread is a host of one conversation: it keeps the state, and prints what
// it is to do.
type windowThread struct {
	policy *session.Policy
	state  session.State
	day    time.Time
	events int
	quiet  bool // prints nothing
}

func (t *windowThread) at(clock string, e session.Event) {
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

func (t *windowThread) wake() { fmt.Println("wake", t.policy.Wake(t.state).Format(time.TimeOnly)) }

func windowNewThread(c session.Config) *windowThread {
	if err := c.Check(); err != nil {
		panic(err)
	}
	return &windowThread{policy: &session.Policy{Config: c}, state: session.State{ID: "telegram/4711/889900"}, day: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}
}

// windowWeek is a small calendar for tests: the same hours each week, in UTC, as
// half-open spans of minutes since Sunday 00:00, rising and not touching.
type windowWeek []windowSpan

func (w windowWeek) Open(t time.Time) (bool, string) {
	_, in := windowSplit(t)
	for _, s := range w {
		if from, to := s.ends(); from <= in && in < to {
			return true, "hours"
		}
	}
	return false, "closed"
}

func (w windowWeek) NextOpen(t time.Time) (time.Time, bool) { return w.After(t, 0) }

func (w windowWeek) NextClose(t time.Time) (time.Time, bool) {
	u, ok := w.NextOpen(t)
	if !ok {
		return u, false
	}
	start, in := windowSplit(u)
	for _, s := range w {
		if from, to := s.ends(); from <= in && in < to {
			return start.Add(to), true
		}
	}
	return time.Time{}, false
}

func (w windowWeek) After(t time.Time, d time.Duration) (time.Time, bool) {
	if len(w) == 0 {
		return time.Time{}, false
	}
	start, in := windowSplit(t)
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
		start, in = start.Add(windowWeekLen), 0
	}
}

func (w windowWeek) Between(a, b time.Time) time.Duration {
	if !a.Before(b) {
		return 0
	}
	var sum time.Duration
	for start, in := windowSplit(a); ; start, in = start.Add(windowWeekLen), 0 {
		left := b.Sub(start)
		for _, s := range w {
			from, to := s.ends()
			if from, to = max(from, in), min(to, left); from < to {
				sum += to - from
			}
		}
		if left <= windowWeekLen {
			return sum
		}
	}
}

type windowSpan struct{ from, to int }

func (s windowSpan) ends() (from, to time.Duration) {
	return time.Duration(s.from) * time.Minute, time.Duration(s.to) * time.Minute
}

const windowWeekLen = 7 * 24 * time.Hour

// windowOffice is Monday to Friday, 9 to 18.
func windowOffice() windowWeek { return windowDaily(9*60, 18*60, 1, 2, 3, 4, 5) }

func windowDaily(from, to int, days ...int) windowWeek {
	var w windowWeek
	for _, d := range days {
		w = append(w, windowSpan{d*1440 + from, d*1440 + to})
	}
	return w
}

// windowSplit returns the start of t's week and what has passed of it. 1970-01-04
// was a Sunday.
func windowSplit(t time.Time) (start time.Time, in time.Duration) {
	sunday := time.Date(1970, 1, 4, 0, 0, 0, 0, time.UTC)
	in = t.Sub(sunday) % windowWeekLen
	if in < 0 {
		in += windowWeekLen
	}
	return t.Add(-in), in
}
