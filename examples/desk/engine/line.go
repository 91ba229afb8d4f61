package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/allow"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// say adds a line to a conversation. Its number is 0 if it is there already.
func (r *rows) say(m store.Message) (seq int64, err error) {
	if r.isNew {
		if err := r.save(); err != nil {
			return 0, err
		}
	}
	seq, err = r.Engine.say(r.t, &r.on, m)
	r.dirty = r.dirty || seq != 0
	return seq, err
}

// say adds a line to a conversation. The caller saves the conversation.
func (e *Engine) say(t *store.Tx, on *store.Conversation, m store.Message) (seq int64, err error) {
	m.Thread, m.At = on.Thread, e.stamp()
	if seq, err = t.AddMessage(m); err != nil || seq == 0 {
		return 0, err
	}
	if m.Side != store.Desk && m.Side != store.Assistant && m.Side != store.Note && m.Side != store.Notice { // what people and robots said tells more
		on.Last, on.Summary, on.Side = m.At, summary(m.Message), m.Side
	}
	return seq, nil
}

// event shows what happened on the platform.
func (r *rows) event(in conversation.Input) error {
	ev, t, thread := *in.Event, r.t, r.v.Row.Thread
	if in.Live { // it is there already
		return nil
	}
	if m, ok := content(ev); ok {
		if ev.Origin != channel.OriginContact {
			return r.echo(in, m)
		}
		return r.heardFrom(ev, m)
	}
	switch b := ev.Body.(type) {
	case channel.Edited:
		if m, err := t.Named(thread, b.Message.ID); err == nil && foreign(ev, m) {
			return nil
		}
		return t.EditMessage(thread, b.Message)
	case channel.Deleted:
		var errs []error
		for _, id := range b.IDs {
			m, err := t.Named(thread, id)
			if err == nil && foreign(ev, m) {
				continue
			}
			if err == nil && m.At.Equal(r.on.Last) && r.on.Summary == summary(m.Message) {
				r.on.Summary = "" // lists show it no more
			}
			errs = append(errs, t.DeleteMessage(thread, id))
		}
		return errors.Join(errs...)
	case channel.Delivered:
		return t.Receipt(thread, store.Delivered, b.IDs, b.Until)
	case channel.Read:
		return t.Receipt(thread, store.Read, append(slices.Clone(b.IDs), b.Through), b.Until)
	case channel.Custom:
		if b.Kind == surveyAnswer {
			return r.answered(in)
		}
	case channel.Typing:
		r.on.Typing = r.v.Now
	case channel.Reacted:
		_, err := r.say(store.Message{Key: in.ID, Side: store.Desk, Message: remarkText(locale.Tell("The customer reacted: {how}", "how", strings.Join(b.Reactions, " ")))})
		return err
	}
	return nil
}

// foreign reports whether a contact changes a message that is not the contact's. No client of a
// platform lets people do so, but X cannot see which message an encrypted change names.
func foreign(ev channel.Event, m store.Message) bool {
	return ev.Origin == channel.OriginContact && m.Side != store.Customer
}

// content is what an event says, as a line shows it.
func content(ev channel.Event) (m channel.Message, ok bool) {
	switch b := ev.Body.(type) {
	case channel.Message:
		return b, true
	case channel.Press:
		return channel.Message{Text: "▸ " + b.Button, Payload: b.Payload}, ev.Origin == channel.OriginContact
	case channel.Started:
		return channel.Message{Text: "▸ " + b.Source, Referral: &b}, ev.Origin == channel.OriginContact
	}
	return m, false
}

// heardFrom shows what the customer said, and has files and the customer's name fetched.
func (r *rows) heardFrom(ev channel.Event, m channel.Message) error {
	seq, err := r.say(store.Message{Key: ev.ID, Side: store.Customer, Message: m})
	if err != nil || seq == 0 {
		return err
	}
	for n, a := range m.Attachments {
		if a.Kind == channel.MediaLink || a.Kind == channel.MediaOther && a.ID == "" && a.URL == "" {
			continue // nothing to fetch: a link, or a word for what cannot be shown
		}
		if !allow.Keep(r.on.Thread, a) {
			continue // a story mention of Instagram: it is shown from its address, and never stored
		}
		if err := r.wantFile(r.t, r.on.Thread, seq, n, a); err != nil {
			return err
		}
	}
	if r.on.Name != "" {
		return nil
	}
	return r.t.AddTask(store.Task{Key: "profile/" + r.on.Thread.Key(), Kind: store.FetchProfile, Thread: r.on.Thread})
}

