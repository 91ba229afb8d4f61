package engine

import (
	"context"
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/locale"
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

// reacted notes for all to read how an agent reacted to a message.
func (e *Engine) reacted(ctx context.Context, agent, emoji string, in channel.Thread, m store.Message) error {
	var name locale.Told
	err := e.store.View(ctx, func(t *store.Tx) error {
		name = e.named(t, agent)
		return nil
	})
	if err != nil {
		return err
	}
	text := locale.Tell("{name} took the reaction back.", "name", name)
	if emoji != "" {
		text = locale.Tell("{name} reacted with {emoji}.", "name", name, "emoji", emoji)
	}
	key := fmt.Sprintf("desk/did/%d/%d", m.Seq, e.stamp().UnixMicro())
	return e.remarkIn(ctx, in, store.Message{Key: key, Side: store.Desk, Message: remarkText(text)})
}
