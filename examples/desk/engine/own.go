package engine

import (
	"context"
	"errors"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// Tools are what can be done to a message at its platform.
type Tools struct {
	Reply  bool // a message may answer it
	React  bool
	Edit   bool
	Delete bool
}

// Any reports whether anything can be done.
func (t Tools) Any() bool { return t.Reply || t.React || t.Edit || t.Delete }

// Tools says what the agent who serves a conversation can do to a message of it. Only what we sent
// can be edited and taken back; one that was sent in parts cannot be edited, nor one with quick
// replies.
func (e *Engine) Tools(m store.Message) (t Tools) {
	if m.ID == "" || m.State == store.Deleted {
		return t
	}
	limits := e.Limits(m.Thread)
	switch m.Side {
	case store.Customer:
		t.Reply, t.React = limits.ReplyTo, limits.Abilities.React
	case store.Agent, store.Robot:
		t.Reply = limits.ReplyTo
		t.Edit = limits.Abilities.Edit && m.Text != "" && len(m.Attachments) == 0 && len(m.QuickReplies) == 0
		t.Delete = limits.Abilities.Delete
	}
	return t
}

// ErrNoTool: the platform has no such thing for this message.
var ErrNoTool = errors.New("the platform cannot do that to this message")

// own returns a message of a conversation that the agent serves.
func (e *Engine) own(ctx context.Context, agent string, in channel.Thread, seq int64) (m store.Message, names []string, err error) {
	if err = e.serves(ctx, agent, in); err != nil {
		return m, nil, err
	}
	err = e.store.View(ctx, func(t *store.Tx) error {
		if m, err = t.Message(seq); err == nil && m.Thread != in {
			err = store.ErrNotFound
		}
		if err == nil {
			names, err = t.NamesOf(seq)
		}
		return err
	})
	return m, names, err
}

// React reacts to a customer's message for the agent who serves the conversation. An empty emoji
// takes the reaction back.
func (e *Engine) React(ctx context.Context, agent string, in channel.Thread, seq int64, emoji string) error {
	m, _, err := e.own(ctx, agent, in, seq)
	if err != nil {
		return err
	}
	if !e.Tools(m).React {
		return ErrNoTool
	}
	if err := channel.React(ctx, e.directory.Sender(), in, m.ID, emoji); err != nil {
		return errors.Join(ErrPlatform, err)
	}
	return e.reacted(context.WithoutCancel(ctx), agent, emoji, in, m)
}

// Edit changes the text of a message of ours, at the platform first.
func (e *Engine) Edit(ctx context.Context, agent string, in channel.Thread, seq int64, text string) error {
	m, names, err := e.own(ctx, agent, in, seq)
	if err != nil {
		return err
	}
	if !e.Tools(m).Edit || len(names) != 1 {
		return ErrNoTool
	}
	changed := m.Message
	changed.ID, changed.Text, changed.Spans, changed.ReplyTo = "", text, nil, "" // an edit does not say what a message answers
	if err := channel.EditMessage(ctx, e.directory.Sender(), in, names[0], changed); err != nil {
		return errors.Join(ErrPlatform, err)
	}
	changed.ID, changed.ReplyTo = names[0], m.ReplyTo
	return e.store.Do(context.WithoutCancel(ctx), func(t *store.Tx) error {
		t.After(func() { e.Hub.Changed(in) })
		return errors.Join(t.EditMessage(in, changed), e.newSummary(t, m, text))
	})
}

// Delete takes a message of ours back, with all its parts.
func (e *Engine) Delete(ctx context.Context, agent string, in channel.Thread, seq int64) error {
	m, names, err := e.own(ctx, agent, in, seq)
	if err != nil {
		return err
	}
	if !e.Tools(m).Delete {
		return ErrNoTool
	}
	for _, name := range names {
		if err := channel.DeleteMessage(ctx, e.directory.Sender(), in, name); err != nil {
			return errors.Join(ErrPlatform, err)
		}
	}
	return e.store.Do(context.WithoutCancel(ctx), func(t *store.Tx) error {
		t.After(func() { e.Hub.Changed(in) })
		return errors.Join(t.DeleteMessage(in, m.ID), e.newSummary(t, m, ""))
	})
}

// newSummary changes what lists show of a conversation, if they show this message.
func (e *Engine) newSummary(t *store.Tx, m store.Message, text string) error {
	c, err := t.Conversation(m.Thread)
	if err != nil || !m.At.Equal(c.Last) || c.Summary != summary(m.Message) {
		return err
	}
	c.Summary = string(locale.Plain(text))
	return t.SaveConversation(c)
}
