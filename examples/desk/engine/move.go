package engine

import (
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// follow returns the thread in which a receipt goes on. A send may learn that the platform moved
// the thread before an event tells it, and the event may come while a message is on its way:
// whichever is first moves what waits, the other finds it done.
func (e *Engine) follow(t *store.Tx, stored dispatch.Receipt, sent error, now time.Time) (channel.Thread, error) {
	refused, ok := errors.AsType[*channel.Error](sent)
	if !ok || refused.Moved == (channel.Thread{}) || refused.Moved == stored.To {
		return stored.To, nil
	}
	c, err := t.Conversation(stored.To)
	if err != nil {
		return stored.To, err
	}
	return refused.Moved, e.move(t, stored.To, refused.Moved, c.Channel, now)
}

// move lets what is on its way, and the session, follow a thread to its new name, and ends the
// conversation under the former one. If the new thread has a session already, the old one is not
// taken along. It may be repeated.
func (e *Engine) move(t *store.Tx, from, to channel.Thread, channelID string, now time.Time) error {
	old, err := t.Conversation(from)
	known := !errors.Is(err, store.ErrNotFound)
	if err != nil && known {
		return err
	}
	c, err := e.conversation(t, to, channelID)
	if err != nil {
		return err
	}
	remark := store.Message{Key: "moved/" + to.Key(), Side: store.Desk, Message: channel.Message{Text: "The chat has moved here."}}
	if _, err := e.say(t, &c, remark, now); err != nil {
		return err
	}
	if c.Name == "" {
		c.Name = old.Name
	}
	if err := t.SaveConversation(c); err != nil || !known {
		return err
	}
	if err := t.Readdress(from, to, now); err != nil { // first: who ends a conversation takes back what its robot has waiting
		return err
	}
	t.After(func() { e.Hub.Changed(to); e.outbox.Wake() })
	if c.State.Session == 0 && old.State.Phase != session.PhaseClosed {
		return e.moveSession(t, &old, &c, now)
	}
	return e.step(t, &old, session.Event{Kind: session.CloseRequested, ID: "moved/" + to.Key(), By: session.Host}, now)
}

// moveSession takes a session along to a thread's new name: its state, whose numbers go on, and its
// rows. What ending it would do is not done: nobody loses it.
func (e *Engine) moveSession(t *store.Tx, old, to *store.Conversation, now time.Time) error {
	to.State, to.State.ID = old.State, to.Thread.Key()
	to.Heard, to.Wake = old.Heard, e.policy(*to).Wake(to.State)
	if err := errors.Join(t.MoveSession(old.Thread, to.Thread), t.SaveConversation(*to)); err != nil {
		return err
	}
	p := e.policy(*old)
	old.State, _ = p.Step(old.State, session.Event{Kind: session.CloseRequested, ID: "moved/" + to.Thread.Key(), By: session.Host}, now)
	old.Wake = p.Wake(old.State)
	t.After(func() { e.Hub.Changed(old.Thread); poke(e.wake) })
	return t.SaveConversation(*old)
}
