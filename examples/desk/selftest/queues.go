package selftest

import (
	"time"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

func offers(j *journey) {
	j.says("an agent, please").is(session.PhaseQueued).gets("looking for somebody").ok("a customer waits in the queue")
	j.ready("anna", "bert", "carl").is(session.PhaseOffered, "anna").ok("who has been idle for longest is asked first")
	j.declines("anna").is(session.PhaseOffered, "bert").ok("who declines is followed by the next")
	j.pass(101*time.Second).is(session.PhaseOffered, "carl").ok("who does not accept in time is followed by the next")
	j.accepts("bert").is(session.PhaseOffered, "carl").ok("who accepts too late does not get it")
	j.accepts("carl").is(session.PhaseAgent, "carl").remarked("Carl serves the customer.").ok("who accepts serves the customer")
	j.accepts("anna").is(session.PhaseAgent, "carl").ok("two agents cannot take the same conversation")
}

func levels(j *journey) {
	j.policy(func(r *directory.Record) { r.Routing.Selection = directory.LeastSkilled })
	j.ready("anna", "bert", "carl").says("an agent, please").is(session.PhaseOffered, "bert").declines("bert").is(session.PhaseOffered, "anna").
		ok("where the least skilled agent is preferred, levels decide")
	j.act(session.Event{Kind: session.CloseRequested, By: session.Host}).policy(func(r *directory.Record) { r.Routing.Selection = directory.MostSkilled })
	j.pass(10*time.Second).says("an agent, please").is(session.PhaseOffered, "carl").ok("and where the most skilled one is")
}

func wrapUp(j *journey) {
	j.policy(func(r *directory.Record) { r.Routing.WrapUp = 60 })
	j.leaves("anna", "bert", "carl").do(func() error { return j.room("anna", 1) }).ready("anna").says("an agent, please").is(session.PhaseOffered, "anna").accepts("anna").closes("anna")
	j.pass(10 * time.Second).says("an agent, please").is(session.PhaseQueued).ok("an agent who writes up a conversation gets no other beyond the room")
	j.pass(55*time.Second).is(session.PhaseOffered, "anna").ok("until the time for it is over")
	j.do(func() error { return j.room("anna", 3) })
}

func queueWait(j *journey) {
	j.says("an agent, please").skip().pass(590 * time.Second).is(session.PhaseQueued).pass(11 * time.Second).gets("Leave a message").ended(session.ReasonNoAgent).
		ok("a wait that is too long ends the conversation")
	j.policy(func(r *directory.Record) { r.Offline.On = true })
	j.says("an agent, please").skip().pass(601 * time.Second).is(session.PhaseOffline).gets("Leave a message").
		ok("or leads to an offline message, where there are such")
}

func pull(j *journey) {
	j.policy(func(r *directory.Record) { r.Routing.Mode, r.Routing.List = directory.Pull, "leads" })
	j.ready("anna", "bert").says("an agent, please").is(session.PhaseQueued).ok("with pull routing nobody is asked")
	j.accepts("bert").is(session.PhaseAgent, "bert").accepts("anna").is(session.PhaseAgent, "bert").ok("and who helps himself first serves the customer")
}

func lastAgent(j *journey) {
	j.policy(func(r *directory.Record) { r.Routing.LastAgent, r.Routing.LastAgentFor = true, 3600 })
	j.served("bert").answers("bert", "Good day").closes("bert").ready("anna").pass(50*time.Minute).
		says("an agent, please").is(session.PhaseOffered, "bert").ok("the last agent is preferred")
	j.accepts("bert").answers("bert", "Hello again").closes("bert").pass(61*time.Minute).leaves("anna", "bert").ready("anna", "bert").
		says("an agent, please").is(session.PhaseOffered, "anna").ok("but not after his time")
}

func lastAgentWait(j *journey) {
	j.policy(func(r *directory.Record) {
		r.Routing.LastAgent, r.Routing.LastAgentFor, r.Routing.LastAgentWait = true, 3600, 120
	})
	j.served("bert").answers("bert", "Good day").closes("bert").leaves("bert").ready("anna")
	j.says("an agent, please").is(session.PhaseQueued).pass(100*time.Second).is(session.PhaseQueued).pass(21*time.Second).is(session.PhaseOffered, "anna").
		ok("the queue waits for the last agent, and then for no one in particular")
}

func fallback(j *journey) {
	j.policy(func(r *directory.Record) { r.Routing.MaxHops, r.Routing.Fallback = 1, "billing" })
	j.ready("anna", "carl").says("an agent, please").declines("anna").is(session.PhaseOffered, "carl").declines("carl").is(session.PhaseQueued)
	if queue := j.conversation().State.Queue; queue != "billing" {
		j.failf("the customer waits in queue %q, want billing", queue)
	}
	j.ready("bert").is(session.PhaseOffered, "bert").ok("after too many agents the customer waits in the fallback queue")
}

func leaving(j *journey) {
	j.served("anna").leaves("anna").is(session.PhaseQueued).gets("A colleague takes over").ready("carl").is(session.PhaseOffered, "carl").
		shows(store.Desk, "", "Anna no longer serves the customer.").ok("who goes off duty is followed by another")
}
