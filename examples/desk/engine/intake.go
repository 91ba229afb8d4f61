package engine

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// ServeHTTP is the endpoint of all platforms: headers, body, proof, store, answer. What is not
// stored is not answered with 200.
func (e *Engine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e.Count.Webhooks.Add(1)
	hook := directory.Handler{
		Directory: e.directory, OnError: e.webhookError,
		Store: func(ctx context.Context, got directory.Received) error { return e.Accept(ctx, got.Events) },
	}
	hook.ServeHTTP(w, r)
}

func (e *Engine) webhookError(r *http.Request, err error) {
	if errors.Is(err, channel.ErrMalformed) { // it is proved and stored: delivering it again would not make it better
		e.log.Warn("kept a body that cannot be decoded", "path", r.URL.Path, "error", err)
		return
	}
	e.Count.Refused.Add(1)
	e.log.Warn("webhook refused", "path", r.URL.Path, "status", channel.StatusCode(err), "error", err)
}

// Accept stores events and what they lead to, in one transaction. One that was stored before
// changes nothing: platforms deliver again.
func (e *Engine) Accept(ctx context.Context, events []directory.Routed) error {
	if len(events) == 0 {
		return nil
	}
	return e.store.Do(ctx, func(t *store.Tx) error {
		now := e.stamp()
		for _, r := range events {
			fresh, err := t.AddEvent(r.Event, r.Owner.ID(), string(r.Skipped), now)
			if err != nil {
				return err
			}
			if !fresh {
				e.Count.Repeated.Add(1)
				if err := e.live(t, r, now); err != nil {
					return err
				}
				continue
			}
			e.Count.Events.Add(1)
			if r.Skipped != "" {
				continue
			}
			if err := e.apply(t, r.Owner.ID(), r.Event, now); err != nil {
				return err
			}
		}
		return nil
	})
}

// live puts an event in place of its copy that came on standby. The message is there already; the
// session learns that we control the thread.
func (e *Engine) live(t *store.Tx, r directory.Routed, now time.Time) error {
	replaced, err := t.ReplaceEvent(r.Event)
	_, ok := r.Event.Body.(channel.Message)
	if err != nil || !replaced || !ok || r.Skipped != "" || r.Event.Origin != channel.OriginContact {
		return err
	}
	c, err := e.conversation(t, r.Event.Thread, r.Owner.ID())
	if err != nil {
		return err
	}
	present, err := e.present(t, c.State.LastAgent)
	if err != nil {
		return err
	}
	return e.step(t, &c, session.Event{Kind: session.ControlReturned, ID: r.Event.ID + "/live", Present: present}, now)
}

// apply changes a conversation as an event says. It runs once for each event.
func (e *Engine) apply(t *store.Tx, channelID string, ev channel.Event, now time.Time) error {
	c, err := e.conversation(t, ev.Thread, channelID)
	if err != nil {
		return err
	}
	if ev.Time.IsZero() {
		ev.Time = now
	}
	if ev.Origin == channel.OriginContact {
		if ev.Renews && ev.Time.After(c.Heard) {
			c.Heard = ev.Time
		}
		if ev.From.Name != "" {
			c.Name = ev.From.Name
		}
		if ev.From.Locale != "" {
			if err := t.SetLocale(ev.Thread, ev.From.Locale); err != nil {
				return err
			}
		}
	}
	t.After(func() { e.Hub.Changed(ev.Thread) })

	switch b := ev.Body.(type) {
	case channel.Message:
		if ev.Origin != channel.OriginContact {
			return e.echo(t, &c, ev, b, now)
		}
		return e.heard(t, &c, ev, b, now)
	case channel.Press:
		t.After(func() {
			e.aside(func(ctx context.Context) error {
				return channel.AnswerPress(ctx, e.directory.Sender(), ev.Thread, b, "")
			})
		})
		return e.heard(t, &c, ev, channel.Message{Text: "▸ " + b.Button, Payload: b.Payload}, now)
	case channel.Started:
		return e.heard(t, &c, ev, channel.Message{Text: "▸ " + b.Source, Referral: &b}, now)
	case channel.Edited:
		err = t.EditMessage(ev.Thread, b.Message)
	case channel.Deleted:
		for _, id := range b.IDs {
			m, found := t.Named(ev.Thread, id)
			if found == nil && m.At.Equal(c.Last) && c.Summary == summary(m.Message) {
				c.Summary = "" // lists show it no more
			}
			err = errors.Join(err, t.DeleteMessage(ev.Thread, id))
		}
	case channel.Delivered:
		err = t.Receipt(ev.Thread, store.Delivered, b.IDs, b.Until)
	case channel.Read:
		err = t.Receipt(ev.Thread, store.Read, append(b.IDs, b.Through), b.Until)
	case channel.Typing:
		c.Typing = now
	case channel.Reacted:
		_, err = e.say(t, &c, store.Message{Key: ev.ID, Side: store.Desk, Message: channel.Message{Text: "The customer reacted: " + strings.Join(b.Reactions, " ")}}, now)
	case channel.Failed:
		return e.settle(t, &c, ev, now)
	case channel.Blocked:
		return e.step(t, &c, session.Event{Kind: session.ContactGone, ID: ev.ID}, now)
	case channel.Handover:
		return e.handover(t, &c, ev, b, now)
	case channel.Moved:
		return e.move(t, b.From, ev.Thread, channelID, now)
	}
	if err != nil {
		return err
	}
	return t.SaveConversation(c)
}

