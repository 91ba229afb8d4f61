package selftest

import (
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

func faq(j *journey) {
	j.says("When are you open?").is(session.PhaseRobot).gets("Monday to Friday").shows(store.Robot, store.Sent, "Monday to Friday").ok("the robot answers from its file")
	j.says("goodbye").gets("Have a good day").ended(session.ReasonRobotDone).ok("the robot ends the conversation")
}

func unsure(j *journey) {
	j.says("xyzzy").gets("did not understand").says("plugh").is(session.PhaseQueued).gets("looking for somebody").ok("a robot that is unsure twice hands over to a person")
}

func failing(j *journey) {
	j.says(breakDown).is(session.PhaseQueued).gets("looking for somebody").ok("a robot that fails is followed by a person")
}

func silentRobot(j *journey) {
	j.says(sayNothing).is(session.PhaseRobot).gets().pass(40 * time.Second).is(session.PhaseRobot).pass(21 * time.Second).is(session.PhaseQueued).gets("looking for somebody").
		ok("a robot that is silent is followed by a person")
}

func keywords(j *journey) {
	for _, text := range []string{"I want an AGENT!", "请转人工", "أريد موظف"} {
		j.says(text).is(session.PhaseQueued).gets("looking for somebody").act(session.Event{Kind: session.CloseRequested, By: session.Host}).pass(10 * time.Second) // X takes no message twice in five seconds
	}
	j.says("Do you sell reagents?").is(session.PhaseRobot).ok("transfer keywords lead to people, whatever their script; parts of words do not")
}

// lateRobot: what the robot says after a person took over is not said.
func lateRobot(j *journey) {
	j.says("hello").skip()
	j.start(func() { j.p.Server.Say(j.contact, thinkLong) }).await(func() bool { return j.robot.thinking.Load() })
	j.start(func() { j.p.Server.Say(j.contact, "no, an agent!") }).await(func() bool { return j.conversation().State.Phase == session.PhaseQueued })
	j.do(func() error { j.robot.think <- struct{}{}; return nil }).gets("looking for somebody").is(session.PhaseQueued).ok("an answer of the robot's that comes after a takeover is not sent")
}

func robotOnly(j *journey) {
	j.policy(func(r *directory.Record) { r.Service.Mode = directory.Bot })
	j.says("an agent, please").is(session.PhaseRobot).skip()
	j.says(breakDown).gets("out of order").ended(session.ReasonRobotFailed).ok("where there is only a robot, its failure is told and ends the conversation")
}

func agentsOnly(j *journey) {
	j.policy(func(r *directory.Record) { r.Service.Mode, r.Service.Robot = directory.Agent, "" })
	j.says("hello").is(session.PhaseQueued).gets("looking for somebody").ok("where there are only agents, every customer waits for one")
}

// loop: two machines must not talk to each other for ever.
func loop(j *journey) {
	j.policy(func(r *directory.Record) { r.Service.LoopGap = 60 }) // an answer may take seconds on a slow machine
	for n := range 12 {
		j.says(fmt.Sprint(repeatMe, n))
	}
	j.is(session.PhaseQueued).ok("a customer who answers too fast for a human is taken from the robot")
}

func inbox(j *journey) {
	if j.p.Inbox == nil {
		return
	}
	j.says("hello").skip()
	j.do(func() error { j.p.Inbox(j.contact, "Hi, this is Maria"); return nil }).is(session.PhaseAgent, "").shows(store.Inbox, store.Sent, "this is Maria").
		ok("a person in the platform's own inbox takes over from the robot")
	j.says("opening hours").gets().is(session.PhaseAgent, "").ok("and the robot stays silent")
}
