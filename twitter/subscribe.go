package twitter

import (
	"context"
	"fmt"
	"slices"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// Codes of findings about a webhook that only X has.
const (
	FindingRechecked = "rechecked" // the webhook had been invalid and is valid again
	FindingLost      = "lost"      // the webhook that Finding.Account was subscribed to was replaced: its channel must subscribe again
)

// Register says what RegisterAndSubscribe does.
type Register struct {
	URL string // the callback address: https, no port
	// Replace deletes a webhook with another address that is in the way: the one of the environment
	// (Premium), or the only other one when no further may be registered. If Replace is false, such
	// a webhook yields an error matching ErrRejected, and a Finding tells its address.
	Replace bool
}

// RegisterAndSubscribe makes X deliver the account's events to the address, from whatever is in
// place: it registers the webhook if need be, has it checked again if it is invalid, and subscribes
// the account. It may be repeated. X checks the address while this call runs: the host must answer
// meanwhile.
//
// With Activity, each kind of event has a subscription of its own. RegisterAndSubscribe makes those
// of direct messages ("dm.received", "dm.sent", "dm.read", "dm.indicate_typing") and, if
// Config.Chat asks for encrypted conversations, "chat.received", "chat.sent" and
// "chat.conversation.join". If the account has such a subscription that goes to another webhook, it
// is moved to this one, even without Register.Replace: the other webhook gets these events no more,
// and a Finding with channel.FindingOtherURL says so. SubscribeActivity makes subscriptions to
// other kinds.
//
// The Subscription holds what was reached and found even when an error is returned. See decision
// 063.
func (c *Channel) RegisterAndSubscribe(ctx context.Context, in Register) (channel.Subscription, error) {
	if err := checkCallback(in.URL); err != nil {
		return channel.Subscription{}, call.Rejected(Platform, opSubscribe, err)
	}
	var sub channel.Subscription
	list, err := c.Webhooks(ctx)
	if err != nil {
		return sub, err
	}
	w, err := c.ensure(ctx, in, list, &sub)
	if err != nil {
		return sub, err
	}
	sub.URL = w.URL
	if err := c.subscribe(ctx, w.ID, &sub); err != nil {
		return sub, err
	}
	sub.Active, sub.Accounts = true, []string{c.cfg.Account}
	return sub, nil
}

// ensure returns the valid webhook with the address.
func (c *Channel) ensure(ctx context.Context, in Register, list []Webhook, sub *channel.Subscription) (Webhook, error) {
	for _, w := range list {
		if w.URL != in.URL || w.Valid {
			if w.URL == in.URL {
				return w, nil
			}
			continue
		}
		valid, err := c.RecheckWebhook(ctx, w.ID)
		if err == nil && !valid {
			err = call.RefusedFor(Platform, opSubscribe, "CrcValidationFailed", call.Verdict{Kind: channel.ErrRejected, Affects: channel.AffectsApp},
				&channel.FieldError{Field: "callbackUrl", Code: channel.CodeInvalid, Reason: "the address does not answer X's check as it should"})
		}
		if err != nil {
			sub.URL = w.URL
			sub.Findings = append(sub.Findings, channel.Finding{Code: channel.FindingFailing, Account: c.cfg.Account, Fatal: true,
				Text: "The address is registered, but does not pass X's check."})
			return w, err
		}
		sub.Findings = append(sub.Findings, channel.Finding{Code: FindingRechecked, Account: c.cfg.Account,
			Text: "X had stopped delivering after a failed check, and delivers again."})
		w.Valid = true
		return w, nil
	}
	if c.cfg.Product == Premium && len(list) > 0 { // one webhook per environment
		return c.replace(ctx, in, list, sub, nil)
	}
	w, err := c.RegisterWebhook(ctx, in.URL)
	if codeOf(err) == "invalid-request/DuplicateUrlFailed" {
		// Another node was faster: the address is registered, and valid, since the check is part of
		// that.
		if now, err := c.Webhooks(ctx); err == nil {
			for _, w := range now {
				if w.URL == in.URL && w.Valid {
					return w, nil
				}
			}
		}
	}
	if isFull(err) && len(list) > 0 {
		return c.replace(ctx, in, list, sub, err)
	}
	return w, err
}

// isFull reports whether no further webhook may be registered. v1.1 has one code for all that may
// be wrong with a webhook.
func isFull(err error) bool {
	switch codeOf(err) {
	case "invalid-request/WebhookLimitExceeded":
		return true
	case "214":
		return containsText(err, "Too many resources")
	}
	return false
}

// replace puts the address into the place of another, if it may.
func (c *Channel) replace(ctx context.Context, in Register, list []Webhook, sub *channel.Subscription, why error) (Webhook, error) {
	if !in.Replace || len(list) > 1 {
		for _, w := range list {
			sub.Findings = append(sub.Findings, channel.Finding{Code: channel.FindingOtherURL, Account: c.cfg.Account, Fatal: true,
				Text: fmt.Sprintf("X has webhook %s with another address, %s.", w.ID, channel.Clean(w.URL))})
		}
		if why == nil {
			why = call.Rejected(Platform, opSubscribe, &channel.FieldError{Field: "callbackUrl", Code: channel.CodeConflict, Reason: "the environment has a webhook with another address"})
		}
		return Webhook{}, why
	}
	old := list[0]
	others, err := c.usersOf(ctx, old.ID)
	if err != nil {
		return Webhook{}, err
	}
	if err := c.DeleteWebhook(ctx, old.ID); err != nil {
		return Webhook{}, err
	}
	sub.Findings = append(sub.Findings, channel.Finding{Code: channel.FindingOtherURL, Account: c.cfg.Account,
		Text: fmt.Sprintf("The webhook with the address %s was replaced.", channel.Clean(old.URL))})
	slices.Sort(others)
	for _, user := range others {
		if user != c.cfg.Account {
			sub.Findings = append(sub.Findings, channel.Finding{Code: FindingLost, Account: user, Fatal: true,
				Text: "The subscription of this account went with the webhook that was replaced: subscribe it again."})
		}
	}
	return c.RegisterWebhook(ctx, in.URL)
}

// subscribe subscribes the account's direct messages, by the product.
func (c *Channel) subscribe(ctx context.Context, webhook string, sub *channel.Subscription) error {
	if c.cfg.Product == Activity {
		return c.subscribeMessages(ctx, webhook, sub)
	}
	return c.SubscribeAccount(ctx, webhook)
}

// Subscribe is RegisterAndSubscribe without Register.Replace.
func (c *Channel) Subscribe(ctx context.Context, callbackURL string) (channel.Subscription, error) {
	return c.RegisterAndSubscribe(ctx, Register{URL: callbackURL})
}

// CheckSubscription reads back which webhook the account's events go to. If there are several
// webhooks, it is the one that the account is subscribed to.
func (c *Channel) CheckSubscription(ctx context.Context) (channel.Subscription, error) {
	var sub channel.Subscription
	list, err := c.Webhooks(ctx)
	if err != nil {
		return sub, err
	}
	find := func(code, text string) {
		sub.Findings = append(sub.Findings, channel.Finding{Code: code, Account: c.cfg.Account, Text: text, Fatal: true})
	}
	if len(list) == 0 {
		find(channel.FindingNoWebhook, "X knows no address to deliver to.")
		return sub, nil
	}
	w, users, err := c.subscribed(ctx, list)
	if err != nil {
		return sub, err
	}
	sub.URL, sub.Accounts = w.URL, users
	subscribed := slices.Contains(users, c.cfg.Account)
	sub.Active = w.Valid && subscribed
	if !w.Valid {
		find(channel.FindingFailing, "X does not deliver: the address failed a check. Mend it, then subscribe again.")
	}
	if !subscribed {
		find(channel.FindingNotSubscribed, "The account's events are not subscribed to.")
	}
	c.checkChats(ctx, w.ID, &sub)
	return sub, nil
}

// subscribed returns the webhook that the account is subscribed to, or else the first, with its
// users.
func (c *Channel) subscribed(ctx context.Context, list []Webhook) (first Webhook, users []string, err error) {
	for i, w := range list {
		of, err := c.usersOf(ctx, w.ID)
		if err != nil {
			return w, nil, err
		}
		slices.Sort(of)
		if slices.Contains(of, c.cfg.Account) {
			return w, of, nil
		}
		if i == 0 {
			first, users = w, of
		}
	}
	return first, users, nil
}

// usersOf lists whose direct messages go to a webhook, by the product.
func (c *Channel) usersOf(ctx context.Context, webhook string) ([]string, error) {
	if c.cfg.Product == Activity {
		all, err := c.ActivitySubscriptions(ctx)
		return messageUsers(all, webhook), err
	}
	return c.SubscribedAccounts(ctx, webhook)
}

// Unsubscribe ends the account's subscriptions to every webhook of the app; with Activity, those to
// every kind of event, also those that SubscribeActivity made. The webhooks stay, since other
// accounts may use them: DeleteWebhook ends one.
func (c *Channel) Unsubscribe(ctx context.Context) error {
	if c.cfg.Product == Activity {
		return c.deleteActivities(ctx)
	}
	list, err := c.Webhooks(ctx)
	for _, w := range list {
		if err := c.UnsubscribeAccount(ctx, w.ID, ""); err != nil {
			return err
		}
	}
	return err
}
