package session_test

import (
	"fmt"

	"github.com/contactkit/contactkit/session"
)

// An agent asks a colleague, who reads along and does not write to the customer, then lets him join.
func Example_consult() {
	t := served(session.DefaultConfig())
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

// The agent goes home while a colleague has joined: the colleague goes on, with the time that is left.
func Example_helperFollows() {
	t := served(session.DefaultConfig())
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
	t := served(session.DefaultConfig())
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
	t := served(session.DefaultConfig())
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
