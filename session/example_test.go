package session_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/session"
)

// A thread is a host of one conversation: it keeps the state, and prints what
// it is to do.
type thread struct {
	policy *session.Policy
	state  session.State
	day    time.Time
	events int
	quiet  bool // prints nothing
}

func newThread(c session.Config) *thread {
	if err := c.Check(); err != nil {
		panic(err)
	}
	return &thread{policy: &session.Policy{Config: c}, state: session.State{ID: "telegram/4711/889900"}, day: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}
}

func (t *thread) at(clock string, e session.Event) {
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

func (t *thread) wake() { fmt.Println("wake", t.policy.Wake(t.state).Format(time.TimeOnly)) }

// A host takes a message, and learns when to look again.
func ExamplePolicy_Step() {
	p := &session.Policy{Config: session.DefaultConfig()}
	s := session.State{ID: "telegram/4711/889900"}
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

	s, actions := p.Step(s, session.Event{Kind: session.ContactMessage, ID: "m1"}, now)
	for _, a := range actions {
		fmt.Println(a.Key)
	}
	fmt.Println(s.Phase, s.Owes, p.Wake(s).Format(time.TimeOnly))
	// Output:
	// start-robot contact-message.20 telegram/4711/889900 m1
	// forward.robot contact-message.20 telegram/4711/889900 m1
	// robot robot 09:30:00
}

// When to call Step with a Tick: the column a host's sweeper looks at.
func ExamplePolicy_Wake() {
	t := newThread(session.DefaultConfig())
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.wake()
	t.at("09:00:02", session.Event{Kind: session.RobotMessage})
	t.wake()
	// Output:
	// 09:00:00 start-robot
	// 09:00:00 forward robot
	// wake 09:30:00
	// 09:00:02 deliver robot
	// wake 09:18:02
}

// An agents' screen shows what a session waits for.
func ExamplePolicy_Explain() {
	p := &session.Policy{Config: session.DefaultConfig()}
	s := session.State{ID: "telegram/4711/889900"}
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	s, _ = p.Step(s, session.Event{Kind: session.ContactMessage, ID: "m1", Keyword: true, Queue: "claims"}, now)
	fmt.Println(p.Explain(s))
	s, _ = p.Step(s, session.Event{Kind: session.AgentFound, ID: "r1", Agent: "ann"}, now)
	fmt.Println(p.Explain(s))
	// Output:
	// waiting for an agent in queue claims since 2026-03-02 09:00:00 UTC; no time limit
	// waiting for an agent in queue claims since 2026-03-02 09:00:00 UTC; offer 3 to ann ends at 2026-03-02 09:01:40 UTC; no time limit
}

// Every complaint about a configuration, for an administrator's form.
func ExampleConfig_Check() {
	c := session.DefaultConfig()
	c.HoldMax = 0
	c.ContactSilent = session.ContactLadder(2*time.Hour, 0)
	c.QueueWait = []session.Rung{{Silence: 90 * time.Second, Then: session.Pass}}
	for _, err := range c.Check().(interface{ Unwrap() []error }).Unwrap() {
		if f, ok := errors.AsType[*session.FieldError](err); ok {
			fmt.Printf("%s: %s\n", f.Field, f.Reason)
		}
	}
	// Output:
	// OfferTime: must be shorter than QueueWait (1m30s), not 1m40s
	// HoldMax: must be 1m0s to 720h0m0s in whole seconds, not 0s
}

// A desk for live chat holds its forms to narrower bounds than a messenger's.
func ExampleBounds_Check() {
	c := session.DefaultConfig()
	c.ContactSilent = session.ContactLadder(7*24*time.Hour, 12*time.Hour)
	fmt.Println(session.MessengerBounds().Check(c))
	fmt.Println(session.AICCBounds().Check(c))
	// Output:
	// <nil>
	// ContactSilent[0].Silence: must be 1s to 1h0m0s in whole seconds, not 156h0m0s
	// ContactSilent[1].Silence: must be 1m0s to 1h0m0s in whole seconds, not 168h0m0s
}

// The state goes into a row and comes back as it was.
func ExampleState() {
	p := &session.Policy{Config: session.DefaultConfig()}
	s := session.State{ID: "telegram/4711/889900"}
	s, _ = p.Step(s, session.Event{Kind: session.ContactMessage, ID: "m1"}, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))

	row, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	var back session.State
	err = json.Unmarshal(row, &back)
	fmt.Println(back == s, err)

	err = json.Unmarshal([]byte(`{"v":3,"id":"telegram/4711/889900","phase":"lunch"}`), &back)
	fmt.Println(err)
	// Output:
	// true <nil>
	// session: state of schema version 3, only 2 and older are known
}

// How a silent contact is warned, and the session ended.
func ExampleContactLadder() {
	c := session.DefaultConfig()
	c.ContactSilent = session.ContactLadder(20*time.Minute, 2*time.Minute)
	t := newThread(c)
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:00:02", session.Event{Kind: session.RobotMessage})
	t.at("09:18:02", session.Event{}) // a Tick
	t.at("09:20:02", session.Event{})
	// Output:
	// 09:00:00 start-robot
	// 09:00:00 forward robot
	// 09:00:02 deliver robot
	// 09:18:02 notify contact still-there
	// 09:20:02 notify contact ended
	// 09:20:02 stop-robot
	// 09:20:02 close contact-silent
}

// How an agent who owes an answer is reminded, and the session passed on.
func ExampleAgentLadder() {
	c := session.DefaultConfig()
	c.Mode = session.AgentOnly
	c.AgentSilent = session.AgentLadder(5 * time.Minute)
	t := newThread(c)
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:00:10", session.Event{Kind: session.AgentFound, Agent: "ann"})
	t.at("09:00:20", session.Event{Kind: session.AgentAccepted, Agent: "ann", Offer: t.state.Part})
	t.at("09:02:50", session.Event{})
	t.at("09:05:20", session.Event{})
	fmt.Println("excluded:", t.state.Excluded.Slice())
	// Output:
	// 09:00:00 enqueue
	// 09:00:00 notify contact queued
	// 09:00:00 forward queue
	// 09:00:10 dequeue
	// 09:00:10 offer ann
	// 09:00:20 assign ann
	// 09:02:50 notify agent reminder ann
	// 09:05:20 unassign ann
	// 09:05:20 enqueue
	// 09:05:20 notify contact transferred
	// excluded: [ann]
}
