package selftest

import (
	"time"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/worktime"
)

// office are hours from nine to six.
func office(offline bool) func(*directory.Record) {
	return func(r *directory.Record) {
		hours := []worktime.Segment{{From: worktime.At(9, 0), To: worktime.At(18, 0)}}
		r.Hours = directory.Hours{Zone: "UTC", Schedule: worktime.Schedule{Workday: hours, Nonworkday: hours}}
		r.Service.Mode, r.Service.Robot = directory.Agent, ""
		r.Offline.On = offline
	}
}

func closedHours(j *journey) {
	j.policy(office(true)).until("18:30").ready("anna")
	j.says("anybody there?").is(session.PhaseOffline).gets("We are closed.").remarked("Kept as an offline message").ok("outside working hours a message is kept, and the customer told")
	j.says("hello?").gets().act(session.Event{Kind: session.CloseRequested, By: session.Host}).says("hello!").gets().ok("once in a closed period")
	j.until("09:06").is(session.PhaseOffered, "anna").accepts("anna").is(session.PhaseAgent, "anna").ok("the opening brings it to an agent")
	j.closes("anna").until("18:30").says("late again").gets("We are closed.").ok("the next evening the customer is told again")
}

func closedHard(j *journey) {
	j.policy(func(r *directory.Record) {
		office(false)(r)
		r.Service.Mode, r.Service.Robot = directory.Hybrid, "faq"
	}).until("19:00")
	j.says("hello").skip().says("an agent!").is(session.PhaseRobot)
	j.gets("We are closed.", "did not understand").ok("where no messages are kept, the robot stays and says that nobody works")
	j.says(breakDown).gets().ended(session.ReasonClosedHours).ok("and its failure ends the conversation")
	j.until("17:55").says("an agent!").is(session.PhaseQueued).skip().until("18:01")
	j.pass(10 * time.Minute).ended(session.ReasonNoAgent).ok("who still waits at closing time is not left waiting")
}

func offlineMessages(j *journey) {
	j.policy(func(r *directory.Record) { office(true)(r); r.Routing.QueueWait = 600 }).until("10:00")
	j.says("hello").skip().pass(601 * time.Second).is(session.PhaseOffline).gets("Leave a message").ok("nobody is free: the message is kept")
	j.pass(3601 * time.Second).is(session.PhaseQueued).ok("after a while it is routed again")
	j.ready("carl").is(session.PhaseOffered, "carl").accepts("carl").answers("carl", "Sorry for the delay").gets("Sorry for the delay").ok("and answered by an agent")
}

func offlineExpiry(j *journey) {
	j.policy(func(r *directory.Record) { office(true)(r); r.Offline.Expire = 7200 }).until("18:30")
	j.says("hello").is(session.PhaseOffline).pass(7201 * time.Second).ended(session.ReasonExpired).ok("an offline message that nobody takes expires")
}

func offlineToOthers(j *journey) {
	j.policy(func(r *directory.Record) { office(true)(r); r.Offline.To = directory.OfflineToLastAgent }).until("10:00")
	j.ready("carl").says("hello").accepts("carl").answers("carl", "Good day").closes("carl").until("18:30").says("me again").is(session.PhaseOffline)
	j.leaves("carl").ready("anna", "carl").until("09:06").is(session.PhaseOffered, "carl").ok("offline messages go to the last agent first, where it is so")
	j.closes("carl").act(session.Event{Kind: session.CloseRequested, By: session.Host})
	j.policy(func(r *directory.Record) {
		office(true)(r)
		r.Service.Mode, r.Service.Robot, r.Offline.To = directory.Hybrid, "faq", directory.OfflineToRobot
	}).until("18:30").says("an agent!").is(session.PhaseOffline).skip().until("09:06").is(session.PhaseRobot).ok("or to the robot")
}
