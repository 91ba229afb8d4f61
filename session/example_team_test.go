package session_test

import (
	"fmt"
	"time"

	"github.com/contactkit/contactkit/session"
)

// An agent asks a colleague, who reads along and does not write to the customer, then lets him
// join.
func Example_consult() {
	t := teamServed(session.DefaultConfig())
	t.at("09:01:00", session.Event{Kind: session.JoinRequested, Agent: "ann", Target: "bob", Role: session.Consulted})
	t.at("09:01:10", session.Event{Kind: session.AgentAccepted, Agent: "bob", Offer: t.state.Part})
	t.at("09:01:20", session.Event{Kind: session.AgentMessage, Agent: "bob"})
	t.at("09:01:30", session.Event{Kind: session.AssistantMessage, Agent: "bob"}) // a hint to ann
	t.at("09:02:00", session.Event{Kind: session.JoinRequested, Agent: "ann", Target: "bob", Role: session.Joined})
	t.at("09:02:10", session.Event{Kind: session.AgentMessage, Agent: "bob"})
	// Output:
	// 09:01:00 offer bob
	// 09:01:10 join bob
	// 09:01:20 refuse agent not-in-charge bob
	// 09:01:30 suggest ann
	// 09:02:00 join bob
	// 09:02:10 deliver agent bob
}

// The agent goes home while a colleague has joined: the colleague goes on, with the time that is
// left.
func Example_helperFollows() {
	t := teamServed(session.DefaultConfig())
	t.at("09:01:00", session.Event{Kind: session.JoinRequested, Agent: "sue", Target: "bob", Role: session.Joined, Force: true})
	t.at("09:02:00", session.Event{Kind: session.AgentLeft, Agent: "ann"})
	t.wake()
	// Output:
	// 09:01:00 join bob
	// 09:02:00 leave bob
	// 09:02:00 unassign ann
	// 09:02:00 assign bob
	// wake 09:02:40
}

// A supervisor listens, whispers to the agent, and takes over without asking.
func Example_supervisor() {
	t := teamServed(session.DefaultConfig())
	t.at("09:01:00", session.Event{Kind: session.JoinRequested, Agent: "eve", Target: "eve", Role: session.Listening, Force: true})
	t.at("09:01:30", session.Event{Kind: session.AssistantMessage, Agent: "eve"})
	t.at("09:02:00", session.Event{Kind: session.TransferRequested, Agent: "eve", To: session.Agent, Target: "eve", Force: true})
	// Output:
	// 09:01:00 join eve
	// 09:01:30 suggest ann
	// 09:02:00 leave eve
	// 09:02:00 unassign ann
	// 09:02:00 assign eve
}

// Who helps in a conversation, for the agents' screen.
func ExampleState_Helpers() {
	t := teamServed(session.DefaultConfig())
	t.quiet = true
	t.at("09:01:00", session.Event{Kind: session.JoinRequested, Agent: "sue", Target: "bob", Role: session.Joined, Force: true})
	t.at("09:02:00", session.Event{Kind: session.JoinRequested, Agent: "sue", Target: "sue", Role: session.Listening, Force: true})
	for _, m := range t.state.Helpers() {
		fmt.Println(m.Agent, m.Role)
	}
	// Output:
	// bob joined
	// sue listening
}

// teamServed is a thread that ann serves since 09:00, and that contact and agent have written in.
func teamServed(c session.Config) *teamThread {
	c.Mode = session.AgentOnly
	t := teamNewThread(c)
	t.quiet = true
	t.at("09:00:00", session.Event{Kind: session.ContactMessage, ID: "m1"})
	t.at("09:00:05", session.Event{Kind: session.AgentFound, Agent: "ann"})
	t.at("09:00:10", session.Event{Kind: session.AgentAccepted, Agent: "ann", Offer: t.state.Part})
	t.quiet = false
	return t
}

// A thread is a host of one conversation: it keeps the state, and prints what
// it is to do.
type teamThread struct {
	policy *session.Policy
	state  session.State
	day    time.Time
	events int
	quiet  bool // prints nothing
}

func (t *teamThread) at(clock string, e session.Event) {
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

func (t *teamThread) wake() { fmt.Println("wake", t.policy.Wake(t.state).Format(time.TimeOnly)) }

func teamNewThread(c session.Config) *teamThread {
	if err := c.Check(); err != nil {
		panic(err)
	}
	return &teamThread{policy: &session.Policy{Config: c}, state: session.State{ID: "telegram/4711/889900"}, day: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}
}

// An agent asks any colleague of another queue. It is not taken there in time, so the agent goes on
// alone. The customer has noticed nothing.
func Example_helpFromAQueue() {
	t := teamServed(session.DefaultConfig())
	t.at("09:00:30", session.Event{Kind: session.JoinRequested, Agent: "ann", Queue: "claims", Role: session.Consulted})
	t.at("09:00:40", session.Event{Kind: session.AgentFound, Agent: "cyd"})
	t.at("09:02:30", session.Event{}) // a Tick: the time of an offer is over
	// Output:
	// 09:00:30 enqueue claims
	// 09:00:40 dequeue claims
	// 09:00:40 offer cyd claims
	// 09:02:30 withdraw cyd
	// 09:02:30 notify agent transfer-failed ann
}
