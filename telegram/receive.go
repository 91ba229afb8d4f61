package telegram

import (
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/receive"
)

// secretHeader carries the secret_token of setWebhook in every call (Telegram Bot API: setWebhook).
const secretHeader = "X-Telegram-Bot-Api-Secret-Token"

// Verify proves by the secret header that Telegram made the call. Telegram has no handshake. The
// body is not looked at.
func (c *Channel) Verify(w channel.Webhook) error { return c.CheckHeader(w) }

// CheckHeader verifies the call: its whole proof is the secret header.
func (c *Channel) CheckHeader(w channel.Webhook) error {
	if err := receive.Begin(Platform, w, http.MethodPost); err != nil {
		return err
	}
	if c.cfg.InsecureNoSecret {
		return nil
	}
	secret, ok := w.Only(secretHeader)
	if !ok {
		return receive.Forged(Platform, channel.OpReceive, "the secret header must come exactly once")
	}
	if !c.cfg.WebhookSecret.ProveText(secret, w.At) {
		return receive.Forged(Platform, channel.OpReceive, "the secret header is not the webhook's secret")
	}
	return nil
}

// Receive verifies one call and reports what its update carried: as a rule one event, none for an
// update without content. Telegram repeats a call until it is answered with 2xx, for 24 hours at
// most, and holds back the chat's later updates meanwhile; it waits 60 seconds for the answer.
func (c *Channel) Receive(w channel.Webhook) (got channel.Delivery, err error) {
	if err := c.Verify(w); err != nil {
		return channel.Delivery{}, err
	}
	d := decoder{account: c.account, bot: c.bot, bytes: len(w.Body)}
	got.Events, err = receive.Bounded(Platform, c.account, w, d.decodeCall)
	if err == nil && c.gate != nil { // a gateway that hands on updates expects this body; Telegram does not look
		got.Reply = channel.Reply{Type: "application/json", Body: []byte(`{"resultMsg":"200"}`)}
	}
	return got, err
}
