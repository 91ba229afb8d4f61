package telegram

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// FindingOutOfSync is the code of a finding that Telegram has alone: its servers could not take over updates.
const FindingOutOfSync = "synchronization"

// failingFor is how long a failure counts as one of now; Telegram tells of the last one until the webhook is set anew.
const failingFor = 10 * time.Minute

// CheckSubscription reads what Telegram knows of the bot and its webhook (Telegram Bot API: getMe, getWebhookInfo), and turns what an
// administrator should look at into findings. A webhook is active when an address is set. Whether Telegram has the right secret cannot be
// read: calls that fail with status 401 are the sign.
//
// Through a gateway it also asks for a token and looks at what is configured. Where the bot's token is not known, the webhook cannot be looked at.
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

func (c *Channel) checkWebhook(ctx context.Context, sub *channel.Subscription) error {
	me, err := c.Me(ctx)
	if err != nil {
		return err
	}
	result, err := c.post(ctx, "check subscription", "getWebhookInfo", struct{}{})
	if err != nil {
		return err
	}
	info := readWebhookInfo(result)
	sub.URL, sub.Active, info.failure = c.shown(info.url), info.url != "", c.redact(info.failure)
	sub.Findings = append(sub.Findings, info.findings(c.cfg.Webhook, c.cfg.Now())...)
	if me.ID != c.account {
		sub.Findings = append(sub.Findings, channel.Finding{Code: channel.FindingOtherAccount, Fatal: true, Text: fmt.Sprintf("The token is that of bot %s, not %s.", me.ID, c.account)})
	}
	return nil
}

// shown is the address of a webhook without what proves a call: a password, and the token, which some put into the path.
func (c *Channel) shown(address string) string {
	if u, err := url.Parse(address); err == nil && u.User != nil {
		address = u.Redacted()
	}
	return call.Redact(address, c.token()...)
}

// webhookInfo is a WebhookInfo.
type webhookInfo struct {
	url              string
	pending          int64
	failedAt, syncAt int64
	failure          string
	allowed          []string // none: Telegram's default
}

func readWebhookInfo(result []byte) (w webhookInfo) {
	r := jsonread.Sub(result)
	for key := range r.Object {
		switch string(key) {
		case "url":
			w.url = r.Text()
		case "pending_update_count":
			w.pending = r.Int()
		case "last_error_date":
			w.failedAt = r.Int()
		case "last_error_message":
			w.failure = r.Text()
		case "last_synchronization_error_date":
			w.syncAt = r.Int()
		case "allowed_updates":
			for range r.Array {
				w.allowed = append(w.allowed, r.Text())
			}
		}
	}
	return w
}

func (w webhookInfo) findings(o WebhookOptions, now time.Time) (found []channel.Finding) {
	add := func(code string, fatal bool, format string, args ...any) {
		found = append(found, channel.Finding{Code: code, Fatal: fatal, Text: fmt.Sprintf(format, args...)})
	}
	if w.url == "" {
		add(channel.FindingNoWebhook, true, "No webhook is set: Telegram keeps updates for a day, and then drops them.")
	}
	if failed := instant(w.failedAt); !failed.IsZero() {
		add(channel.FindingFailing, now.Sub(failed) < failingFor, "Telegram's last call that failed, at %s: %s", failed.Format(time.RFC3339), shorten(w.failure))
	}
	if w.pending > 0 {
		add(channel.FindingPending, false, "%d updates wait to be delivered.", w.pending)
	}
	if at := instant(w.syncAt); !at.IsZero() {
		add(FindingOutOfSync, false, "Telegram's servers last failed to take over updates at %s.", at.Format(time.RFC3339))
	}
	if missing := w.missing(o.updates()); w.url != "" && len(missing) > 0 {
		add(channel.FindingMissingEvents, false, "Updates of these kinds are not delivered: %s. Set the webhook anew.", strings.Join(missing, ", "))
	}
	return found
}

// missing are the kinds that are wanted and not delivered. Without a list everything is but for three kinds.
func (w webhookInfo) missing(wanted []string) (missing []string) {
	for _, kind := range wanted {
		if w.allowed != nil && !slices.Contains(w.allowed, kind) ||
			w.allowed == nil && slices.Contains([]string{"chat_member", "message_reaction", "message_reaction_count"}, kind) {
			missing = append(missing, kind)
		}
	}
	return missing
}
