package conversation

import (
	"fmt"
	"slices"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

// said applies what a robot or an agent wants to say and do.
func (p *planner) said(in Input) {
	s := in.Said
	if s.Call != "" {
		if !p.hasCall(s.Call) {
			return // it was answered before, or the robot was stopped
		}
		p.drop(s.Call)
	}
	ev := session.Event{Kind: session.RobotMessage, Agent: s.Agent, Saw: s.Saw}
	if s.Agent != "" {
		ev.Kind, ev.Queue = session.AgentMessage, s.Queue
	}
	if s.Arrived != "" {
		p.arrived(s.Arrived, in)
	}
	if s.Again != "" {
		ev.ID = in.ID
		p.again(in, ev)
	} else {
		for n, m := range s.Messages {
			one := in
			one.Said = &Said{Messages: []channel.Message{m}, Agent: s.Agent}
			ev.ID = fmt.Sprintf("%s/%d", in.ID, n)
			p.step(ev, in.At, &one)
		}
	}
	switch {
	case s.Failed:
		p.step(session.Event{Kind: session.RobotFailed, ID: in.ID, Present: p.present()}, in.At, nil)
	case s.Handoff:
		p.step(session.Event{Kind: session.Handoff, ID: in.ID, Queue: s.Queue, Present: p.present()}, in.At, nil)
	case s.Done:
		p.step(session.Event{Kind: session.CloseRequested, ID: in.ID, By: session.Robot}, in.At, nil)
	case s.Call != "" && len(s.Messages) == 0 && s.Again == "" && !s.Owes: // the robot has nothing to say, and owes nothing any more
		ev.ID = in.ID
		p.step(ev, in.At, nil)
	}
}

// again sends a receipt once more. The session decides as for any answer; a notice needs no
// decision.
func (p *planner) again(in Input, ev session.Event) {
	r, ok := p.find(in.Said.Again)
	switch {
	case !ok, r.Open(), r.Status() == dispatch.Sent:
		return
	case r.Priority == dispatch.Notice:
		p.resend(r)
	default:
		p.step(ev, in.At, &in)
	}
}

// resend makes a receipt unsent again.
func (p *planner) resend(r dispatch.Receipt) {
	delete(p.closed, r.Key)
	p.c.Closed = slices.DeleteFunc(p.c.Closed, func(key string) bool { return key == r.Key })
	p.change(r.Retry())
}

// arrived notes that an uncertain message was seen to arrive. See decision 212.
func (p *planner) arrived(key string, in Input) {
	r, ok := p.find(key)
	if !ok || r.Status() != dispatch.Uncertain {
		return
	}
	for n, part := range r.Parts {
		if part.Status == dispatch.Uncertain {
			p.change(r.Apply(dispatch.Entry{Key: key, Part: n, Try: part.Try, Token: part.Token, Status: dispatch.Sent, At: in.At}))
			return
		}
	}
}

// hasCall reports whether a question waits for its answer.
func (p *planner) hasCall(key string) bool {
	return slices.ContainsFunc(p.calls, func(c Call) bool { return c.Key == key })
}

// ask adds a question to the robot.
func (p *planner) ask(key string, about *channel.Event) {
	c := Call{Key: key, Thread: p.v.Row.Thread, Event: about, Trace: p.trace}
	p.calls = append(p.calls, c)
	p.c.Calls = append(p.c.Calls, c)
}

// drop takes a question out.
func (p *planner) drop(key string) {
	same := func(c Call) bool { return c.Key == key }
	p.calls = slices.DeleteFunc(p.calls, same)
	p.c.Calls = slices.DeleteFunc(p.c.Calls, same)
	if slices.ContainsFunc(p.v.Calls, same) {
		p.c.Dropped = append(p.c.Dropped, key)
	}
}

// edited gives a question that waits the words that its message has now.
func (p *planner) edited(m channel.Message) {
	for i, c := range p.calls {
		if b, ok := body(c); !ok || b.ID != m.ID || m.ID == "" {
			continue
		}
		e := *c.Event
		e.Body = m
		p.calls[i].Event = &e
		p.c.Calls = slices.DeleteFunc(p.c.Calls, func(o Call) bool { return o.Key == c.Key })
		p.c.Calls = append(p.c.Calls, p.calls[i])
	}
}

// deleted takes out the questions about messages that the contact took back. If the robot has
// nothing else to answer, it owes nothing.
func (p *planner) deleted(in Input, ids []string) {
	dropped := false
	for _, c := range slices.Clone(p.calls) {
		if b, ok := body(c); ok && b.ID != "" && slices.Contains(ids, b.ID) {
			p.drop(c.Key)
			dropped = true
		}
	}
	if dropped && len(p.calls) == 0 && p.c.Row.State.Phase == session.PhaseRobot {
		p.step(session.Event{Kind: session.RobotMessage, ID: in.ID}, in.At, nil)
	}
}

// body is the message that a question is about.
func body(c Call) (channel.Message, bool) {
	if c.Event == nil {
		return channel.Message{}, false
	}
	m, ok := c.Event.Body.(channel.Message)
	return m, ok
}

// unreadable passes a contact to people whose message the robot cannot read. If people cannot be
// had, the robot is asked all the same.
func (p *planner) unreadable(in Input) {
	if p.c.Row.State.Phase != session.PhaseRobot {
		return
	}
	var asked []Call
	for _, c := range p.calls {
		if c.Event != nil && c.Event.ID == in.Event.ID {
			asked = append(asked, c)
		}
	}
	p.step(session.Event{Kind: session.Handoff, ID: in.ID, By: session.Host, Present: p.present()}, in.At, nil)
	if p.c.Row.State.Phase == session.PhaseRobot { // the robot must stay
		for _, c := range asked {
			if !p.hasCall(c.Key) {
				p.ask(c.Key, c.Event)
			}
		}
	}
}
