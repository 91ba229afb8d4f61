package session_test

import (
	"fmt"
	"time"

	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/worktime"
)

// Messages of the night are not all routed in the minute of the opening, when no agent has sat down
// yet, but over the first quarter of an hour. Each thread has its place in it.
func ExampleConfig_spread() {
	c := session.DefaultConfig()
	c.Mode, c.Spread = session.AgentOnly, 15*time.Minute
	p := &session.Policy{Config: c, Hours: openingHours("09:00-18:00")}
	night := time.Date(2026, 3, 2, 22, 0, 0, 0, time.UTC)
	for _, thread := range []string{"telegram/4711/1", "telegram/4711/2", "telegram/4711/3"} {
		s, _ := p.Step(session.State{ID: thread}, session.Event{Kind: session.ContactMessage, ID: "m1"}, night)
		fmt.Println(thread, p.Wake(s).Format(time.TimeOnly))
	}
	// Output:
	// telegram/4711/1 09:14:29
	// telegram/4711/2 09:00:04
	// telegram/4711/3 09:04:52
}

// Agents work the queue off after closing time, for ten minutes. Then those who still wait leave a
// message.
func ExampleConfig_closeGrace() {
	c := session.DefaultConfig()
	c.Mode, c.CloseGrace = session.AgentOnly, 10*time.Minute
	p := &session.Policy{Config: c, Hours: openingHours("09:00-18:00")}
	s, _ := p.Step(session.State{ID: "t"}, session.Event{Kind: session.ContactMessage, ID: "m1"}, time.Date(2026, 3, 2, 17, 55, 0, 0, time.UTC))
	wake := p.Wake(s)
	_, actions := p.Step(s, session.Event{}, wake)
	fmt.Println(wake.Format(time.TimeOnly))
	for _, a := range actions {
		fmt.Println(a.Kind)
	}
	// Output:
	// 18:10:00
	// dequeue
	// notify
	// store-offline
}

// A message waits half an hour in the queue. If no agent took it, it is routed again an hour later,
// until it is given up after two days.
func ExampleConfig_offlineMax() {
	c := session.DefaultConfig()
	c.Mode, c.OfflineReassign, c.OfflineMax = session.AgentOnly, time.Hour, 48*time.Hour
	p := &session.Policy{Config: c}
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	s, _ := p.Step(session.State{ID: "t"}, session.Event{Kind: session.ContactMessage, ID: "m1"}, now)
	s, _ = p.Step(s, session.Event{Kind: session.NoAgent, ID: "n1"}, now)
	routed := 0
	for s.Phase != session.PhaseClosed {
		now = p.Wake(s)
		var actions []session.Action
		s, actions = p.Step(s, session.Event{}, now)
		if len(actions) > 0 && actions[0].Kind == session.RouteOffline {
			routed++
		}
	}
	fmt.Println("routed", routed, "times,", s.Reason, "on", now.Format("Monday at 15:04"))
	// Output:
	// routed 32 times, expired on Wednesday at 10:00
}

// openingHours is a calendar of Monday to Friday, in UTC.
func openingHours(segments string) *worktime.Calendar {
	hours, err := worktime.ParseSegments(segments)
	if err != nil {
		panic(err)
	}
	days, _ := worktime.Default("UTC")
	c, err := worktime.New(days, worktime.Schedule{Workday: hours})
	if err != nil {
		panic(err)
	}
	return c
}
