package engine

import (
	"errors"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/metrics"
)

// step lets the policy decide what an event means, and stores state and decisions in the event's
// own transaction.
func (e *Engine) step(t *store.Tx, c *store.Conversation, ev session.Event, now time.Time) error {
	p := e.policy(*c)
	e.Count.Steps.Add(1)
	var actions []session.Action
	before := c.State
	c.State, actions = p.Step(c.State, ev, now)
	c.Wake = p.Wake(c.State)
	if err := e.measure(t, c, before, ev.Kind, actions, now); err != nil {
		return err
	}
	for _, a := range actions {
		fresh, err := t.Decide(c.Thread, a, now)
		if err != nil {
			return err
		}
		if !fresh {
			continue
		}
		if err := e.act(t, c, a, actions, now); err != nil {
			return err
		}
	}
	thread := c.Thread
	t.After(func() { e.Hub.Changed(thread) })
	return t.SaveConversation(*c)
}

// measure counts what a step decided.
func (e *Engine) measure(t *store.Tx, c *store.Conversation, was session.State, cause session.EventKind, actions []session.Action, now time.Time) error {
	before, err := t.Span(c.Thread)
	if err != nil {
		return err
	}
	s, err := metrics.NewSheet(store.Levels...)
	if err != nil {
		return err
	}
	if was.Phase == session.PhaseOffered && (c.State.Phase != session.PhaseOffered || c.State.Part != was.Part) {
		k := metrics.Key{Channel: c.Channel, Queue: was.Queue, Agent: was.Agent}
		switch cause {
		case session.AgentDeclined:
			k.Measure = metrics.Declined
			s.Add(k, now, 0)
		case session.Tick:
			k.Measure = metrics.Missed
			s.Add(k, now, 0)
		}
	}
	after := before.Fold(s, c.Channel, c.State, actions, session.InstantOf(now))
	if after != before {
		err = t.SaveSpan(c.Thread, after)
	}
	return errors.Join(err, t.AddFigures(s, now))
}

// act carries out one decision. What reaches outside is put into the outbox or the tasks; the rest
// is rows.
func (e *Engine) act(t *store.Tx, c *store.Conversation, a session.Action, all []session.Action, now time.Time) error {
	switch a.Kind {
	case session.StartRobot:
		for _, other := range all {
			if other.Kind == session.Forward && other.To == session.Robot {
				return nil // it begins with a question
			}
		}
		return e.ask(t, c, store.AskRobot, robotTask+a.Key.String(), "")
	case session.StopRobot:
		if err := t.DropTasks(c.Thread, store.AskRobot); err != nil || a.By == session.Robot {
			return err // where the robot itself leaves, its last words are still said
		}
		return e.withdraw(t, c.Thread, dispatch.Robot)
	case session.Forward:
		switch a.To {
		case session.Robot:
			return e.ask(t, c, store.AskRobot, robotTask+a.Key.String(), a.Event)
		case session.Agent:
			if e.record(c.Channel).Service.Assistant != "" {
				return e.ask(t, c, store.AskAssistant, "assistant/"+a.Key.String(), a.Event)
			}
		}
	case session.Deliver:
		m, err := t.Keyed(a.Event)
		if err != nil {
			return err
		}
		return e.send(t, c, m, now)
	case session.Refuse:
		return e.refused(t, c, a, now)
	case session.Notify:
		return e.notify(t, c, a, now)
	case session.Enqueue:
		t.After(func() { poke(e.wake) })
		return t.SetWaiting(c.Thread, a)
	case session.Dequeue:
		return t.StopWaiting(c.Thread)
	case session.Offer:
		if err := t.SetOffer(c.Thread, a); err != nil {
			return err
		}
		return t.SetBusy(a.Agent, now)
	case session.Withdraw:
		return t.DropOffer(c.Thread, a.Agent, a.Offer)
	case session.Assign:
		if err := t.DropOffer(c.Thread, "", 0); err != nil {
			return err
		}
		if err := t.SetBusy(a.Agent, now); err != nil {
			return err
		}
		return e.remark(t, c, a, e.nameOf(t, a.Agent)+" serves the customer.", now)
	case session.Unassign:
		t.After(func() { poke(e.wake) }) // somebody has room
		if err := e.wrap(t, c, a, now); err != nil {
			return err
		}
		return e.remark(t, c, a, e.nameOf(t, a.Agent)+" no longer serves the customer.", now)
	case session.Join:
		if err := t.DropOffer(c.Thread, a.Agent, c.State.Part); err != nil {
			return err
		}
		return errors.Join(t.AddHelper(c.Thread, a.Agent), e.remark(t, c, a, e.nameOf(t, a.Agent)+" "+helps[a.Role]+".", now))
	case session.Leave:
		text := "Nobody else helps any more."
		if a.Agent != "" {
			text = e.nameOf(t, a.Agent) + " no longer helps."
		}
		return errors.Join(t.DropHelper(c.Thread, a.Agent), e.remark(t, c, a, text, now))
	case session.StoreOffline:
		return e.remark(t, c, a, "Kept as an offline message.", now)
	case session.Close:
		return e.remark(t, c, a, "The conversation has ended: "+words(a.Reason)+".", now)
	}
	return nil
}

// helps says what a helper does.
var helps = map[session.Role]string{
	session.Listening: "reads along", session.Consulted: "is consulted", session.Joined: "has joined and writes to the customer",
}

// remark adds a line that agents see.
func (e *Engine) remark(t *store.Tx, c *store.Conversation, a session.Action, text string, now time.Time) error {
	_, err := e.say(t, c, store.Message{Key: "desk/" + a.Key.String(), Side: store.Desk, Message: channel.Message{Text: text}}, now)
	return err
}

// refused marks what was not said; of anything else that was refused it tells the agents.
func (e *Engine) refused(t *store.Tx, c *store.Conversation, a session.Action, now time.Time) error {
	m, err := t.Keyed(a.Event)
	if err == nil && m.Side != store.Customer {
		return t.SetState(m.Seq, store.Refused, words(a.Reason))
	}
	return e.remark(t, c, a, "Not done: "+words(a.Reason)+".", now)
}

// words is a reason as a person says it.
func words(r session.Reason) string { return strings.ReplaceAll(r.String(), "-", " ") }

func (e *Engine) nameOf(t *store.Tx, agent string) string {
	if agent == "" {
		return "Somebody in the platform's inbox"
	}
	if p, err := t.Person(agent); err == nil {
		return p.Name
	}
	return agent
}

// notify says something automatic. A notice without a text is not sent.
func (e *Engine) notify(t *store.Tx, c *store.Conversation, a session.Action, now time.Time) error {
	text, err := e.noticeText(t, c, a, now)
	if err != nil || text == "" {
		return err
	}
	if a.To == session.Agent {
		return e.remark(t, c, a, text, now)
	}
	m := store.Message{Key: a.Key.String(), Side: store.Notice, Message: channel.Message{Text: text}}
	seq, err := e.say(t, c, m, now)
	if err != nil || seq == 0 {
		return err
	}
	m.Seq, m.Thread = seq, c.Thread
	return e.send(t, c, m, now)
}

// robotTask begins the keys of questions to the robot.
const robotTask = "robot/"

// ask gives the robot a question: the message with this key, or none.
func (e *Engine) ask(t *store.Tx, c *store.Conversation, kind, key, message string) error {
	t.After(func() { poke(e.questions.wake) })
	return t.AddTask(store.Task{Key: key, Kind: kind, Thread: c.Thread, Data: message})
}
