package session_test

import (
	"time"

	"github.com/contactkit/contactkit/session"
)

// The contact waits in the queue: told after a while, and in the end asked to
// leave a message, which is routed again later.
func Example_queueWait() {
	c := session.DefaultConfig()
	c.Mode = session.AgentOnly
	c.QueueWait = []session.Rung{{Silence: 2 * time.Minute, Then: session.Warn}, {Silence: 8 * time.Minute, Then: session.Pass}}
	t := newThread(c)
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

// An offer that nobody answers, and two agents who let the contact down: the
// fallback queue is asked.
func Example_fallbackQueue() {
	c := session.DefaultConfig()
	c.Mode, c.Queue, c.Fallback, c.MaxHops = session.AgentOnly, "sales", "seniors", 1
	t := newThread(c)
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
	t := newThread(session.DefaultConfig())
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:00:05", session.Event{Kind: session.RobotFailed})
	// Output:
	// 09:00:00 start-robot
	// 09:00:00 forward robot
	// 09:00:05 stop-robot robot
	// 09:00:05 enqueue
	// 09:00:05 notify contact queued
}

// Nobody works and offline messages are off: the contact is told once, however
// often they write.
func Example_nonWorkingNotice() {
	c := session.DefaultConfig()
	c.Mode, c.Offline = session.AgentOnly, false
	t := newThread(c)
	t.policy.Hours = office()
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
	t := newThread(c)
	t.policy.Hours = office()
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
		t := newThread(c)
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
	t := newThread(c)
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

// Somebody answers in the platform's own inbox: the robot is stopped, and what
// it still wants to say is refused.
func Example_takeover() {
	t := newThread(session.DefaultConfig())
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:00:30", session.Event{Kind: session.PersonMessage})
	t.at("09:00:31", session.Event{Kind: session.RobotMessage})
	// Output:
	// 09:00:00 start-robot
	// 09:00:00 forward robot
	// 09:00:30 stop-robot
	// 09:00:30 assign
	// 09:00:31 refuse robot not-in-charge
}
