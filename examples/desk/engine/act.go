package engine

import (
	"errors"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/metrics"
)

// measure counts what a step decided.
func (r *rows) measure(s conversation.Step) error {
	t, was, c := r.t, s.Before, r.on
	before, err := t.Span(c.Thread)
	if err != nil {
		return err
	}
	sheet, err := metrics.NewSheet(store.Levels...)
	if err != nil {
		return err
	}
	if was.Phase == session.PhaseOffered && (c.State.Phase != session.PhaseOffered || c.State.Part != was.Part) {
		k := metrics.Dimensions{Channel: c.Channel, Queue: was.Queue, Agent: was.Agent}
		switch s.Event.Kind {
		case session.AgentDeclined:
			k.Measure = metrics.Declined
			sheet.Add(k, s.At, 0)
		case session.Tick:
			k.Measure = metrics.Missed
			if s.At.Before(was.From.Time().Add(r.record(c.Channel).Routing.RequestTTL.Duration())) {
				break // the wait in the queue was over before the offer was
			}
			sheet.Add(k, s.At, 0)
			if err := r.missedOffer(t, was.Agent); err != nil {
				return err
			}
		}
	}
	after := before.Fold(sheet, c.Channel, c.State, s.Actions, session.InstantOf(s.At))
	if after != before {
		err = t.SaveSpan(c.Thread, after)
	}
	return errors.Join(err, t.AddFigures(sheet, s.At))
}

// errNoRoom takes back an offer to an agent who has got enough to do meanwhile.
var errNoRoom = errors.New("the agent has no room any more")

// act writes the rows of one decision. Messages, questions to the robot and the session itself are
// the service's.
func (r *rows) act(s conversation.Step, a session.Action) error {
	t, thread, now := r.t, r.on.Thread, r.v.Now
	switch a.Kind {
	case session.Forward:
		if a.To == session.Agent && r.record(r.on.Channel).Service.Assistant != "" {
			return t.AddTask(store.Task{Key: "assistant/" + a.Key.String(), Kind: store.AskAssistant, Thread: thread, Data: a.Event})
		}
	case session.Refuse:
		if r.shown {
			return nil
		}
		return r.remark(a, locale.Tell("Not done: {why}.", "why", because(a.Reason)))
	case session.Notify:
		return r.notify(a)
	case session.Enqueue:
		return t.SetWaiting(thread, a, r.c.Row.AnswerUntil)
	case session.Dequeue:
		return t.StopWaiting(thread)
	case session.Offer:
		if err := errors.Join(t.SetOffer(thread, a), t.SetBusy(a.Agent, now)); err != nil || s.Event.Kind != session.AgentFound {
			return err
		}
		return r.room(a.Agent)
	case session.Withdraw:
		return t.DropOffer(thread, a.Agent, a.Offer)
	case session.Assign:
		if err := errors.Join(t.DropOffer(thread, "", 0), t.SetBusy(a.Agent, now), t.ForgetMisses(a.Agent), r.wantPicture(t, thread)); err != nil {
			return err
		}
		return r.remark(a, locale.Tell("{name} serves the customer.", "name", r.named(t, a.Agent)))
	case session.Unassign:
		return errors.Join(r.wrap(t, &r.on, a, now), r.remark(a, locale.Tell("{name} no longer serves the customer.", "name", r.named(t, a.Agent))))
	case session.Join:
		return errors.Join(t.DropOffer(thread, a.Agent, r.on.State.Part), t.AddHelper(thread, a.Agent, a.Role), r.remark(a, helps(a.Role, r.named(t, a.Agent))))
	case session.Leave:
		text := locale.Tell("Nobody else helps any more.")
		if a.Agent != "" {
			text = locale.Tell("{name} no longer helps.", "name", r.named(t, a.Agent))
		}
		return errors.Join(t.DropHelper(thread, a.Agent), r.remark(a, text))
	case session.StoreOffline:
		return r.remark(a, locale.Tell("Kept as an offline message."))
	case session.Close:
		return r.remark(a, locale.Tell("The conversation has ended: {why}.", "why", because(a.Reason)))
	}
	return nil
}

// helps says what a helper does.
func helps(as session.Role, name locale.Told) locale.Told {
	switch as {
	case session.Listening:
		return locale.Tell("{name} reads along.", "name", name)
	case session.Consulted:
		return locale.Tell("{name} is consulted.", "name", name)
	default:
		return locale.Tell("{name} has joined and writes to the customer.", "name", name)
	}
}

// room checks that an agent whom the router chose still has a place: the offer is in the rows
// already.
func (r *rows) room(agent string) error {
	p, err := r.t.Person(agent)
	if err != nil {
		return err
	}
	busy, err := r.t.Loads(agent)
	if err != nil {
		return err
	}
	rooms, err := r.t.Rooms(agent)
	if err != nil {
		return err
	}
	sum := 0
	for _, n := range busy {
		sum += n
	}
	most, ok := rooms[r.on.Thread.Platform]
	if !p.Ready || sum > p.Room || ok && busy[r.on.Thread.Platform] > most {
		return errNoRoom
	}
	return nil
}

// notify shows something automatic: to the customer if it has a text, which is on its way then.
func (r *rows) notify(a session.Action) error {
	if a.To == session.Agent {
		text, err := r.agentText(r.t, &r.on, a, r.v.Now)
		if err != nil || text == "" {
			return err
		}
		return r.remark(a, text)
	}
	for _, receipt := range r.c.New {
		if receipt.Key != a.Key.String() {
			continue
		}
		_, err := r.sent(store.Message{Key: receipt.Key, Side: store.Notice, State: store.Sending, Message: channel.Message{Text: whole(receipt)}})
		return err
	}
	return nil
}

// whole is the text of a message that may leave in parts.
func whole(r dispatch.Receipt) (text string) {
	for n, p := range r.Parts {
		if n > 0 {
			text += " "
		}
		text += p.Message.Text
	}
	return text
}
