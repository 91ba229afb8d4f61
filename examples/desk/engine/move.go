package engine

import (
	"errors"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// move lets the rows of a conversation follow a thread to its new name. Messages that wait to be
// sent go along, and so does the session, unless the new name has one already; what was said before
// stays under the former name, whose conversation has ended. A send may learn of the move before an
// event tells it: whichever comes second finds it done.
func (r *rows) move(to channel.Thread) error {
	t, from := r.t, r.on.Thread
	next, err := t.Conversation(to)
	if errors.Is(err, store.ErrNotFound) {
		next, err = store.Conversation{Thread: to, Channel: r.on.Channel, Name: r.on.Name, State: session.State{ID: to.Key()}}, nil
	}
	if err != nil {
		return err
	}
	follows := !r.v.Taken && r.c.Row.Thread != (channel.Thread{})
	if follows {
		next.State = r.c.Row.State
	}
	if err := t.SaveConversation(next); err != nil {
		return err
	}
	remark := store.Message{Key: "moved/" + to.Key(), Side: store.Desk, Message: remarkText(locale.Tell("The chat has moved here."))}
	if _, err := r.Engine.say(t, &next, remark); err != nil {
		return err
	}
	for _, receipt := range append(r.v.Receipts, r.c.New...) {
		if !receipt.Open() {
			continue
		}
		if err := t.MoveMessage(receipt.Key, to); err != nil {
			return err
		}
	}
	if r.isNew {
		return nil
	}
	if err := t.MoveContact(from, to); err != nil {
		return err
	}
	if follows {
		if err := t.MoveSession(from, to); err != nil {
			return err
		}
		r.on.State.ID = from.Key()
		r.on.State, _ = r.policy(r.on).Step(r.on.State, session.Event{Kind: session.CloseRequested, ID: "moved/" + to.Key(), By: session.Host}, r.v.Now)
	}
	return r.save()
}
