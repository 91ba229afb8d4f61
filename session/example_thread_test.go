package session_test

import (
	"fmt"
	"time"

	"github.com/contactkit/contactkit/session"
)

// A private answer to a comment is one message, ever. With Mute no notice takes its place: neither
// "we are closed" in the evening nor "please wait" in the morning.
func ExampleConfig_mute() {
	c := session.DefaultConfig()
	c.Mode, c.Mute, c.Spread = session.AgentOnly, true, 0
	t := threadNew(c)
	t.policy.Hours = threadOffice{}
	t.at("20:00:00", session.Event{Kind: session.ContactMessage})
	t.day = t.day.AddDate(0, 0, 1)
	t.at("09:00:00", session.Event{}) // a Tick
	t.at("09:01:00", session.Event{Kind: session.AgentFound, Agent: "ann"})
	t.at("09:01:10", session.Event{Kind: session.AgentAccepted, Agent: "ann", Offer: t.state.Part})
	t.at("09:02:00", session.Event{Kind: session.AgentMessage, Agent: "ann"})
	// Output:
	// 20:00:00 store-offline
	// 20:00:00 forward offline
	// 09:00:00 route-offline queue
	// 09:00:00 enqueue
	// 09:01:00 dequeue
	// 09:01:00 offer ann
	// 09:01:10 assign ann
	// 09:02:00 deliver agent ann
	// 09:02:00 remember-agent ann
}

// Telegram turns a group into a supergroup with another id. The state goes along under the new key
// in the host's transaction: the session, its times and its numbers go on, so no key of an action
// is used twice.
func ExampleState_movedThread() {
	t := threadNew(session.DefaultConfig())
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.wake()
	t.state.ID = "telegram/4711/-100889900" // channel.Error.Moved says so
	t.wake()
	t.at("09:00:10", session.Event{Kind: session.RobotMessage})
	fmt.Println("session", t.state.Session, "of", t.state.ID)
	// Output:
	// 09:00:00 start-robot
	// 09:00:00 forward robot
	// wake 09:30:00
	// wake 09:30:00
	// 09:00:10 deliver robot
	// session 1 of telegram/4711/-100889900
}

// Who ended the robot's work decides about its last words. If it left itself, what it has waiting
// is sent: a farewell. If the customer asked for a person, it is withdrawn.
func Example_farewell() {
	print := func(e session.Event) {
		t := threadNew(session.DefaultConfig())
		t.quiet = true
		t.at("09:00:00", session.Event{Kind: session.ContactMessage})
		t.quiet = false
		t.at("09:00:10", e)
	}
	print(session.Event{Kind: session.Handoff, Queue: "claims"})
	fmt.Println()
	print(session.Event{Kind: session.ContactMessage, Keyword: true})
	// Output:
	// 09:00:10 stop-robot robot
	// 09:00:10 enqueue claims
	// 09:00:10 notify contact queued
	//
	// 09:00:10 stop-robot
	// 09:00:10 enqueue
	// 09:00:10 notify contact queued
	// 09:00:10 forward queue
}

// An offline message for the robot is given to people if the platform takes no automatic answer any
// more, though it still takes one that a person writes.
func Example_offlineToPeople() {
	c := session.DefaultConfig()
	c.OfflineTo, c.Spread, c.ReplyWindow, c.AgentWindow = session.ToRobot, 0, 12*time.Hour, 24*time.Hour
	t := threadNew(c)
	t.policy.Hours = threadOffice{}
	t.at("20:00:00", session.Event{Kind: session.ContactMessage, Keyword: true})
	t.day = t.day.AddDate(0, 0, 1)
	t.at("09:00:00", session.Event{})
	// Output:
	// 20:00:00 notify contact non-working
	// 20:00:00 store-offline
	// 20:00:00 forward offline
	// 09:00:00 route-offline queue
	// 09:00:00 enqueue
}

// An automatic reply of the customer's own account, such as "I am on holiday", is shown and answers
// nothing: it starts no session, and takes no time from the customer or from the agent.
func Example_automaticReply() {
	t := threadNew(session.DefaultConfig())
	t.at("09:00:00", session.Event{Kind: session.ContactMessage, Automatic: true})
	t.at("09:01:00", session.Event{Kind: session.ContactMessage})
	t.at("09:01:05", session.Event{Kind: session.RobotMessage})
	t.wake()
	t.at("09:05:00", session.Event{Kind: session.ContactMessage, Automatic: true})
	t.wake()
	// Output:
	// 09:00:00 forward nobody
	// 09:01:00 start-robot
	// 09:01:00 forward robot
	// 09:01:05 deliver robot
	// wake 09:19:05
	// 09:05:00 forward robot
	// wake 09:19:05
}

// A threadHost is a host of one conversation: it keeps the state, and prints what it is to do.
type threadHost struct {
	policy *session.Policy
	state  session.State
	day    time.Time
	events int
	quiet  bool // prints nothing
}

