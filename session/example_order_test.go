package session_test

import (
	"fmt"
	"time"

	"github.com/contactkit/contactkit/session"
)

// served is a thread that ann serves since 09:00, and that contact and agent have written in.
func served(c session.Config) *orderThread {
	c.Mode = session.AgentOnly
	t := orderNewThread(c)
	t.quiet = true
	t.at("09:00:00", session.Event{Kind: session.ContactMessage, ID: "m1"})
	t.at("09:00:05", session.Event{Kind: session.AgentFound, Agent: "ann"})
	t.at("09:00:10", session.Event{Kind: session.AgentAccepted, Agent: "ann", Offer: t.state.Part})
	t.quiet = false
	return t
}

// The customer writes on while the agent answers. The answer is sent, and the agent still owes one.
func Example_crossingMessages() {
	t := served(session.DefaultConfig())
	t.at("09:01:00", session.Event{Kind: session.ContactMessage, ID: "m2"})
	t.at("09:01:01", session.Event{Kind: session.AgentMessage, Agent: "ann", Saw: "m1"}) // she had not seen m2
	t.owes()
	t.at("09:01:30", session.Event{Kind: session.Waived, Agent: "ann"}) // "that answers both"
	t.owes()
	// Output:
	// 09:01:00 forward agent ann
	// 09:01:01 deliver agent ann
	// 09:01:01 remember-agent ann
	// agent owes
	// contact owes
}

// A robot that answers to what the customer has already corrected: the answer is not sent.
func ExampleConfig_supersede() {
	c := session.DefaultConfig()
	c.Supersede = true
	t := orderNewThread(c)
	t.at("09:00:00", session.Event{Kind: session.ContactMessage, ID: "m1"})
	t.at("09:00:03", session.Event{Kind: session.ContactMessage, ID: "m2"})
	t.at("09:00:04", session.Event{Kind: session.RobotMessage, Saw: "m1"})
	t.at("09:00:06", session.Event{Kind: session.RobotMessage, Saw: "m2"})
	// Output:
	// 09:00:00 start-robot
	// 09:00:00 forward robot
	// 09:00:03 forward robot
	// 09:00:04 refuse robot superseded
	// 09:00:06 deliver robot
}

// A wish for a person that a platform delivers a minute late still reaches people.
func Example_lateKeyword() {
	t := orderNewThread(session.DefaultConfig())
	nine := t.day.Add(9 * 3600e9)
	t.at("09:01:00", session.Event{Kind: session.ContactMessage, Time: nine.Add(30e9)})
	t.at("09:01:01", session.Event{Kind: session.ContactMessage, Time: nine, Keyword: true})
	// Output:
	// 09:01:00 start-robot
	// 09:01:00 forward robot
	// 09:01:01 stop-robot
	// 09:01:01 enqueue
	// 09:01:01 notify contact queued
	// 09:01:01 forward queue
}

// "Thanks!" after the end opens no new session, and keeps no agent busy.
func Example_thanks() {
	t := served(session.DefaultConfig())
	t.at("09:01:00", session.Event{Kind: session.AgentMessage, Agent: "ann"})
	t.at("09:01:30", session.Event{Kind: session.ContactMessage, Thanks: true})
	t.owes()
	t.at("09:02:00", session.Event{Kind: session.CloseRequested, By: session.Agent, Agent: "ann"})
	t.at("09:03:00", session.Event{Kind: session.ContactMessage, Thanks: true})
	// Output:
	// 09:01:00 deliver agent ann
	// 09:01:00 remember-agent ann
	// 09:01:30 forward agent ann
	// contact owes
	// 09:02:00 unassign ann
	// 09:02:00 close agent-done
	// 09:03:00 forward nobody
}

