package session_test

import (
	"fmt"
	"time"

	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/worktime"
)

// A contact comes back, and the queue waits two minutes for the agent who answered last. Until then
// no other agent gets the session; after that any agent may.
func ExampleConfig_lastAgentWait() {
	c := session.DefaultConfig()
	c.LastAgentWait, c.Reopen = 2*time.Minute, 0
	t := waitingServed(c)
	t.at("09:01:00", session.Event{Kind: session.AgentMessage, Agent: "ann"})
	t.at("09:02:00", session.Event{Kind: session.CloseRequested, By: session.Agent, Agent: "ann"})
	t.at("14:00:00", session.Event{Kind: session.ContactMessage})
	t.at("14:01:00", session.Event{Kind: session.AgentFound, Agent: "bob"})
	t.wake()
	t.at("14:02:00", session.Event{}) // a Tick
	t.at("14:02:01", session.Event{Kind: session.AgentFound, Agent: "bob"})
	// Output:
	// 09:01:00 deliver agent ann
	// 09:01:00 remember-agent ann
	// 09:02:00 unassign ann
	// 09:02:00 close agent-done
	// 14:00:00 enqueue ann
	// 14:00:00 notify contact queued
	// 14:00:00 forward queue
	// 14:01:00 withdraw bob
	// wake 14:02:00
	// 14:02:00 enqueue
	// 14:02:01 dequeue
	// 14:02:01 offer bob
}

// A robot has two minutes to answer. After one the contact is told; after two the session passes to
// people.
func ExampleConfig_robotSilent() {
	c := session.DefaultConfig()
	c.RobotSilent = []session.Rung{{Silence: time.Minute, Then: session.Warn}, {Silence: 2 * time.Minute, Then: session.Pass}}
	t := waitingNewThread(c)
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:01:00", session.Event{}) // a Tick
	t.at("09:02:00", session.Event{})
	// Output:
	// 09:00:00 start-robot
	// 09:00:00 forward robot
	// 09:01:00 notify contact robot-busy
	// 09:02:00 stop-robot
	// 09:02:00 enqueue
	// 09:02:00 notify contact queued
}

// Ann asks bob to take over, and bob does not answer within TransferTime. The request ends; ann is
// told and stays in charge.
func ExampleConfig_transferTime() {
	c := session.DefaultConfig()
	c.TransferTime = time.Minute
	t := waitingServed(c)
	t.at("09:01:00", session.Event{Kind: session.TransferRequested, Agent: "ann", To: session.Agent, Target: "bob"})
	t.wake()
	t.at("09:02:00", session.Event{}) // a Tick
	// Output:
	// 09:01:00 offer bob
	// wake 09:02:00
	// 09:02:00 withdraw bob
	// 09:02:00 notify agent transfer-failed ann
}

// An agent forgets a session on hold. The hold ends by itself after HoldMax, and the agent is told.
// The contact's silence counts on: ten minutes had passed before the hold.
func ExampleConfig_holdMax() {
	c := session.DefaultConfig()
	c.HoldMax = 10 * time.Minute
	t := waitingServed(c)
	t.at("09:01:00", session.Event{Kind: session.AgentMessage, Agent: "ann"})
	t.wake()
	t.at("09:11:00", session.Event{Kind: session.HoldStarted, Agent: "ann"})
	t.wake()
	t.at("09:21:00", session.Event{}) // a Tick
	t.wake()
	// Output:
	// 09:01:00 deliver agent ann
	// 09:01:00 remember-agent ann
	// wake 09:19:00
	// wake 09:21:00
	// 09:21:00 notify agent resumed ann
	// wake 09:29:00
}

// A message comes at night and is kept. In the morning it goes to the agent who answered last.
func ExampleConfig_offlineTo() {
	c := session.DefaultConfig()
	c.OfflineTo, c.Spread = session.ToLastAgent, 0
	t := waitingServed(c)
	t.policy.Hours = waitingHours("09:00-18:00")
	t.at("09:01:00", session.Event{Kind: session.AgentMessage, Agent: "ann"})
	t.at("09:02:00", session.Event{Kind: session.CloseRequested, By: session.Agent, Agent: "ann"})
	t.at("22:00:00", session.Event{Kind: session.ContactMessage})
	t.day = t.day.AddDate(0, 0, 1)
	t.at("09:00:00", session.Event{}) // a Tick
	// Output:
	// 09:01:00 deliver agent ann
	// 09:01:00 remember-agent ann
	// 09:02:00 unassign ann
	// 09:02:00 close agent-done
	// 22:00:00 notify contact non-working
	// 22:00:00 store-offline
	// 22:00:00 forward offline
	// 09:00:00 route-offline agent ann
	// 09:00:00 enqueue ann
}

// A kept message is routed, and no agent takes it within OfflineLimit. The message leaves the queue
// and is routed again after OfflineReassign.
func ExampleConfig_offlineLimit() {
	c := session.DefaultConfig()
	c.Mode, c.OfflineLimit, c.OfflineReassign = session.AgentOnly, 30*time.Minute, time.Hour
	t := waitingNewThread(c)
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:00:10", session.Event{Kind: session.NoAgent})
	t.wake()
	t.at("10:00:10", session.Event{}) // a Tick
	t.at("10:30:10", session.Event{})
	t.wake()
	t.at("11:30:10", session.Event{})
	// Output:
	// 09:00:00 enqueue
	// 09:00:00 notify contact queued
	// 09:00:00 forward queue
	// 09:00:10 dequeue
	// 09:00:10 notify contact leave-message
	// 09:00:10 store-offline
	// wake 10:00:10
	// 10:00:10 route-offline queue
	// 10:00:10 enqueue
	// 10:30:10 dequeue
	// wake 11:30:10
	// 11:30:10 route-offline queue
	// 11:30:10 enqueue
}

// waitingServed is a thread that ann serves since 09:00, and whose customer waits for her answer.
func waitingServed(c session.Config) *waitingThread {
	c.Mode = session.AgentOnly
	t := waitingNewThread(c)
	t.quiet = true
	t.at("09:00:00", session.Event{Kind: session.ContactMessage, ID: "m1"})
	t.at("09:00:05", session.Event{Kind: session.AgentFound, Agent: "ann"})
	t.at("09:00:10", session.Event{Kind: session.AgentAccepted, Agent: "ann", Offer: t.state.Part})
	t.quiet = false
	return t
}

// A thread is a host of one conversation: it keeps the state, and prints what it is to do.
type waitingThread struct {
	policy *session.Policy
	state  session.State
	day    time.Time
	events int
	quiet  bool // prints nothing
}

func (t *waitingThread) at(clock string, e session.Event) {
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
		fmt.Println()
	}
}

func (t *waitingThread) wake() { fmt.Println("wake", t.policy.Wake(t.state).Format(time.TimeOnly)) }

func waitingNewThread(c session.Config) *waitingThread {
	if err := c.Check(); err != nil {
		panic(err)
	}
	return &waitingThread{policy: &session.Policy{Config: c}, state: session.State{ID: "telegram/4711/889900"}, day: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}
}

// waitingHours is a calendar of Monday to Friday, in UTC.
func waitingHours(segments string) *worktime.Calendar {
	hours, err := worktime.ParseSegments(segments)
	if err != nil {
		panic(err)
	}
	days, _ := worktime.Default("UTC")
	c, err := worktime.New(days, worktime.Schedule{Workday: hours})
	if err != nil {
		panic(err)
	}
	return c
}