// echo shows what was written in the thread from elsewhere: by a person in the platform's own
// inbox, or by another app.
func (r *rows) echo(in conversation.Input, m channel.Message) error {
	if slices.Contains(r.c.Echoes, in.ID) {
		return nil
	}
	side := store.Inbox
	if in.Event.Origin == channel.OriginUs {
		side = store.Notice // the desk's own, from before its store began
	}
	_, err := r.say(store.Message{Key: in.ID, Side: side, State: store.Sent, Message: m})
	return err
}

// said shows what the robot or an agent said: on its way, or refused.
func (r *rows) said(in conversation.Input, s conversation.Step) error {
	var n int
	if _, err := fmt.Sscanf(strings.TrimPrefix(s.Event.ID, in.ID), "/%d", &n); err != nil || n >= len(in.Said.Messages) {
		return nil // the step of something else
	}
	m := store.Message{Key: s.Event.ID, Side: store.Robot, State: store.Refused, Message: in.Said.Messages[n]}
	if in.Said.Agent != "" {
		m.Side, m.Author = store.Agent, in.Said.Agent
	}
	if strings.HasPrefix(in.ID, surveyKey) {
		m.Side, m.Author = store.Notice, ""
	}
	for _, a := range s.Actions {
		switch a.Kind {
		case session.Deliver:
			m.Key, m.State = a.Key.String(), store.Sending
			if m.Side == store.Notice {
				if err := r.asked(); err != nil {
					return err
				}
			}
		case session.Refuse:
			m.Note = string(because(a.Reason))
		}
	}
	r.shown = true
	seq, err := r.sent(m)
	if err != nil || seq == 0 {
		return err
	}
	for n, a := range m.Attachments {
		if a.File == "" {
			continue
		}
		if err := r.t.AttachFile(a.File, seq, n); err != nil {
			return err
		}
	}
	return nil
}

// sent shows a message of ours with what the platform cannot take of it, and how it ended if it
// has: one that cannot be sent at all ends at once.
func (r *rows) sent(m store.Message) (seq int64, err error) {
	if said := degraded(r.c.Degraded[m.Key], partsOf(m.Key, r.c.New)); said != "" {
		m.Note = string(also(locale.Told(m.Note), said))
	}
	if seq, err = r.say(m); err != nil || seq == 0 {
		return seq, err
	}
	for _, receipt := range r.c.New {
		if receipt.Key == m.Key && !receipt.Open() {
			return seq, r.show(receipt)
		}
	}
	return seq, nil
}

// hint shows what the assistant or a helper says to the agent in charge.
func (r *rows) hint(in conversation.Input, s conversation.Step) error {
	_, err := r.say(store.Message{Key: in.ID, Side: store.Assistant, Author: s.Event.Agent, Message: channel.Message{Text: string(in.Data)}})
	return err
}

// remark adds a line that agents see.
func (r *rows) remark(a session.Action, text locale.Told) error {
	_, err := r.say(store.Message{Key: "desk/" + a.Key.String(), Side: store.Desk, Message: remarkText(text)})
	return err
}

// remarkText is the message of a line that agents see.
func remarkText(text locale.Told) channel.Message { return channel.Message{Text: string(text)} }

// summary is a message in one line, for locale.Words.Told.
func summary(m channel.Message) string {
	what := locale.Told("")
	switch {
	case m.Text != "":
		return string(locale.Plain(m.Text))
	case len(m.Attachments) > 0 && m.Attachments[0].Kind == channel.MediaOther && m.Attachments[0].Name != "":
		what = locale.Plain(m.Attachments[0].Name)
	case len(m.Attachments) > 0:
		what = locale.Tell(string(m.Attachments[0].Kind))
	case m.Location != nil:
		what = locale.Tell("location")
	case m.Card != nil:
		what = locale.Tell("contact")
	default:
		return ""
	}
	return string(locale.Tell("[{what}]", "what", what))
}
