package telegram

import (
	"bytes"
	"errors"
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// secretHeader carries the secret_token of setWebhook in every call (Telegram Bot API: setWebhook).
const secretHeader = "X-Telegram-Bot-Api-Secret-Token"

// Verify proves by the secret header that Telegram made the call. Telegram has no handshake. The body is not looked at.
func (c *Channel) Verify(w channel.Webhook) error {
	if err := w.Admit(http.MethodPost); err != nil {
		if e, ok := errors.AsType[*channel.Error](err); ok {
			e.Platform = Platform
		}
		return err
	}
	if c.cfg.InsecureNoSecret {
		return nil
	}
	secret, ok := w.Only(secretHeader)
	if !ok {
		return forged("the secret header must come exactly once")
	}
	if !c.cfg.WebhookSecret.ProveText(secret, w.At) {
		return forged("the secret header is not the webhook's secret")
	}
	return nil
}

func forged(reason string) error {
	return &channel.Error{Op: channel.OpReceive, Platform: Platform, Kind: channel.ErrForged, Err: errors.New(reason)}
}

// Receive proves one call and reports what its update carried: as a rule one event, none for an update without content.
// Telegram repeats a call until it is answered with 2xx, for 24 hours at most, and holds back the
// chat's later updates meanwhile; it waits 60 seconds for the answer.
func (c *Channel) Receive(w channel.Webhook) (channel.Delivery, error) {
	if err := c.Verify(w); err != nil {
		return channel.Delivery{}, err
	}
	got := channel.Delivery{}
	if c.gate != nil { // what a gateway that hands on updates expects; Telegram does not look
		got.Reply = channel.Reply{Type: "application/json", Body: []byte(`{"resultMsg":"200"}`)}
	}
	if len(bytes.TrimSpace(w.Body)) == 0 {
		return got, nil
	}
	r, err := jsonread.New(w.Body)
	if err == nil && r.Kind() != jsonread.Object {
		err = errors.New("an update is a JSON object")
	}
	if err != nil {
		return channel.Delivery{Events: []channel.Event{channel.Malformed(Platform, c.account, w)}},
			&channel.Error{Op: channel.OpReceive, Platform: Platform, Kind: channel.ErrMalformed, Err: err}
	}
	got.Events = c.update(r)
	return got, nil
}
