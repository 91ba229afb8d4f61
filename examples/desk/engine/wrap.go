package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/metrics"
)

// wrap lets an agent who is done with a conversation write it up, where the channel has time for
// it.
func (e *Engine) wrap(t *store.Tx, c *store.Conversation, a session.Action, now time.Time) error {
	span := e.record(c.Channel).Routing.WrapUp.Duration()
	if a.Agent == "" || span <= 0 {
		return nil
	}
	return t.SetWrap(c.Thread, a.Agent, c.State.Queue, now, now.Add(span))
}

// ErrCode: the channel has no such code.
var ErrCode = errors.New("there is no such code")

// Codes are what an agent may enter for a conversation of a channel.
func (e *Engine) Codes(channelID string) []directory.WrapCode {
	return slices.DeleteFunc(e.record(channelID).Routing.WrapCodes, func(c directory.WrapCode) bool { return c.Retired })
}

// Wrapped ends an agent's writing up of a conversation with a code, or with none. If it has ended
// already, nothing happens.
func (e *Engine) Wrapped(ctx context.Context, agent string, in channel.Thread, code string) error {
	return e.store.Do(ctx, func(t *store.Tx) error {
		list, err := t.Wraps(agent)
		if err != nil {
			return err
		}
		for _, w := range list {
			if w.Thread != in {
				continue
			}
			if code != "" && !slices.ContainsFunc(e.Codes(w.Channel), func(c directory.WrapCode) bool { return c.ID == code }) {
				return ErrCode
			}
			now := e.stamp()
			if code != "" {
				if err := e.noteCode(t, w, code); err != nil {
					return err
				}
			}
			return e.wrapped(t, w, code, now)
		}
		return nil
	})
}

// noteCode shows colleagues what was entered for which session.
func (e *Engine) noteCode(t *store.Tx, w store.Wrap, code string) error {
	label := code
	for _, c := range e.Codes(w.Channel) {
		if c.ID == code {
			label = cmp.Or(c.Label, c.ID)
		}
	}
	key := fmt.Sprintf("desk/wrapped/%s/%d/%s", w.Thread.Key(), w.State.Session, w.Began.Format(time.RFC3339Nano))
	if ep, err := t.Episode(w.Thread, w.State.Session); err == nil {
		ep.Code = label
		if err := t.SaveEpisode(ep); err != nil {
			return err
		}
	}
	_, err := e.say(t, &w.Conversation, store.Message{Key: key, Side: store.Desk, Message: remarkText(locale.Tell("{name} entered: {code}.", "name", e.named(t, w.Agent), "code", label))})
	return err
}

// wrapped ends a wrap, counts it, and gives the agent's place back.
func (e *Engine) wrapped(t *store.Tx, w store.Wrap, code string, now time.Time) error {
	s, err := metrics.NewSheet(store.Levels...)
	if err != nil {
		return err
	}
	s.Add(metrics.Dimensions{Measure: metrics.Wrapped, Channel: w.Channel, Queue: w.In, Agent: w.Agent, Code: code}, now, now.Sub(w.Began))
	t.After(func() { poke(e.wake); e.Hub.Changed(w.Thread) })
	there, err := t.DropWrap(w)
	if err != nil || !there {
		return err
	}
	return t.AddFigures(s, now)
}

// overWraps ends the wraps whose time is over.
func (e *Engine) overWraps(t *store.Tx, now time.Time) error {
	list, err := t.OverWraps(now)
	for _, w := range list {
		if err == nil {
			err = e.wrapped(t, w, "", w.Until)
		}
	}
	return err
}
