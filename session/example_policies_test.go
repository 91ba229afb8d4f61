package session_test

import (
	"fmt"
	"time"

	"github.com/contactkit/contactkit/session"
)

// A contact asks for an agent; the robot's late answer does not get through.
func Example_transferKeyword() {
	t := newThread(session.DefaultConfig())
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
	t := newThread(c)
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

// Nobody works: the contact is told, the message kept and given to somebody at
// the opening. Package worktime has the calendar; this one is a stub for the page.
func Example_offlineMessage() {
	c := session.DefaultConfig()
	c.Mode, c.Queue, c.Spread = session.AgentOnly, "claims", 0
	t := newThread(c)
	t.policy.Hours = office()
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
	t := newThread(c)
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
	t := newThread(c)
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
	t := newThread(c)
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

// An agent writes first. The limit is optional, and zero is not the same as none.
func Example_outboundLimit() {
	c := session.DefaultConfig()
	c.Mode = session.AgentOnly
	limit := 2 * time.Hour
	c.Outbound = &limit
	t := newThread(c)
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
	t := newThread(c)
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
	t := newThread(c)
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
// and nobody is ended at once and unwarned.
func ExampleConfig_since() {
	c := session.DefaultConfig()
	c.ContactSilent = session.ContactLadder(time.Hour, 2*time.Minute)
	t := newThread(c)
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
