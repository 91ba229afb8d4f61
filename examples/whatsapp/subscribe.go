package whatsapp

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

const opSubscribe = "subscribe"

// Codes of findings that only this platform has.
const (
	FindingNotVerified   = "not_verified"   // the phone number is not proved: RequestCode, VerifyCode
	FindingNotRegistered = "not_registered" // the number cannot send: Register
	FindingLowQuality    = "low_quality"    // people block or report the number: Meta may lower its limits
)

// Subscribe makes Meta deliver the events of the numbers to the callback URL. It sets the app's
// webhook (or, with Config.Override, that of the WhatsApp Business Account alone), subscribes the
// app to the account, and reads both and every number back. It changes nothing that is right
// already, and keeps fields beyond Config.Fields. While it runs, Meta checks the callback URL by a
// GET with the first of Config.VerifyToken: the host must answer that call through Receive.
func (c *Channel) Subscribe(ctx context.Context, callbackURL string) (channel.Subscription, error) {
	if err := checkCallback(callbackURL); err != nil {
		return channel.Subscription{}, call.Rejected(Platform, opSubscribe, err)
	}
	if c.cfg.Token == "" {
		return channel.Subscription{}, call.Unauthorized(Platform, opSubscribe, errors.New("a token is needed"))
	}
	if !c.cfg.Override {
		if err := c.setAppHook(ctx, callbackURL); err != nil {
			return channel.Subscription{}, err
		}
	}
	have, err := c.businessHook(ctx, opSubscribe)
	if err != nil {
		return channel.Subscription{}, err
	}
	if !have.active || have.url != "" && have.url != callbackURL || c.cfg.Override && have.url == "" {
		if err := c.setBusinessHook(ctx, callbackURL); err != nil {
			return channel.Subscription{}, err
		}
	}
	return c.examine(ctx, opSubscribe, callbackURL)
}

// CheckSubscription reads back the app's webhook, the subscription of the WhatsApp Business Account
// and the state of every number, and reports what is missing. It changes nothing.
func (c *Channel) CheckSubscription(ctx context.Context) (channel.Subscription, error) {
	return c.examine(ctx, "check subscription", "")
}

// Unsubscribe ends the subscription of the WhatsApp Business Account, and the app's webhook for
// WhatsApp, also for accounts that this channel does not know.
func (c *Channel) Unsubscribe(ctx context.Context) error {
	const op = "unsubscribe"
	business, err := c.businessHook(ctx, op)
	errs := []error{err}
	if business.active {
		errs = append(errs, c.remove(ctx, op, c.cfg.Token, c.cfg.BusinessID+"/subscribed_apps", nil))
	}
	if !c.cfg.Override {
		app, err := c.appHook(ctx, op)
		errs = append(errs, err)
		if app.url != "" {
			errs = append(errs, c.remove(ctx, op, c.appToken(), c.cfg.AppID+"/subscriptions", url.Values{"object": {object}}))
		}
	}
	return errors.Join(errs...)
}

func (c *Channel) remove(ctx context.Context, op string, token channel.Secret, path string, query url.Values) error {
	answer, err := c.doAs(ctx, c.http, op, token, http.MethodDelete, path, query, nil)
	if err != nil {
		return err
	}
	return succeeded(op, answer)
}

// examine reads everything back. If address is empty, any callback URL is right.
func (c *Channel) examine(ctx context.Context, op, address string) (sub channel.Subscription, err error) {
	app, err := c.appHook(ctx, op)
	if err != nil {
		return sub, err
	}
	business, err := c.businessHook(ctx, op)
	found := func(code, account, text string, fatal bool) {
		sub.Findings = append(sub.Findings, channel.Finding{Code: code, Account: account, Text: text, Fatal: fatal})
	}
	switch {
	case errors.Is(err, channel.ErrUnauthorized):
		found(unauthorized(err), "", "the WhatsApp Business Account cannot be read: "+err.Error(), true)
		return sub, nil
	case err != nil:
		return sub, err
	}
	sub.URL, sub.Active = app.url, app.url != "" && app.active && business.active
	if business.url != "" {
		sub.URL, sub.Active = business.url, true
	}
	switch {
	case !business.active:
		found(channel.FindingNotSubscribed, "", "the app is not subscribed to the WhatsApp Business Account", true)
	case sub.URL == "" || business.url == "" && !app.active:
		found(channel.FindingNoWebhook, "", "the app has no active webhook for WhatsApp", true)
	case address != "" && sub.URL != address:
		found(channel.FindingOtherURL, "", "the webhook leads to "+sub.URL, true)
	}
	if lacks := without(c.cfg.Fields, app.fields); len(lacks) > 0 && app.url != "" {
		found(channel.FindingMissingEvents, "", "the app's webhook lacks "+strings.Join(lacks, ", "), slices.Contains(lacks, fieldMessages))
	}
	var errs []error
	for _, n := range c.cfg.Numbers {
		number, err := c.readNumber(ctx, op, n)
		switch {
		case errors.Is(err, channel.ErrUnauthorized):
			found(unauthorized(err), n, "the number cannot be read: "+err.Error(), true)
			continue
		case errors.Is(err, channel.ErrRejected), errors.Is(err, channel.ErrMalformed):
			found(channel.FindingUnchecked, n, "Meta did not say how the number is: "+err.Error(), false)
		case err != nil:
			errs = append(errs, err)
			continue
		}
		sub.Findings = append(sub.Findings, number.findings()...)
		if sub.Active {
			sub.Accounts = append(sub.Accounts, n)
		}
	}
	return sub, errors.Join(errs...)
}

// unauthorized is the code of a finding about a refused token: a permission, or the token itself.
func unauthorized(err error) string {
	if e, ok := errors.AsType[*channel.Error](err); ok && e.Affects == channel.AffectsApp {
		return channel.FindingMissingPermission
	}
	return channel.FindingUnauthorized
}

// findings are what keeps a number from sending, as far as Meta tells it.
func (n Number) findings() (all []channel.Finding) {
	if n.Verification != "" && n.Verification != "VERIFIED" {
		all = append(all, channel.Finding{Code: FindingNotVerified, Account: n.ID, Text: "the phone number is not proved: " + n.Verification})
	}
	if n.Status != "" && n.Status != "CONNECTED" {
		all = append(all, channel.Finding{Code: FindingNotRegistered, Account: n.ID, Text: "the number cannot send: " + n.Status, Fatal: true})
	}
	if n.Quality == "RED" {
		all = append(all, channel.Finding{Code: FindingLowQuality, Account: n.ID, Text: "people block or report the number: Meta may lower its limits"})
	}
	return all
}
