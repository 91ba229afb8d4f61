package session_test

import (
	"slices"
	"strconv"
	"time"

	"github.com/contactkit/contactkit/session"
)

// in is a moment at most so many seconds from now.
func (c *conversation) in(seconds int) time.Time {
	return c.now.Add(time.Second + time.Duration(c.d.n(seconds*1000))*time.Millisecond)
}

// send puts an event on its way. An event that arrives while the host is down is stored when it is
// up again, in any order.
func (c *conversation) send(at time.Time, e session.Event) {
	c.serial++
	if e.ID == "" {
		e.ID = strconv.Itoa(c.serial)
	}
	if up := c.week.up(at); up.After(at) {
		at = up.Add(time.Duration(c.d.n(60)) * time.Second)
	}
	i, _ := slices.BinarySearchFunc(c.queue, at, func(x arrival, t time.Time) int { return t.Compare(x.at) })
	c.queue = slices.Insert(c.queue, i, arrival{at, e})
}

// contactWrites lets the contact write one to three messages, some of which
// arrive late, out of order, or without a time.
func (c *conversation) contactWrites(at time.Time) {
	if at.After(start.Add(7 * 24 * time.Hour)) {
		return
	}
	for range 1 + c.d.n(2) {
		c.tally.Messages++
		e := session.Event{Kind: session.ContactMessage, Time: at, Keyword: chance(&c.d, 6), Automatic: chance(&c.d, 30), Present: chance(&c.d, 2),
			Press: chance(&c.d, 10), Thanks: chance(&c.d, 15), Standby: chance(&c.d, 60)}
		arrives := at
		switch c.d.n(12) {
		case 0:
			arrives = at.Add(time.Duration(c.d.n(900)) * time.Second)
		case 1:
			e.Time = time.Time{}
		}
		e.ID = "m" + strconv.Itoa(c.serial+1)
		c.forwards[e.ID] = 0
		c.send(arrives, e)
		at = at.Add(time.Duration(c.d.n(40)) * time.Second)
	}
}

// react is what the world does when an action reaches it.
func (c *conversation) react(a session.Action) {
	agents := [...]string{"ann", "bob", "cyd", "dan"}
	switch a.Kind {
	case session.Forward:
		c.forwards[a.Event]++
		if a.Late {
			c.tally.Late++
		}
		switch a.To {
		case session.Robot:
			c.robotReacts()
		case session.Agent:
			c.agentReacts(a.Agent)
		}
	case session.Assign:
		c.agentReacts(a.Agent)
		if chance(&c.d, 25) {
			c.send(c.in(600), session.Event{Kind: session.AgentLeft, Agent: a.Agent})
		}
	case session.Deliver:
		switch c.d.n(10) {
		case 0, 1, 2, 3, 4:
			c.contactWrites(c.in(600))
		case 5:
			c.send(c.in(5), session.Event{Kind: session.Undelivered})
		}
	case session.Enqueue:
		agent := agents[c.d.n(len(agents))]
		switch {
		case chance(&c.d, 10): // the router gives up; closing time is the queue's own
			c.send(c.in(60), session.Event{Kind: session.NoAgent})
		case a.Exclude.Has(agent):
		case c.policy.Routing == session.Pull:
			c.send(c.in(200), session.Event{Kind: session.AgentAccepted, Agent: agent, Offer: a.Offer})
		default:
			c.send(c.in(60), session.Event{Kind: session.AgentFound, Agent: agent})
		}
	case session.Offer:
		switch c.d.n(8) {
		case 0:
			c.send(c.in(60), session.Event{Kind: session.AgentDeclined, Agent: a.Agent, Offer: a.Offer})
		case 1:
		default:
			c.send(c.in(110), session.Event{Kind: session.AgentAccepted, Agent: a.Agent, Offer: a.Offer})
		}
	case session.Notify:
		c.tally.Notices++
	case session.StoreOffline:
		c.tally.Offline++
	case session.RememberAgent:
		c.tally.Remembered++
	case session.Close:
		c.tally.Closed++
		if chance(&c.d, 4) {
			c.contactWrites(c.in(7200))
		}
	}
}

func (c *conversation) robotReacts() {
	switch c.d.n(20) {
	case 0:
	case 1:
		c.send(c.in(5), session.Event{Kind: session.RobotFailed})
	case 2, 3:
		c.send(c.in(5), session.Event{Kind: session.Handoff, Queue: "claims"})
	case 4:
		c.send(c.in(60), session.Event{Kind: session.PersonMessage, Time: c.now})
	case 5:
		c.send(c.in(60), session.Event{Kind: session.CloseRequested, By: session.Robot})
	default:
		c.send(c.in(20), session.Event{Kind: session.RobotMessage})
	}
}

func (c *conversation) agentReacts(agent string) {
	switch c.d.n(24) {
	case 0, 1:
	case 20:
		c.tally.Helped++
		c.send(c.in(60), session.Event{Kind: session.JoinRequested, Agent: agent, Target: "eva", Role: pick(&c.d, session.Consulted, session.Joined)})
		c.send(c.in(300), session.Event{Kind: session.AgentMessage, Agent: "eva"})
	case 21:
		c.tally.Helped++
		c.send(c.in(60), session.Event{Kind: session.JoinRequested, Agent: "sue", Target: "sue", Role: session.Listening, Force: true})
		c.send(c.in(60), session.Event{Kind: session.AssistantMessage, Agent: "sue"})
		c.send(c.in(600), session.Event{Kind: session.TransferRequested, Agent: "sue", To: session.Agent, Target: "sue", Force: chance(&c.d, 2)})
	case 22:
		c.send(c.in(60), session.Event{Kind: session.Waived, Agent: agent})
	case 23:
		c.tally.Crossed++
		c.send(c.in(60), session.Event{Kind: session.AgentMessage, Agent: agent, Saw: "m" + strconv.Itoa(c.d.n(c.serial+1))})
	case 2:
		c.tally.Transfers++
		c.send(c.in(60), session.Event{Kind: session.TransferRequested, Agent: agent, To: session.Queue, Queue: "help"})
	case 3:
		c.send(c.in(60), session.Event{Kind: session.TransferRequested, Agent: agent, To: session.Agent, Target: "eva"})
	case 4:
		c.send(c.in(60), session.Event{Kind: session.TransferRequested, To: session.Queue, Force: true})
	case 5, 6:
		c.tally.Held++
		c.send(c.in(60), session.Event{Kind: session.HoldStarted, Agent: agent})
		if chance(&c.d, 2) {
			c.send(c.in(3600), session.Event{Kind: session.HoldEnded, Agent: agent})
		}
	case 7, 8, 9:
		c.send(c.in(120), session.Event{Kind: session.CloseRequested, By: session.Agent, Agent: agent})
	case 10:
		c.send(c.in(30), session.Event{Kind: session.ControlLost})
		c.send(c.in(3600), session.Event{Kind: session.ControlReturned})
	default:
		c.send(c.in(400), session.Event{Kind: session.AgentMessage, Agent: agent})
	}
}
