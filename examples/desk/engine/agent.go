package engine

import (
	"context"
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// Answer says what an agent wrote, if the session lets him: else it is shown as refused. The id
// names it for good, so that a form that is sent twice says it once.
func (e *Engine) Answer(ctx context.Context, agent, id string, to channel.Thread, m channel.Message, files ...store.File) error {
	return e.AnswerTo(ctx, agent, id, "", to, m, files...)
}

// AnswerTo is Answer of an agent whose page showed the customer's messages up to the one with the
// key saw. If the customer wrote more meanwhile, the agent owes an answer to that.
func (e *Engine) AnswerTo(ctx context.Context, agent, id, saw string, to channel.Thread, m channel.Message, files ...store.File) error {
	return e.change(ctx, to, func(t *store.Tx, c *store.Conversation, now time.Time) error {
		for _, f := range files {
			m.Attachments = append(m.Attachments, channel.Attachment{Kind: channel.KindOf(f.Type), File: f.ID, Name: f.Name, Type: f.Type, Size: f.Size})
		}
		key := "agent/" + id
		seq, err := e.say(t, c, store.Message{Key: key, Side: store.Agent, Author: agent, State: store.Sending, Message: m}, now)
		if err != nil || seq == 0 {
			return err
		}
		for n, f := range files {
			f.Message, f.N = seq, n
			if err := t.PutFile(f); err != nil {
				return err
			}
		}
		ev := session.Event{Kind: session.AgentMessage, ID: key, Agent: agent, Saw: saw}
		if c.State.Phase == session.PhaseClosed {
			ev.Queue = e.record(c.Channel).Routing.Queue
		}
		return e.step(t, c, ev, now)
	})
}

// Act lets the session hear of what a person did: accepted, declined, asked for a transfer, held,
// closed.
func (e *Engine) Act(ctx context.Context, id string, in channel.Thread, ev session.Event) error {
	ev.ID = "act/" + id
	return e.change(ctx, in, func(t *store.Tx, c *store.Conversation, now time.Time) error {
		return e.step(t, c, ev, now)
	})
}

// Hint shows the agent in charge what a helper says to him; the customer never sees it.
func (e *Engine) Hint(ctx context.Context, agent, id string, in channel.Thread, text string) error {
	return e.change(ctx, in, func(t *store.Tx, c *store.Conversation, now time.Time) error {
		key := "hint/" + id
		m := store.Message{Key: key, Side: store.Assistant, Author: agent, Message: channel.Message{Text: text}}
		if seq, err := e.say(t, c, m, now); err != nil || seq == 0 {
			return err
		}
		return e.step(t, c, session.Event{Kind: session.AssistantMessage, ID: key, Agent: agent}, now)
	})
}

// change runs f on a conversation that is there.
func (e *Engine) change(ctx context.Context, in channel.Thread, f func(*store.Tx, *store.Conversation, time.Time) error) error {
	return e.store.Do(ctx, func(t *store.Tx) error {
		c, err := t.Conversation(in)
		if err != nil {
			return err
		}
		return f(t, &c, e.stamp())
	})
}

// Ready says whether an agent takes new conversations.
func (e *Engine) Ready(ctx context.Context, agent string, ready bool) error {
	defer poke(e.wake)
	return e.store.Do(ctx, func(t *store.Tx) error { return e.ready(t, agent, ready, false, e.stamp()) })
}

// Leave takes an agent off duty: what he has goes to others.
func (e *Engine) Leave(ctx context.Context, agent string) error {
	return e.store.Do(ctx, func(t *store.Tx) error { return e.ready(t, agent, false, true, e.stamp()) })
}

// ErrNothing: there is nothing to send again.
var ErrNothing = errors.New("this message was sent, or is on its way")

// Again sends what failed, or may have arrived, once more: an agent decides so, knowing that the
// customer may see it twice.
func (e *Engine) Again(ctx context.Context, in channel.Thread, seq int64) error {
	return e.change(ctx, in, func(t *store.Tx, c *store.Conversation, now time.Time) error {
		m, err := t.Message(seq)
		if err != nil {
			return err
		}
		r, err := t.StoredReceipt(m.Key)
		if err != nil {
			return err
		}
		if s := r.Status(); m.Thread != in || r.Open() || s == dispatch.Sent || s == dispatch.Cancelled {
			return ErrNothing
		}
		r = r.Retry()
		if err := t.SaveReceipt(r, now); err != nil {
			return err
		}
		t.After(func() { e.Hub.Changed(in); e.outbox.Wake() })
		return t.SetState(seq, store.Sending, "")
	})
}

// Typing shows the customer that an agent is writing. It is lost where the platform cannot.
func (e *Engine) Typing(ctx context.Context, agent string, in channel.Thread) error {
	if err := e.serves(ctx, agent, in); err != nil {
		return err
	}
	return supported(channel.ShowTyping(ctx, e.directory.Sender(), in))
}

// Seen shows the customer that what he wrote was read.
func (e *Engine) Seen(ctx context.Context, agent string, in channel.Thread) error {
	if err := e.serves(ctx, agent, in); err != nil {
		return err
	}
	var last string
	err := e.store.View(ctx, func(t *store.Tx) error {
		list, err := t.Messages(in, 50)
		for _, m := range list {
			if m.Side == store.Customer && m.ID != "" {
				last = m.ID
			}
		}
		return err
	})
	if err != nil || last == "" {
		return err
	}
	return supported(channel.MarkRead(ctx, e.directory.Sender(), in, last))
}

// ErrNotYours: another agent, or nobody, serves the conversation.
var ErrNotYours = errors.New("you do not serve this conversation")

func (e *Engine) serves(ctx context.Context, agent string, in channel.Thread) error {
	return e.store.View(ctx, func(t *store.Tx) error {
		c, err := t.Conversation(in)
		if err == nil && (c.State.Agent != agent || c.State.Phase != session.PhaseAgent) {
			err = ErrNotYours
		}
		return err
	})
}

// supported takes what a platform cannot do for done.
func supported(err error) error {
	if errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}
