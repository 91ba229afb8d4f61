package engine

import (
	"cmp"
	"context"
	"time"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/texts"
)

// values are what only the desk knows of a notice to a customer: the agent's name and the place in
// the queue.
func (e *Engine) values(_ session.Action, row conversation.Row) texts.Values {
	v := texts.Values{Queue: row.State.Queue}
	err := e.store.View(context.Background(), func(t *store.Tx) (err error) {
		if row.State.Agent != "" {
			v.Agent = e.nameOf(t, row.State.Agent)
		}
		if v.Place, err = t.Place(row.Thread); err == nil && v.Place == 0 && row.State.Phase == session.PhaseQueued {
			v.Place, err = t.PlaceOf(row.State.Queue, e.stamp(), row.AnswerUntil) // it comes into the queue with this very change
		}
		return err
	})
	if err != nil {
		e.log.Error("the words of a notice", "error", err)
	}
	return v
}

// agentText is what an automatic message says to agents: the administrator's words, or the desk's.
func (e *Engine) agentText(t *store.Tx, c *store.Conversation, a session.Action, now time.Time) (locale.Told, error) {
	entry, ok := e.directory.Find(c.Channel)
	if !ok {
		return OwnWords(a.Notice), nil
	}
	book, err := entry.Texts()
	if err != nil {
		e.log.Error("texts", "channel", c.Channel, "error", err)
		return OwnWords(a.Notice), nil
	}
	v := texts.Values{Now: now, Zone: e.zone(*c), Contact: c.Name, Queue: c.State.Queue}
	if c.State.Agent != "" {
		v.Agent = e.nameOf(t, c.State.Agent)
	}
	if v.Place, err = t.Place(c.Thread); err != nil {
		return "", err
	}
	return cmp.Or(locale.Plain(book.Text(a, "", v)), OwnWords(a.Notice)), nil
}

// zone is the time zone of a channel's calendar.
func (e *Engine) zone(c store.Conversation) *time.Location {
	if hours, ok := e.policy(c).Hours.(interface{ Location() *time.Location }); ok {
		return hours.Location()
	}
	if z, err := time.LoadLocation(e.record(c.Channel).Hours.Zone); err == nil {
		return z
	}
	return time.Local
}

// named is what colleagues call an agent; empty: a person who writes in the platform's own inbox.
func (e *Engine) named(t *store.Tx, agent string) locale.Told {
	if agent == "" {
		return locale.Tell("Somebody in the platform's inbox")
	}
	return locale.Plain(e.nameOf(t, agent))
}

func (e *Engine) nameOf(t *store.Tx, agent string) string {
	if p, err := t.Person(agent); err == nil {
		return p.Name
	}
	return agent
}

// OwnWords are what the desk tells its agents if the channel has no text for a notice. They are
// empty for a notice to customers.
func OwnWords(n session.Notice) locale.Told {
	switch n {
	case session.NoticeReminder:
		return locale.Tell("The customer waits for your answer.")
	case session.NoticeTransferFailed:
		return locale.Tell("Nobody took the transfer: the conversation is still yours.")
	case session.NoticeResumed:
		return locale.Tell("The hold has ended by itself.")
	case session.NoticeWindowClosing:
		return locale.Tell("The platform will soon take no more answers: write now if you want to.")
	default:
		return ""
	}
}
