package selftest

import (
	"time"

	"github.com/contactkit/contactkit/session"
)

func transferToQueue(j *journey) {
	ask := session.Event{Kind: session.TransferRequested, Agent: "anna", To: session.Queue, Queue: "billing"}
	j.served("anna").act(ask).is(session.PhaseAgent, "anna").asked(session.Queue).ok("a transfer to a queue waits for an agent, and the first one keeps the customer")
	j.ready("carl", "bert").asked(session.Agent).accepts("bert").is(session.PhaseAgent, "bert").gets("A colleague takes over").ok("the queue's agent takes over")
	j.act(session.Event{Kind: session.TransferRequested, Agent: "bert", To: session.Queue, Queue: "leads"}).pass(101*time.Second).
		asked(session.Nobody).is(session.PhaseAgent, "bert").remarked("Nobody took the transfer").ok("where nobody takes it, the conversation stays")
}

func transferToAgent(j *journey) {
	ask := session.Event{Kind: session.TransferRequested, Agent: "anna", To: session.Agent, Target: "bert"}
	j.served("anna").ready("bert").act(ask).is(session.PhaseAgent, "anna").asked(session.Agent)
	j.declines("bert").is(session.PhaseAgent, "anna").asked(session.Nobody).remarked("Nobody took the transfer").ok("a transfer to an agent can be declined")
	j.act(ask).act(session.Event{Kind: session.TransferCancelled, Agent: "anna"}).asked(session.Nobody).accepts("bert").is(session.PhaseAgent, "anna").ok("and cancelled")
	j.act(ask).pass(101*time.Second).asked(session.Nobody).is(session.PhaseAgent, "anna").ok("and runs out")
	j.act(ask).accepts("bert").is(session.PhaseAgent, "bert").gets("A colleague takes over").ok("and accepted")
}

func transferToRobot(j *journey) {
	j.served("anna").act(session.Event{Kind: session.TransferRequested, Agent: "anna", To: session.Robot}).is(session.PhaseRobot).gets("shop's robot").
		says("opening hours").gets("Monday to Friday").ok("a transfer to the robot is taken at once")
}

func forcedTransfer(j *journey) {
	j.served("anna").ready("bert").act(session.Event{Kind: session.TransferRequested, To: session.Agent, Target: "bert", Force: true}).
		is(session.PhaseOffered, "bert").gets("A colleague takes over").accepts("anna").is(session.PhaseOffered, "bert").accepts("bert").is(session.PhaseAgent, "bert").
		ok("a forced transfer takes the customer from the agent at once")
	j.ready("carl").act(session.Event{Kind: session.TransferRequested, To: session.Queue, Queue: "support", Force: true}).is(session.PhaseOffered, "carl").ok("and to a queue, whose other agents are asked")
}

// asked checks whether a transfer is requested, and who is to take it.
func (j *journey) asked(who session.Party) *journey {
	if s := j.conversation().State; j.err == nil && s.Asks != who {
		return j.failf("the transfer waits for %v, want %v", s.Asks, who)
	}
	return j
}
