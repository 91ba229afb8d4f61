package selftest

import (
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/facebook/facebooktest"
	"github.com/contactkit/contactkit/session"
)

func answers(j *journey) {
	const answer = "Good morning 🌞 — صباح الخير, 早上好"
	j.served("anna").answers("anna", answer).gets(answer).shows(store.Agent, store.Sent, answer).ok("an agent's answer comes to the customer once")
	if limits := j.Engine.Limits(j.thread); limits.EchoesRef || limits.EchoesOwn {
		j.is(session.PhaseAgent, "anna").silent(store.Inbox).ok("and its echo is not taken for somebody else's")
	}
	j.do(func() error {
		again := channel.Message{Text: "sent by a form that was sent twice"}
		if err := j.Engine.Answer(j.ctx, "anna", "form/"+j.contact, j.thread, again); err != nil {
			return err
		}
		return j.Engine.Answer(j.ctx, "anna", "form/"+j.contact, j.thread, again)
	}).gets("sent twice").ok("a form that is sent twice says it once")
	var file store.File
	j.do(func() (err error) {
		file, err = j.Engine.Upload(j.ctx, "parcel.jpg", strings.NewReader(string(world.Photo())))
		return err
	})
	j.answers("anna", "", file)
	if got := j.received(); j.err == nil && got[len(got)-1].Attachments != 1 {
		j.failf("the customer got no file: %+v", got[len(got)-1])
	}
	j.skip().ok("an agent's file comes to the customer")
	j.answers("bert", "I know better").gets().shows(store.Agent, store.Refused, "know better").noted("know better", "not in charge").ok("who does not serve the customer cannot answer")
	j.closes("anna").ended(session.ReasonAgentDone).remarked("ended by the agent").ok("the agent ends the conversation")
}

func receipts(j *journey) {
	j.served("anna").answers("anna", "Read me")
	if s, ok := j.p.Server.(*facebooktest.Server); ok {
		j.do(func() error { s.Reach(j.contact); return nil }).shows(store.Agent, store.Delivered, "Read me").ok("a delivered message is shown as such")
	}
	if j.p.Read != nil {
		j.do(func() error { j.p.Read(j.contact); return nil }).shows(store.Agent, store.Read, "Read me").ok("a message that was read is shown as such")
	}
}

func typing(j *journey) {
	j.served("anna")
	if j.p.Type != nil {
		j.do(func() error { j.p.Type(j.contact); return nil })
		if at := j.conversation().Typing; j.err == nil && j.clock.Now().Sub(at) > time.Minute {
			j.failf("the customer was last seen typing at %v", at)
		}
		j.ok("the customer is seen typing")
	}
	before := j.calls()
	j.do(func() error { return j.Engine.Typing(j.ctx, "anna", j.thread) })
	if j.err == nil && j.calls() == before {
		j.failf("the platform was not called")
	}
	j.ok("the customer sees the agent typing")
}

// calls is how often the platform was called.
func (j *journey) calls() int { return trouble(j.p).calls() }

func hold(j *journey) {
	start := session.Event{Kind: session.HoldStarted, Agent: "anna"}
	j.served("anna").act(start).is(session.PhaseHold).pass(400*time.Second).is(session.PhaseHold).
		act(session.Event{Kind: session.HoldEnded, Agent: "anna"}).is(session.PhaseAgent, "anna").ok("a conversation on hold waits, and its agent goes on with it")
	j.act(start).says("are you there?").is(session.PhaseAgent, "anna").ok("the customer's message ends a hold")
	j.act(start).pass(601*time.Second).is(session.PhaseAgent, "anna").remarked("The hold has ended by itself.").ok("a hold that is too long ends by itself")
}

func reopening(j *journey) {
	j.policy(func(r *directory.Record) { r.Silence.Reopen = 600 })
	j.served("anna").closes("anna")
	first := j.conversation().State.Session
	j.pass(9 * time.Minute).says("one more thing").is(session.PhaseRobot)
	if s := j.conversation().State.Session; s != first {
		j.failf("it is session %d after %d", s, first)
	}
	j.ok("a message soon after the end goes on with the same session")
	j.says("agent!").accepts("anna").closes("anna").pass(11 * time.Minute).says("another thing")
	if s := j.conversation().State.Session; s != first+1 {
		j.failf("it is session %d after %d", s, first)
	}
	j.ok("a later one begins another")
}

func writingFirst(j *journey) {
	limit := directory.Seconds(3600)
	j.policy(func(r *directory.Record) { r.Offline.Outbound = &limit })
	j.served("anna").closes("anna").answers("anna", "By the way").gets("By the way").is(session.PhaseAgent, "anna").ok("an agent writes first")
	j.closes("anna").pass(61*time.Minute).answers("anna", "Long ago").gets().noted("Long ago", "the customer's last message is too long ago").ok("but not when the customer was heard too long ago")
	limit = 0
	j.policy(func(r *directory.Record) { r.Offline.Outbound = &limit })
	j.answers("anna", "May I?").gets().noted("May I?", "agents do not write first on this channel").ok("and not where that is forbidden")
}

// room gives an agent room for so many conversations.
func (j *journey) room(agent string, n int) error {
	var p store.Person
	if err := j.Store.View(j.ctx, func(t *store.Tx) (err error) { p, err = t.Person(agent); return err }); err != nil {
		return err
	}
	p.Room = n
	return j.Store.PutPerson(j.ctx, p, "")
}
