package engine

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// Answer sends what an agent wrote, if the session allows it. Otherwise it is shown as refused. The
// id names the answer for good, so that a form that is sent twice sends it once.
func (e *Engine) Answer(ctx context.Context, agent, id string, to channel.Thread, m channel.Message, files ...store.File) error {
	return e.AnswerTo(ctx, agent, id, "", to, m, files...)
}

// AnswerTo is Answer of an agent whose page showed the customer's messages up to the one with the
// key saw. If the customer wrote more meanwhile, the agent owes an answer to that.
func (e *Engine) AnswerTo(ctx context.Context, agent, id, saw string, to channel.Thread, m channel.Message, files ...store.File) error {
	c, err := e.conversation(ctx, to)
	if err != nil {
		return err
	}
	m.Attachments = append(m.Attachments, attachments(files)...)
	said := conversation.Said{Agent: agent, Messages: []channel.Message{m}, Saw: saw}
	if c.State.Phase == session.PhaseClosed {
		said.Queue = e.record(c.Channel).Routing.Queue
	}
	_, err = e.service.Say(ctx, to, "agent/"+id, said)
	return err
}

// attachments are uploaded files as a message has them.
func attachments(files []store.File) (list []channel.Attachment) {
	for _, f := range files {
		list = append(list, channel.Attachment{Kind: channel.KindOf(f.Type), File: f.ID, Name: f.Name, Type: f.Type, Size: f.Size})
	}
	return list
}

// Act lets the session hear of what a person did: accepted, declined, asked for a transfer, held,
// closed.
func (e *Engine) Act(ctx context.Context, id string, in channel.Thread, ev session.Event) error {
	if _, err := e.conversation(ctx, in); err != nil {
		return err
	}
	ev.ID = "act/" + id
	_, err := e.service.Do(ctx, in, ev)
	return err
}

// Ask is Act for what may have become impossible since the person's page was made: then nothing
// changes, and it says why if the session does.
func (e *Engine) Ask(ctx context.Context, id string, in channel.Thread, ev session.Event) (done bool, why session.Reason, err error) {
	if _, err := e.conversation(ctx, in); err != nil {
		return false, session.ReasonNone, err
	}
	ev.ID = "act/" + id
	r, err := e.service.DoIf(ctx, in, ev)
	return r.Done(), r.Refused, err
}

// Hint shows a helper's words to the agent in charge. The customer never sees them.
func (e *Engine) Hint(ctx context.Context, agent, id string, in channel.Thread, text string) error {
	if _, err := e.conversation(ctx, in); err != nil {
		return err
	}
	ev := session.Event{Kind: session.AssistantMessage, Agent: agent}
	_, err := e.service.Put(ctx, conversation.Input{ID: "hint/" + id, Thread: in, Session: &ev, Data: []byte(text)})
	return err
}

// conversation returns one that is there.
func (e *Engine) conversation(ctx context.Context, thread channel.Thread) (c store.Conversation, err error) {
	err = e.store.View(ctx, func(t *store.Tx) error {
		c, err = t.Conversation(thread)
		return err
	})
	return c, err
}

// ErrNothing: there is nothing to send again.
var ErrNothing = errors.New("this message was sent, or is on its way")

// Again sends what failed, or may have arrived, once more: an agent decides so, knowing that the
// customer may see it twice.
func (e *Engine) Again(ctx context.Context, agent string, in channel.Thread, seq int64) error {
	var m store.Message
	err := e.store.View(ctx, func(t *store.Tx) (err error) {
		m, err = t.Message(seq)
		return err
	})
	if err != nil {
		return err
	}
	if m.Thread != in || m.State != store.Failed && m.State != store.Uncertain && m.State != store.Dropped {
		return ErrNothing
	}
	r, err := e.service.Again(ctx, in, "again/"+rand.Text(), agent, m.Key)
	if err == nil && !r.Done() && r.Refused == session.ReasonNone {
		err = ErrNothing
	}
	return err
}

// Typing shows the customer that an agent is writing. It is lost where the platform cannot.
func (e *Engine) Typing(ctx context.Context, agent string, in channel.Thread) error {
	if err := e.serves(ctx, agent, in); err != nil {
		return err
	}
	return supported(channel.ShowTyping(ctx, e.directory.Sender(), in))
}

// Seen shows the customer that the messages were read.
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

// ErrNotYours: another agent serves the conversation, or none does.
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