// A customer who was served by an agent writes again: back to people, not to the robot.
func ExampleReopenTo() {
	c := session.DefaultConfig()
	c.ReopenTo = session.ReopenToPeople
	t := orderNewThread(c)
	t.quiet = true
	t.at("09:00:00", session.Event{Kind: session.ContactMessage, Keyword: true})
	t.at("09:00:05", session.Event{Kind: session.AgentFound, Agent: "ann"})
	t.at("09:00:10", session.Event{Kind: session.AgentAccepted, Agent: "ann", Offer: t.state.Part})
	t.at("09:01:00", session.Event{Kind: session.AgentMessage, Agent: "ann"})
	t.at("09:02:00", session.Event{Kind: session.CloseRequested, By: session.Agent, Agent: "ann"})
	t.quiet = false
	t.at("09:30:00", session.Event{Kind: session.ContactMessage, Present: true}) // ann is on duty
	// Output:
	// 09:30:00 enqueue ann
	// 09:30:00 notify contact queued
	// 09:30:00 forward queue
}

// Quick presses of buttons are no loop of two machines.
func Example_presses() {
	c := session.DefaultConfig()
	c.LoopTurns = 3
	t := orderNewThread(c)
	t.quiet = true
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	for _, clock := range []string{"09:00:01", "09:00:02", "09:00:03", "09:00:04"} {
		t.at(clock, session.Event{Kind: session.RobotMessage})
		t.at(clock, session.Event{Kind: session.ContactMessage, Press: true})
	}
	t.quiet = false
	t.owes()
	// Output:
	// robot owes
}

// Another app takes the thread, as on a page that two apps serve. The next message that is not on
// standby shows that the thread is ours again.
func Example_standby() {
	t := orderNewThread(session.DefaultConfig())
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:01:00", session.Event{Kind: session.ContactMessage, Standby: true})
	t.at("09:02:00", session.Event{Kind: session.ContactMessage})
	// Output:
	// 09:00:00 start-robot
	// 09:00:00 forward robot
	// 09:01:00 stop-robot
	// 09:01:00 close control-lost
	// 09:01:00 forward nobody
	// 09:02:00 start-robot
	// 09:02:00 forward robot
}

// A thread is a host of one conversation: it keeps the state, and prints what
// it is to do.
type orderThread struct {
	policy *session.Policy
	state  session.State
	day    time.Time
	events int
	quiet  bool // prints nothing
}

func (t *orderThread) at(clock string, e session.Event) {
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

func (t *orderThread) owes() { fmt.Println(t.state.Owes, "owes") }

func orderNewThread(c session.Config) *orderThread {
	if err := c.Check(); err != nil {
		panic(err)
	}
	return &orderThread{policy: &session.Policy{Config: c}, state: session.State{ID: "telegram/4711/889900"}, day: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}
}

// The platform reports that the agent's answer did not arrive: the customer owes nothing any more,
// and the agent has to answer again.
func Example_undelivered() {
	t := served(session.DefaultConfig())
	t.at("09:01:00", session.Event{Kind: session.AgentMessage, Agent: "ann"})
	t.owes()
	t.at("09:01:05", session.Event{Kind: session.Undelivered})
	t.owes()
	// Output:
	// 09:01:00 deliver agent ann
	// 09:01:00 remember-agent ann
	// contact owes
	// agent owes
}

// The customer blocks the bot, so nothing can be sent any more: the session ends without a notice.
func Example_contactGone() {
	t := served(session.DefaultConfig())
	t.at("09:01:00", session.Event{Kind: session.ContactGone})
	// Output:
	// 09:01:00 unassign ann
	// 09:01:00 close unreachable
}

// The router finds no one for a customer who waits: the message is kept, and routed again later.
func Example_noAgent() {
	c := session.DefaultConfig()
	c.Mode = session.AgentOnly
	t := orderNewThread(c)
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:05:00", session.Event{Kind: session.NoAgent})
	fmt.Println(t.state.Phase, "until", t.policy.Wake(t.state).Format(time.TimeOnly))
	// Output:
	// 09:00:00 enqueue
	// 09:00:00 notify contact queued
	// 09:00:00 forward queue
	// 09:05:00 dequeue
	// 09:05:00 notify contact leave-message
	// 09:05:00 store-offline
	// offline until 10:05:00
}

// An employee answers in the platform's own inbox: the robot is stopped, and what it still wants to
// say is refused.
func Example_takeover() {
	t := orderNewThread(session.DefaultConfig())
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
