package selftest

import (
	"time"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session"
)

func silentCustomer(j *journey) {
	j.served("anna").answers("anna", "What is your order number?").skip().
		pass(1070 * time.Second).gets().pass(20 * time.Second).gets("Still there?").ok("a silent customer is warned")
	j.pass(90 * time.Second).is(session.PhaseAgent).pass(40 * time.Second).gets("We end here").ended(session.ReasonContactSilent).ok("and the conversation ends")
	j.served("anna").answers("anna", "And now?").skip().pass(1090*time.Second).gets("Still there?").says("Yes!").pass(200*time.Second).is(session.PhaseAgent, "anna").
		ok("but not if he answers")
}

func silentAgent(j *journey) {
	j.served("anna").pass(140 * time.Second).pass(15 * time.Second).remarked("The customer waits for your answer.").ok("a silent agent is reminded")
	j.pass(125*time.Second).is(session.PhaseAgent, "anna").pass(25 * time.Second).is(session.PhaseQueued).gets("A colleague takes over").
		ok("then another is looked for, and the first one is not asked again")
	j.ready("carl").is(session.PhaseOffered, "carl").accepts("carl").is(session.PhaseAgent, "carl").ok("who takes over")
}

func calledCustomer(j *journey) {
	j.served("anna").closes("anna").answers("anna", "We have found your parcel").skip().is(session.PhaseAgent, "anna").
		pass(160 * time.Second).is(session.PhaseAgent).pass(25 * time.Second).gets("We end here").ended(session.ReasonContactSilent).ok("a customer who was written to has less time")
	j.answers("anna", "Shall we send it again?").skip().says("Yes").answers("anna", "It is on its way").skip().pass(185*time.Second).is(session.PhaseAgent, "anna").
		ok("until he has answered")
}

func lastMessage(j *journey) {
	j.policy(func(r *directory.Record) { r.Silence.LastMessage = true })
	j.served("anna").pass(280*time.Second).says("hello?").pass(280*time.Second).is(session.PhaseAgent, "anna").pass(21 * time.Second).is(session.PhaseQueued).
		ok("where silence counts from the last message, each message counts anew")
}

// editedPolicy: open conversations get the new times, and whole: no conversation ends without a
// warning.
func editedPolicy(j *journey) {
	j.served("anna").answers("anna", "What is your order number?").skip().pass(600 * time.Second)
	j.edit(func(r *directory.Record) {
		r.Silence.Customer, r.Silence.CustomerWarn = 300, 60
		r.Routing.QueueWait = 200
	}).is(session.PhaseAgent, "anna").
		pass(220 * time.Second).gets().pass(25 * time.Second).gets("Still there?").pass(60 * time.Second).ended(session.ReasonContactSilent).
		ok("open conversations get new times, whole ones")
	j.edit(func(r *directory.Record) { r.Notices.Warning = "" }).leaves("anna")
	j.served("anna").answers("anna", "Anything else?").skip().pass(250 * time.Second).gets().ok("and a notice without words is not sent")
}
