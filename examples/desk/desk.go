package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// A Desk joins channels, a store and the agents' pages.
type Desk struct {
	store    *Store
	channels []channel.Channel
	hub      *Hub
	log      *slog.Logger
}

// NewDesk makes a desk that serves the channels.
func NewDesk(store *Store, log *slog.Logger, channels ...channel.Channel) *Desk {
	return &Desk{store: store, channels: channels, hub: NewHub(), log: log}
}

// owner finds the channel whose account a thread belongs to.
func (d *Desk) owner(t channel.Thread) (channel.Channel, bool) {
	for _, ch := range d.channels {
		info := ch.Info()
		for _, account := range info.Accounts {
			if info.Platform == t.Platform && account == t.Account {
				return ch, true
			}
		}
	}
	return nil, false
}

// receive finds the channel that proves the call. The body is never asked before that.
func (d *Desk) receive(platform string, call channel.Webhook) (channel.Delivery, error) {
	err := error(&channel.Error{Op: channel.OpReceive, Platform: platform, Kind: channel.ErrForged})
	for _, ch := range d.channels {
		if ch.Info().Platform != platform {
			continue
		}
		var got channel.Delivery
		if got, err = ch.Receive(call); !errors.Is(err, channel.ErrForged) {
			return got, err
		}
	}
	return channel.Delivery{}, err
}

// Webhook is the endpoint of one platform: read, prove, store, answer. What is not stored is not answered with 200.
func (d *Desk) Webhook(w http.ResponseWriter, r *http.Request) {
	platform := r.PathValue("platform")
	call, err := channel.ReadWebhook(r)
	if err != nil {
		d.refuse(w, platform, err)
		return
	}
	got, err := d.receive(platform, call)
	if errors.Is(err, channel.ErrMalformed) && len(got.Events) > 0 {
		d.log.Warn("kept a body that cannot be decoded", "platform", platform, "error", err)
		err = nil // it is proved and will be stored: delivering it again would not make it better
	}
	if err != nil {
		d.refuse(w, platform, err)
		return
	}
	changed, err := d.store.Save(r.Context(), got.Events, func(t channel.Thread) bool { _, ok := d.owner(t); return ok }, call.At)
	if err != nil {
		d.refuse(w, platform, err)
		return
	}
	d.hub.Changed(changed...)
	got.Reply.ServeHTTP(w, r)
}

func (d *Desk) refuse(w http.ResponseWriter, platform string, err error) {
	status := channel.StatusCode(err)
	d.log.Warn("webhook refused", "platform", platform, "status", status, "error", err)
	http.Error(w, http.StatusText(status), status)
}

// Answer sends what an agent wrote. It is stored before it leaves, so that a crash cannot hide it.
func (d *Desk) Answer(ctx context.Context, to channel.Thread, m channel.Message) error {
	ch, ok := d.owner(to)
	if !ok {
		return fmt.Errorf("no channel serves %s", to.Key())
	}
	c, _, err := d.store.Lines(ctx, to)
	if err != nil {
		return err
	}
	m.By, m.Heard, m.Ref = channel.ByPerson, c.Heard, rand.Text()
	if err := d.store.Queue(ctx, to, m, time.Now()); err != nil {
		return err
	}
	d.hub.Changed(to)
	defer d.hub.Changed(to)

	// The agent's browser may leave; the answer goes on, and its end is stored in any case.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	sent, err := ch.Send(ctx, to, m)
	state, note := "sent", ""
	switch {
	case errors.Is(err, channel.ErrUncertain):
		state, note = "uncertain", err.Error()
	case err != nil:
		state, note = "failed", err.Error()
	}
	id := ""
	if len(sent.IDs) > 0 {
		id = sent.IDs[0]
	}
	return errors.Join(err, d.store.Settle(ctx, m.Ref, state, id, note))
}
