package conversation

import (
	"errors"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/plan"
	"github.com/contactkit/contactkit/session"
)

// step applies one event to the session and makes rows of what it decides. in is the input that a
// message of the contact, of the robot or of an agent came with; nil for everything else.
func (p *planner) step(ev session.Event, now time.Time, in *Input) {
	before := p.c.Row.State
	state, actions := p.r.Policy.Step(before, ev, now)
	p.c.Row.State = state
	if in == nil { // the robot owes nothing any more, and says nothing: see deleted
		actions = slices.DeleteFunc(actions, func(a session.Action) bool { return a.Kind == session.Deliver })
	}
	if len(actions) > 0 || state != before {
		p.c.Steps = append(p.c.Steps, Step{Event: ev, At: now, Before: before, After: state, Actions: actions})
	}
	p.c.Actions = append(p.c.Actions, actions...)
	for i, a := range actions {
		switch a.Kind {
		case session.StartRobot:
			if !slices.ContainsFunc(actions[i:], toRobot) {
				p.ask(a.Key.String(), nil)
			}
		case session.Forward:
			if toRobot(a) && in != nil && in.Event != nil {
				p.ask(a.Key.String(), in.Event)
			}
		case session.StopRobot:
			for _, c := range slices.Clone(p.calls) {
				p.drop(c.Key)
			}
			p.withdraw(a.By)
		case session.Deliver:
			p.deliver(a, in)
		case session.Notify:
			p.notify(a, now)
		}
	}
}

// toRobot reports whether an action shows the robot what the contact said.
func toRobot(a session.Action) bool { return a.Kind == session.Forward && a.To == session.Robot }

// deliver sends what the robot or an agent said.
func (p *planner) deliver(a session.Action, in *Input) {
	if in.Said.Again != "" {
		if r, ok := p.find(in.Said.Again); ok {
			p.resend(r)
		}
		return
	}
	m := in.Said.Messages[0]
	m.By = channel.ByRobot
	if in.Said.Agent != "" {
		m.By = channel.ByPerson
	}
	p.send(a, m, false)
}

// notify sends an automatic message to the contact. Telling agents is up to the host.
func (p *planner) notify(a session.Action, now time.Time) {
	if a.To != session.Contact || p.r.Text == nil {
		return
	}
	if text := p.r.Text(a, p.c.Row, now); text != "" {
		p.send(a, channel.Message{Text: text, By: channel.ByAutomatic}, true)
	}
}

// send adds a receipt under the key of the action, so that the same decision sends once.
func (p *planner) send(a session.Action, m channel.Message, perishable bool) {
	m.Heard = p.c.Row.State.Window.Time()
	r, degraded, err := p.r.Prepare(a.Key.String(), p.v.Row.Thread, m)
	if errors.Is(err, channel.ErrUnavailable) && p.r.Patience > 0 && p.v.Now.Sub(p.since()) > p.r.Patience {
		r, err = unsendable(a.Key.String(), p.v.Row.Thread, m, dispatch.ReasonRejected, err.Error()), nil
	}
	if err != nil {
		p.err = err
		return
	}
	r.Perishable, r.Trace = perishable, p.trace
	if len(degraded) > 0 {
		if p.c.Degraded == nil {
			p.c.Degraded = make(map[string][]plan.Degradation)
		}
		p.c.Degraded[r.Key] = degraded
	}
	p.c.New = append(p.c.New, r)
	p.receipts = append(p.receipts, r)
}

// since is when the thread became due, as far as its inputs and its wake tell.
func (p *planner) since() time.Time {
	since := p.v.Now
	if wake := p.v.Row.Wake; !wake.IsZero() && wake.Before(since) {
		since = wake
	}
	for _, in := range p.v.Inputs {
		if !in.Held && in.At.Before(since) {
			since = in.At
		}
	}
	return since
}

// unsendable freezes a message that cannot be sent into a receipt that has failed.
func unsendable(key string, to channel.Thread, m channel.Message, why dispatch.Reason, text string) dispatch.Receipt {
	r := dispatch.Receipt{Key: key, To: to, Priority: dispatch.Robot}
	switch m.By {
	case channel.ByPerson:
		r.Priority = dispatch.Person
	case channel.ByAutomatic:
		r.Priority = dispatch.Notice
	}
	r.Parts = []dispatch.Part{{Message: m, Status: dispatch.Failed, Reason: why, Error: text}}
	return r
}
