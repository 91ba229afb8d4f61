package engine

import (
	"context"
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// Note keeps what an agent writes for colleagues in a conversation. It is a row of the desk's
// own: neither the session nor the outbox hears of it, so it cannot be sent. The id names it for
// good, so that a form that is sent twice says it once.
func (e *Engine) Note(ctx context.Context, agent, id string, in channel.Thread, text string) error {
	return e.remarkIn(ctx, in, store.Message{Key: "note/" + id, Side: store.Note, Author: agent, Message: channel.Message{Text: text}})
}

// remarkIn adds a line of the desk's own to a conversation.
func (e *Engine) remarkIn(ctx context.Context, in channel.Thread, m store.Message) error {
	return e.store.Do(ctx, func(t *store.Tx) error {
		c, err := t.Conversation(in)
		if err != nil {
			return err
		}
		if _, err := e.say(t, &c, m); err != nil {
			return err
		}
		t.After(func() { e.Hub.Changed(in) })
		return nil
	})
}

// did notes for all to read what an agent did to a message.
func (e *Engine) did(ctx context.Context, agent, what string, in channel.Thread, m store.Message) error {
	name := agent
	err := e.store.View(ctx, func(t *store.Tx) error {
		name = e.nameOf(t, agent)
		return nil
	})
	if err != nil {
		return err
	}
	key := fmt.Sprintf("desk/did/%d/%d", m.Seq, e.stamp().UnixMicro())
	return e.remarkIn(ctx, in, store.Message{Key: key, Side: store.Desk, Message: channel.Message{Text: name + " " + what + "."}})
}
