package engine

import (
	"cmp"

	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// Allows says whether the session would do what an event asks, and if not why, where the session
// gives a reason. Pages ask it what to offer: the policy is pure, so trying costs nothing.
func (e *Engine) Allows(c store.Conversation, ev session.Event) (ok bool, why session.Reason) {
	ev.ID = "try"
	after, actions := e.policy(c).Step(c.State, ev, e.stamp())
	for _, a := range actions {
		switch {
		case a.Kind == session.Refuse && a.Event == ev.ID:
			return false, a.Reason
		case a.Kind == session.Withdraw && ev.Kind == session.AgentAccepted && a.Agent == ev.Agent:
			return false, session.ReasonNone
		}
	}
	return after.Last != c.State.Last, session.ReasonNone // it keeps what it has applied
}

// ChannelName is what administrators call a conversation's channel; the platform's name where it
// was taken out.
func (e *Engine) ChannelName(c store.Conversation) string {
	entry, _ := e.directory.Find(c.Channel)
	return cmp.Or(entry.Name(), c.Thread.Platform)
}

// ChannelIDs are the channels of the desk.
func (e *Engine) ChannelIDs() (ids []string) {
	for entry := range e.directory.All() {
		ids = append(ids, entry.ID())
	}
	return ids
}
