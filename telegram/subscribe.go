package telegram

import (
	"context"

	"github.com/contactkit/contactkit/channel"
)

// Subscribe makes Telegram deliver the bot's updates to an address, with the first webhook secret
// and Config.Webhook, then it reads back the settings that Telegram has stored. That Telegram
// accepts an address does not prove that it answers: look at CheckSubscription once updates have
// come.
func (c *Channel) Subscribe(ctx context.Context, callbackURL string) (channel.Subscription, error) {
	return c.SetWebhook(ctx, callbackURL, c.cfg.Webhook)
}

// Unsubscribe makes Telegram deliver no more. Updates that wait are kept for a day, and Poll can
// read them then.
func (c *Channel) Unsubscribe(ctx context.Context) error {
	const op = "unsubscribe"
	if !c.cfg.abilities().Subscribe {
		return channel.Unsupported(Platform, op)
	}
	err := c.act(ctx, op, "deleteWebhook", struct{}{})
	return err
}

// CheckSubscription reads what Telegram knows of the bot and its webhook (Telegram Bot API: getMe,
// getWebhookInfo), and turns what an administrator should look at into findings. A webhook is
// active when an address is set. Whether Telegram has the right secret cannot be read: calls that
// fail with status 401 are the sign.
//
// Through a gateway it also asks for a token and looks at what is configured. Where the bot's token
// is not known, the webhook cannot be looked at.
func (c *Channel) CheckSubscription(ctx context.Context) (channel.Subscription, error) {
	if !c.cfg.abilities().Subscribe {
		return channel.Subscription{}, channel.Unsupported(Platform, "check subscription")
	}
	sub := channel.Subscription{Accounts: []string{c.account}}
	if c.gate != nil {
		sub.Findings = c.gate.findings(ctx, c.redact)
	}
	if c.gate != nil && c.cfg.Token == "" {
		sub.Findings = append(sub.Findings, channel.Finding{Code: FindingOwnBot, Text: "The webhook cannot be looked at: it is set at Telegram with a token that is not known here."})
	} else if err := c.checkWebhook(ctx, &sub); err != nil {
		return channel.Subscription{}, err
	}
	for i := range sub.Findings {
		sub.Findings[i].Account = c.account
	}
	return sub, nil
}
