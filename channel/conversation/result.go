package conversation

import (
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

// A Result is what an input led to, for the page or the job that made it.
type Result struct {
	// Known says that the input was stored before: this time it changed nothing, and the rest is
	// empty.
	Known bool
	// Bad says that deciding on the input panicked. It is kept, and does not change anything.
	Bad bool
	// Delivered are the receipts of what the input said, new or to be sent again. They are stored
	// and not sent yet. Notices that the input led to are not among them: see Change.New.
	Delivered []dispatch.Receipt
	// Withdrawn are the receipts that were cancelled in the same transaction, as far as they had
	// not left: what the robot had waiting when it was stopped.
	Withdrawn []dispatch.Receipt
	// Refused says why the first thing that was refused is not done; session.ReasonNone if nothing
	// was.
	Refused session.Reason
	// Late says that an agent accepted what was no longer offered to this agent.
	Late bool
	// Heard says that the session took the input, or that a receipt is settled by Said.Arrived. It
	// may have led to no action, as a hold does.
	Heard bool
	// Actions are all actions that the input led to. They include session.Refuse, from which
	// Refused is read, and session.Withdraw, from which Late is read.
	Actions []session.Action
}

// Done reports whether the input changed something, and nothing of it was refused or late.
func (r Result) Done() bool {
	return (r.Heard || len(r.Actions)+len(r.Delivered) > 0) && r.Refused == session.ReasonNone && !r.Late
}

// ResultOf reads from a Change what the input with an ID led to. A hook of a store may call it.
func ResultOf(c Change, id string) Result {
	r := Result{Known: true}
	for _, in := range c.Applied {
		r.Known = r.Known && in.ID != id
	}
	for _, in := range c.Held {
		r.Known = r.Known && in.ID != id
	}
	for _, in := range c.Bad {
		r.Bad = r.Bad || in.ID == id
	}
	r.Known = r.Known && !r.Bad
	keys, arrived := make(map[string]bool), ""
	for _, in := range c.Applied {
		if in.ID != id || in.Said == nil {
			continue
		}
		if in.Said.Again != "" {
			keys[in.Said.Again] = true
		}
		arrived = in.Said.Arrived
	}
	for _, one := range c.Steps {
		if one.Event.ID != id && !strings.HasPrefix(one.Event.ID, id+"/") {
			continue
		}
		r.Heard = r.Heard || one.Before.Last != one.After.Last // it keeps what it has applied
		r.Late = r.Late || one.Event.Kind == session.AgentAccepted && slices.ContainsFunc(one.Actions, func(a session.Action) bool {
			return a.Kind == session.Withdraw && a.Agent == one.Event.Agent
		})
	}
	for _, a := range c.Actions {
		if a.Key.Event != id && !strings.HasPrefix(a.Key.Event, id+"/") || a.Key.Event == "" {
			continue
		}
		r.Actions = append(r.Actions, a)
		switch a.Kind {
		case session.Deliver:
			keys[a.Key.String()] = true
		case session.Refuse:
			if r.Refused == session.ReasonNone {
				r.Refused = a.Reason
			}
		}
	}
	for _, list := range [][]dispatch.Receipt{c.New, c.Changed} {
		for _, receipt := range list {
			r.Heard = r.Heard || arrived != "" && receipt.Key == arrived
			switch {
			case receipt.Status() == dispatch.Cancelled:
				r.Withdrawn = append(r.Withdrawn, receipt)
			case keys[receipt.Key] && receipt.Open():
				r.Delivered = append(r.Delivered, receipt)
			}
		}
	}
	return r
}
