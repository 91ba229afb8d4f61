package session_test

import (
	"fmt"
	"time"

	"github.com/contactkit/contactkit/session"
)

// A supervisor gives the conversation of one agent to another without asking either of them.
func Example_transferByForce() {
	t := chargeServed(session.DefaultConfig())
	t.at("09:01:00", session.Event{Kind: session.TransferRequested, Agent: "eve", To: session.Agent, Target: "bob", Force: true})
	t.at("09:01:20", session.Event{Kind: session.AgentAccepted, Agent: "bob", Offer: t.state.Part})
	fmt.Println("not offered to", t.state.Excluded, "again")
	// Output:
	// 09:01:00 unassign ann
	// 09:01:00 offer bob
	// 09:01:00 notify contact transferred
	// 09:01:20 assign bob
	// not offered to ann again
}

// An agent goes off duty: the customer goes back to the front of the queue. It was no fault, so the
// agent may have the customer again.
func Example_agentLeft() {
	t := chargeServed(session.DefaultConfig())
	t.at("09:01:00", session.Event{Kind: session.AgentLeft, Agent: "ann"})
	// Output:
	// 09:01:00 unassign ann
	// 09:01:00 enqueue at the front
	// 09:01:00 notify contact transferred
}

// An agent writes first and the customer does not answer. This silence has a ladder of its own,
// which ends sooner than that of a customer who has asked something.
func ExampleConfig_calledSilent() {
	c := session.DefaultConfig()
	c.CalledSilent = []session.Rung{{Silence: 2 * time.Minute, Then: session.Warn}, {Silence: 3 * time.Minute, Then: session.End}}
	t := chargeNewThread(c)
	t.at("09:00:00", session.Event{Kind: session.AgentMessage, Agent: "ann"})
	t.at("09:02:00", session.Event{}) // a Tick
	t.at("09:03:00", session.Event{})
	// Output:
	// 09:00:00 assign ann
	// 09:00:00 deliver agent ann
	// 09:00:00 remember-agent ann
	// 09:02:00 notify contact still-there
	// 09:03:00 notify contact ended
	// 09:03:00 unassign ann
	// 09:03:00 close contact-silent
}

// A customer's "never mind" wants no answer. The agent says so and is not counted as silent.
func Example_waived() {
	t := chargeServed(session.DefaultConfig())
	t.wake()
	t.at("09:01:00", session.Event{Kind: session.Waived, Agent: "ann"})
	t.wake()
	// Output:
	// wake 09:02:40
	// wake 09:19:00
}

// The robot helps the agent: its hint is for the agent, never for the customer.
func Example_assistant() {
	t := chargeServed(session.DefaultConfig())
	t.at("09:01:00", session.Event{Kind: session.AssistantMessage})
	t.at("09:01:05", session.Event{Kind: session.RobotMessage})
	// Output:
	// 09:01:00 suggest ann
	// 09:01:05 refuse robot not-in-charge
}

// Messages that reach the host long after they were written open no session.
func ExampleConfig_stale() {
	c := session.DefaultConfig()
	c.Stale = time.Hour
	t := chargeNewThread(c)
	t.at("09:00:00", session.Event{Kind: session.ContactMessage, Time: t.day.Add(7 * time.Hour)})
	t.at("09:00:01", session.Event{Kind: session.ContactMessage, Time: t.day.Add(9 * time.Hour)})
	// Output:
	// 09:00:00 forward nobody
	// 09:00:01 start-robot
	// 09:00:01 forward robot
}

// chargeServed is a thread that ann serves since 09:00, and whose customer waits for her answer.
func chargeServed(c session.Config) *chargeThread {
	c.Mode = session.AgentOnly
	t := chargeNewThread(c)
	t.quiet = true
	t.at("09:00:00", session.Event{Kind: session.ContactMessage, ID: "m1"})
	t.at("09:00:05", session.Event{Kind: session.AgentFound, Agent: "ann"})
	t.at("09:00:10", session.Event{Kind: session.AgentAccepted, Agent: "ann", Offer: t.state.Part})
	t.quiet = false
	return t
}

// A thread is a host of one conversation: it keeps the state, and prints what it is to do.
type chargeThread struct {
	policy *session.Policy
	state  session.State
	day    time.Time
	events int
	quiet  bool // prints nothing
}

func (t *chargeThread) at(clock string, e session.Event) {
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
		if a.Front {
			fmt.Print(" at the front")
		}
		if a.Kind == session.Forward && a.To == session.Nobody {
			fmt.Print(" nobody")
		}
		fmt.Println()
	}
}

func (t *chargeThread) wake() { fmt.Println("wake", t.policy.Wake(t.state).Format(time.TimeOnly)) }

func chargeNewThread(c session.Config) *chargeThread {
	if err := c.Check(); err != nil {
		panic(err)
	}
	return &chargeThread{policy: &session.Policy{Config: c}, state: session.State{ID: "telegram/4711/889900"}, day: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}
}