func (t *threadHost) at(clock string, e session.Event) {
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

func (t *threadHost) wake() { fmt.Println("wake", t.policy.Wake(t.state).Format(time.TimeOnly)) }

func threadNew(c session.Config) *threadHost {
	if err := c.Check(); err != nil {
		panic(err)
	}
	return &threadHost{policy: &session.Policy{Config: c}, state: session.State{ID: "telegram/4711/889900"}, day: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}
}

// threadOffice is a calendar that opens at nine each day and closes at six. It counts no working
// time.
type threadOffice struct{ session.Hours }

func (threadOffice) Open(at time.Time) (bool, string) {
	return at.Hour() >= 9 && at.Hour() < 18, "every day"
}

func (o threadOffice) NextOpen(at time.Time) (time.Time, bool) {
	nine := time.Date(at.Year(), at.Month(), at.Day(), 9, 0, 0, 0, time.UTC)
	switch {
	case at.Hour() >= 18:
		return nine.AddDate(0, 0, 1), true
	case at.Hour() >= 9:
		return at, true
	}
	return nine, true
}

func (o threadOffice) NextClose(at time.Time) (time.Time, bool) {
	open, _ := o.NextOpen(at)
	return time.Date(open.Year(), open.Month(), open.Day(), 18, 0, 0, 0, time.UTC), true
}

// An agent writes first. The limit is optional, and zero is not the same as none.
func Example_outboundLimit() {
	c := session.DefaultConfig()
	c.Mode = session.AgentOnly
	limit := 2 * time.Hour
	c.Outbound = &limit
	t := threadNew(c)
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:01:00", session.Event{Kind: session.CloseRequested, By: session.Host})
	t.at("12:00:00", session.Event{Kind: session.AgentMessage, Agent: "ann"})
	t.policy.Outbound = nil
	t.at("12:01:00", session.Event{Kind: session.AgentMessage, Agent: "ann"})
	// Output:
	// 09:00:00 enqueue
	// 09:00:00 notify contact queued
	// 09:00:00 forward queue
	// 09:01:00 dequeue
	// 09:01:00 close host
	// 12:00:00 refuse agent outbound-late ann
	// 12:01:00 assign ann
	// 12:01:00 deliver agent ann
	// 12:01:00 remember-agent ann
}

// The platform's reply window ends before the ladder does: the warning comes in
// time for it, the end notice is dropped and reported.
func Example_replyWindow() {
	c := session.DefaultConfig()
	c.Mode, c.Routing = session.AgentOnly, session.Pull
	c.ReplyWindow, c.WindowMargin = 30*time.Minute, 2*time.Minute
	c.AgentSilent = nil
	t := threadNew(c)
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:00:10", session.Event{Kind: session.AgentAccepted, Agent: "ann"})
	t.at("09:25:00", session.Event{Kind: session.AgentMessage, Agent: "ann"})
	t.wake()
	t.at("09:28:00", session.Event{})
	t.at("09:45:00", session.Event{})
	// Output:
	// 09:00:00 enqueue
	// 09:00:00 notify contact queued
	// 09:00:00 forward queue
	// 09:00:10 dequeue
	// 09:00:10 assign ann
	// 09:25:00 deliver agent ann
	// 09:25:00 remember-agent ann
	// wake 09:28:00
	// 09:28:00 notify contact still-there
	// 09:45:00 refuse contact ended window-closed
	// 09:45:00 unassign ann
	// 09:45:00 close contact-silent
}

// Two machines answer each other faster than a human could: the robot is taken out.
func Example_loopBreaker() {
	c := session.DefaultConfig()
	c.Mode, c.Offline = session.RobotOnly, false
	c.LoopTurns, c.LoopGap = 3, 2*time.Second
	t := threadNew(c)
	for _, clock := range []string{"09:00:00", "09:00:01", "09:00:02", "09:00:03"} {
		t.at(clock, session.Event{Kind: session.ContactMessage})
		t.at(clock, session.Event{Kind: session.RobotMessage})
	}
	// Output:
	// 09:00:00 start-robot
	// 09:00:00 forward robot
	// 09:00:00 deliver robot
	// 09:00:01 forward robot
	// 09:00:01 deliver robot
	// 09:00:02 forward robot
	// 09:00:02 deliver robot
	// 09:00:03 notify contact robot-failed
	// 09:00:03 stop-robot
	// 09:00:03 close loop
	// 09:00:03 forward nobody
	// 09:00:03 refuse robot not-in-charge
}

// The times are shortened while sessions are open: with Since they count anew,
// and no customer is ended at once and unwarned.
func ExampleConfig_since() {
	c := session.DefaultConfig()
	c.ContactSilent = session.ContactLadder(time.Hour, 2*time.Minute)
	t := threadNew(c)
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:00:02", session.Event{Kind: session.RobotMessage})

	c.ContactSilent = session.ContactLadder(5*time.Minute, 2*time.Minute)
	c.Since = t.day.Add(9*time.Hour + 40*time.Minute)
	t.policy = &session.Policy{Config: c}
	t.at("09:40:00", session.Event{}) // the host ticks every open session after a change
	t.wake()
	// Output:
	// 09:00:00 start-robot
	// 09:00:00 forward robot
	// 09:00:02 deliver robot
	// wake 09:43:00
}