// aside makes a call that nothing depends on.
func (e *Engine) aside(call func(context.Context) error) {
	e.sends.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := supported(call(ctx)); err != nil {
			e.log.Debug("aside", "error", err)
		}
	})
}

// conversation returns a thread's, or a new one.
func (e *Engine) conversation(t *store.Tx, thread channel.Thread, channelID string) (store.Conversation, error) {
	c, err := t.Conversation(thread)
	if errors.Is(err, store.ErrNotFound) {
		c = store.Conversation{Thread: thread, Channel: channelID, State: session.State{ID: thread.Key()}}
		err = t.SaveConversation(c) // rows of its first step refer to it
	}
	c.Channel = channelID // an account may have passed to another channel
	return c, err
}

// heard stores what the customer said, and lets the session hear of it.
func (e *Engine) heard(t *store.Tx, c *store.Conversation, ev channel.Event, m channel.Message, now time.Time) error {
	seq, err := e.say(t, c, store.Message{Key: ev.ID, Side: store.Customer, Message: m}, now)
	if err != nil || seq == 0 {
		return err
	}
	for n, a := range m.Attachments {
		if a.Kind == channel.MediaLink || a.Kind == channel.MediaOther && a.ID == "" && a.URL == "" {
			continue // nothing to fetch: a link, or a word for what cannot be shown
		}
		if err := e.wantFile(t, c.Thread, seq, n, a); err != nil {
			return err
		}
	}
	if c.Name == "" {
		if err := t.AddTask(store.Task{Key: "profile/" + c.Thread.Key(), Kind: store.FetchProfile, Thread: c.Thread}); err != nil {
			return err
		}
		t.After(func() { poke(e.fetches.wake) })
	}
	present, err := e.present(t, c.State.LastAgent)
	if err != nil {
		return err
	}
	_, press := ev.Body.(channel.Press)
	words := e.words(c.Channel)
	_, people := words.people.Match(m.Text)
	_, thanks := words.thanks.Match(m.Text)
	return e.step(t, c, session.Event{
		Kind: session.ContactMessage, ID: ev.ID, Time: ev.Time, NoRenew: !ev.Renews, Present: present,
		Keyword: people, Thanks: thanks, Press: press || m.Payload != "", Standby: ev.Standby,
	}, now)
}

// handover follows the control of a thread, on platforms where several apps share it.
func (e *Engine) handover(t *store.Tx, c *store.Conversation, ev channel.Event, b channel.Handover, now time.Time) error {
	owner, ok := e.directory.Owner(c.Thread)
	if !ok {
		return nil
	}
	us := owner.Channel().Info().App
	switch {
	case b.Kind == channel.HandoverPassed && b.To == us:
		present, err := e.present(t, c.State.LastAgent)
		if err != nil {
			return err
		}
		return e.step(t, c, session.Event{Kind: session.ControlReturned, ID: ev.ID, Present: present}, now)
	case b.Kind == channel.HandoverPassed, b.Kind == channel.HandoverTaken && b.From == us:
		return e.step(t, c, session.Event{Kind: session.ControlLost, ID: ev.ID}, now)
	}
	return t.SaveConversation(*c)
}

// say adds a line to a conversation. It is 0 if it is there already. The caller saves the
// conversation.
func (e *Engine) say(t *store.Tx, c *store.Conversation, m store.Message, now time.Time) (seq int64, err error) {
	m.Thread, m.At = c.Thread, now
	if seq, err = t.AddMessage(m); err != nil || seq == 0 {
		return 0, err
	}
	if m.Side != store.Desk && m.Side != store.Assistant && m.Side != store.Notice { // what people and robots said tells more
		c.Last, c.Summary, c.Side = now, summary(m.Message), m.Side
	}
	return seq, nil
}

// summary is a message in one line.
func summary(m channel.Message) string {
	switch {
	case m.Text != "":
		return m.Text
	case len(m.Attachments) > 0 && m.Attachments[0].Kind == channel.MediaOther && m.Attachments[0].Name != "":
		return "[" + m.Attachments[0].Name + "]"
	case len(m.Attachments) > 0:
		return "[" + string(m.Attachments[0].Kind) + "]"
	case m.Location != nil:
		return "[location]"
	case m.Card != nil:
		return "[contact]"
	default:
		return ""
	}
}
