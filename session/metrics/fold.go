package metrics

import (
	"time"

	"github.com/contactkit/contactkit/session"
)

// A Span is what is being measured in one thread now. The host keeps it together with the State. It
// is comparable, and the zero Span is a thread without a session.
type Span struct {
	Session  uint32          `json:"session,omitzero"`  // number of the last session
	Began    session.Instant `json:"began,omitzero"`    // when it began; zero while it is closed
	Asked    session.Instant `json:"asked,omitzero"`    // first wish for a person
	Waits    session.Instant `json:"waits,omitzero"`    // in Queue since
	Served   session.Instant `json:"served,omitzero"`   // Agent in charge since
	Owed     session.Instant `json:"owed,omitzero"`     // the contact's first unanswered message
	Agents   uint8           `json:"agents,omitzero"`   // agents in charge so far
	Answered bool            `json:"answered,omitzero"` // an agent has answered
	Robot    bool            `json:"robot,omitzero"`    // the robot was in charge
	Queue    string          `json:"queue,omitzero"`    // the last queue
	Agent    string          `json:"agent,omitzero"`    // in charge; empty for a person in the platform's own inbox
}

// A fold is one call of Fold.
type fold struct {
	Span
	sheet   *Sheet
	channel string
	now     session.Instant
}

// Fold counts what one Step decided at now, and returns the span of the thread after it. The host
// calls it once for each step, with the state after the step, in the transaction that stores both.
// channel is the host's name of the thread's channel, for Dimensions.Channel. See decision 161.
func (p Span) Fold(s *Sheet, channel string, after session.State, actions []session.Action, now session.Instant) Span {
	f := fold{Span: p, sheet: s, channel: channel, now: now}
	delivered := false
	for i := range actions {
		a := &actions[i]
		if opens(a.Kind) && (f.Began == 0 || a.Session != f.Session) {
			f.begin(a)
		}
		f.action(a)
		delivered = delivered || a.Kind == session.Deliver
	}
	waits := after.Phase == session.PhaseQueued || after.Phase == session.PhaseOffered
	if f.Waits != 0 && !waits {
		f.give(session.ReasonNone) // back to its offline message, of which no action tells
	}
	switch {
	case after.Owes == session.Contact || after.Answered:
		f.Owed = 0 // also answered in the platform's own inbox, which no action tells
	case delivered && f.Began != 0 && (after.Owes == session.Agent || after.Owes == session.Robot):
		f.Owed = now // a message crossed the answer
	}
	return f.Span
}

// opens reports whether an action may be the first of a session. A session that begins and ends in
// a step has Close alone.
func opens(k session.ActionKind) bool {
	switch k {
	case session.StartRobot, session.Enqueue, session.Offer, session.Assign, session.StoreOffline, session.Close:
		return true
	}
	return false
}

func (f *fold) begin(a *session.Action) {
	again := a.Session == f.Session
	f.Span = Span{Session: a.Session, Began: f.now}
	f.count(Began, session.ReasonNone)
	if again {
		f.count(Reopened, session.ReasonNone)
	}
}

func (f *fold) action(a *session.Action) {
	switch a.Kind {
	case session.StartRobot:
		f.give(session.ReasonNone)
		f.Robot = true
	case session.Enqueue:
		if a.Offer == 0 { // else for a transfer or for help
			f.wait(a.Queue)
		}
	case session.Offer:
		if f.Served == 0 { // a forced transfer to an agent begins with it
			f.wait(a.Queue)
		}
	case session.Assign:
		f.assign(a)
	case session.Unassign:
		f.time(Handling, session.ReasonNone, f.Served)
		f.Served, f.Agent = 0, ""
	case session.Forward:
		if !a.Late && f.Owed == 0 && f.Began != 0 && a.To != session.Nobody {
			f.Owed = f.now
		}
	case session.Deliver:
		f.deliver(a)
	case session.StoreOffline:
		f.count(Left, session.ReasonNone)
		f.give(session.ReasonNone)
	case session.RouteOffline:
		f.give(session.ReasonNone)
	case session.Close:
		f.end(a.Reason)
	}
}

// wait begins a wait for an agent, or moves it to another queue.
func (f *fold) wait(queue string) {
	if f.Asked == 0 {
		f.Asked = f.now
		f.Queue = queue
		f.count(Asked, session.ReasonNone)
	}
	if f.Waits != 0 && f.Queue != queue {
		f.time(Moved, session.ReasonNone, f.Waits)
		f.Waits = 0
	}
	f.Queue = queue
	if f.Waits == 0 {
		f.Waits = f.now
		f.count(Queued, session.ReasonNone)
	}
}

// give counts a wait that ends without an agent.
func (f *fold) give(why session.Reason) {
	if f.Waits != 0 {
		f.time(Given, why, f.Waits)
		f.Waits = 0
	}
}

func (f *fold) assign(a *session.Action) {
	if f.Waits != 0 {
		k := f.key(Wait, session.ReasonNone)
		k.Agent = a.Agent
		f.sheet.add(k, f.now, f.since(f.Waits))
		f.Waits = 0
	}
	f.Queue, f.Agent, f.Served = a.Queue, a.Agent, f.now
	f.Agents = min(f.Agents, 254) + 1
}

func (f *fold) deliver(a *session.Action) {
	switch a.By {
	case session.Robot:
		f.time(RobotAnswer, session.ReasonNone, f.Owed)
	case session.Agent:
		agent := f.Agent
		if a.Agent != "" {
			f.Agent = a.Agent // a helper answers for who is in charge
		}
		f.time(Answer, session.ReasonNone, f.Owed)
		if !f.Answered {
			f.time(FirstAnswer, session.ReasonNone, f.Asked)
		}
		f.Answered, f.Agent = true, agent
	}
	f.Owed = 0
}

func (f *fold) end(why session.Reason) {
	f.give(why)
	f.time(Closed, why, f.Began)
	if f.Robot && f.Asked == 0 && f.Agents == 0 {
		f.time(Contained, why, f.Began)
	}
	f.sheet.add(f.key(Agents, session.ReasonNone), f.now, uint64(f.Agents))
	f.Span = Span{Session: f.Session}
}

func (f *fold) key(m Measure, why session.Reason) Dimensions {
	return Dimensions{Measure: m, Reason: why, Channel: f.channel, Queue: f.Queue, Agent: f.Agent}
}

// count counts one.
func (f *fold) count(m Measure, why session.Reason) { f.sheet.add(f.key(m, why), f.now, 1) }

// time counts a time that ends now; if since is zero, nothing.
func (f *fold) time(m Measure, why session.Reason, since session.Instant) {
	if since != 0 {
		f.sheet.add(f.key(m, why), f.now, f.since(since))
	}
}

func (f *fold) since(t session.Instant) uint64 {
	return uint64(max(f.now-t, 0)) / uint64(time.Millisecond/time.Microsecond)
}
