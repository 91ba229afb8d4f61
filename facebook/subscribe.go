package facebook

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

const opSubscribe = "subscribe"

// Subscribe makes Meta deliver the events of the app's accounts to the callback URL. It sets the
// app's webhook, subscribes every Page, and reads both back. It changes nothing that is right
// already, and keeps fields beyond Config.Fields. While it runs, Meta checks the callback URL by a
// GET with the first of Config.VerifyToken: the host must answer that call through Receive.
//
// Meta has no call that sets or reads the webhook of accounts of Instagram Login. Subscribe and
// Connect subscribe such an account, but the callback URL must be entered in the app's dashboard,
// under Instagram; a Finding with channel.FindingUnchecked is the reminder. URL and Active of the
// Subscription are those of the webhook for Pages.
//
// A failure that concerns one Page is a Finding and does not stop the others. The error joins
// temporary failures: call Subscribe again.
func (c *Channel) Subscribe(ctx context.Context, callbackURL string) (channel.Subscription, error) {
	if err := checkCallback(callbackURL); err != nil {
		return channel.Subscription{}, call.Rejected(Platform, opSubscribe, err)
	}
	if err := c.setHooks(ctx, callbackURL); err != nil {
		return channel.Subscription{}, err
	}
	return c.examine(ctx, callbackURL, c.pages(), true)
}

// Connect sets up one account. It checks the token, sets the app's webhook to the callback URL (if
// the URL is empty, the webhook stays as it is), subscribes the Page, and reads both back. It
// changes nothing that is right already, so it may be called at any time. It also repairs a Page
// for which Meta switched the webhook off after an hour of failed deliveries.
//
// If the token is invalid, or lacks a permission that Connect needs, the error matches
// channel.ErrUnauthorized and the findings say why.
func (c *Channel) Connect(ctx context.Context, account, callbackURL string) (channel.Subscription, error) {
	if _, ok := c.sender(account); !ok {
		return channel.Subscription{}, rejected(opSubscribe, "account", channel.CodeInvalid, "the account must be one of the channel")
	}
	if callbackURL != "" {
		if err := checkCallback(callbackURL); err != nil {
			return channel.Subscription{}, call.Rejected(Platform, opSubscribe, err)
		}
		if err := c.setHooks(ctx, callbackURL); err != nil {
			return channel.Subscription{}, err
		}
	}
	sub, err := c.examine(ctx, callbackURL, []string{account}, true)
	for _, f := range sub.Findings {
		if err == nil && f.Fatal && f.Account == account && slices.Contains(tokenFindings, f.Code) {
			err = fault(opSubscribe, channel.ErrUnauthorized, errors.New(f.Text))
		}
	}
	return sub, err
}

// tokenFindings are the codes of findings that say that a token cannot be used.
var tokenFindings = []string{
	channel.FindingNoToken, channel.FindingUnauthorized, channel.FindingOtherApp, channel.FindingOtherAccount, channel.FindingMissingPermission,
}

// CheckSubscription reads back the app's webhook, the subscription of every Page and the state of
// every token, and reports what is missing. It changes nothing. Subscribe repairs all accounts,
// Connect one.
func (c *Channel) CheckSubscription(ctx context.Context) (channel.Subscription, error) {
	return c.examine(ctx, "", c.pages(), false)
}

// Unsubscribe ends the subscription of every Page, and the app's webhook, also for Pages that this
// channel does not know. Disconnect ends the subscription of one account.
func (c *Channel) Unsubscribe(ctx context.Context) error {
	const op = "unsubscribe"
	var errs []error
	for _, account := range c.pages() {
		errs = append(errs, c.disconnect(ctx, op, account))
	}
	hooks, err := c.hooks(ctx, op)
	errs = append(errs, err)
	for _, object := range []string{objectPage, objectInstagram} {
		if hooks[object].url == "" {
			continue
		}
		answer, err := c.do(ctx, op, c.app(), http.MethodDelete, c.cfg.AppID+"/subscriptions", url.Values{"object": {object}}, nil)
		if err == nil {
			err = succeeded(op, answer)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// Disconnect makes Meta stop delivering the events of an account. Disconnecting an account that is
// not subscribed is not an error. An Instagram account shares the subscription of its Page, so both
// end together.
func (c *Channel) Disconnect(ctx context.Context, account string) error {
	return c.disconnect(ctx, "disconnect", account)
}

func (c *Channel) disconnect(ctx context.Context, op, account string) error {
	s, err := c.account(op, Platform, account)
	if err != nil {
		return err
	}
	fields, err := c.subscribedFields(ctx, op, s)
	if err != nil || fields == nil {
		return err
	}
	answer, err := c.do(ctx, op, s, http.MethodDelete, url.PathEscape(s.through)+"/subscribed_apps", nil, nil)
	if err != nil {
		return err
	}
	return succeeded(op, answer)
}

// setHooks sets the app's webhooks that differ from the configuration.
func (c *Channel) setHooks(ctx context.Context, address string) error {
	hooks, err := c.hooks(ctx, opSubscribe)
	if err != nil {
		return err
	}
	wanted := c.objects()
	for _, object := range slices.Sorted(maps.Keys(wanted)) {
		if hooks[object].delivers(address, wanted[object]) {
			continue
		}
		if err := c.setHook(ctx, opSubscribe, address, object, wanted[object], hooks[object]); err != nil {
			return err
		}
	}
	return nil
}

// pages returns the accounts that have a subscription of their own.
func (c *Channel) pages() []string {
	all := c.Info().Accounts
	return slices.DeleteFunc(slices.Clone(all), func(id string) bool {
		page, _ := c.page(id)
		return page.LinkedTo != "" && slices.Contains(all, page.LinkedTo)
	})
}

// examine reads everything back. If mend is true, it subscribes Pages that lack a field.
func (c *Channel) examine(ctx context.Context, address string, accounts []string, mend bool) (channel.Subscription, error) {
	op := "check subscription"
	if mend {
		op = opSubscribe
	}
	hooks, err := c.hooks(ctx, op)
	if err != nil {
		return channel.Subscription{}, err
	}
	sub := channel.Subscription{URL: hooks[objectPage].url, Active: hooks[objectPage].active && hooks[objectPage].url != ""}
	wanted := c.objects()
	for _, object := range slices.Sorted(maps.Keys(wanted)) {
		sub.Findings = append(sub.Findings, hookFindings(hooks[object], object, address, wanted[object])...)
	}
	var errs []error
	for _, account := range accounts {
		findings, on, err := c.examinePage(ctx, op, account, mend)
		sub.Findings = append(sub.Findings, findings...)
		errs = append(errs, err)
		if on {
			sub.Accounts = append(sub.Accounts, c.carried(account, hooks)...)
		}
	}
	slices.Sort(sub.Accounts)
	return sub, errors.Join(errs...)
}

// carried returns the accounts whose events come through a subscribed Page: the Page itself, and
// the Instagram accounts linked to it.
func (c *Channel) carried(page string, hooks map[string]hook) (all []string) {
	if p, _ := c.page(page); p.InstagramLogin {
		return []string{page}
	}
	for _, id := range c.Info().Accounts {
		p, _ := c.page(id)
		object := objectPage
		if p.LinkedTo != "" {
			object = objectInstagram
		}
		if (id == page || p.LinkedTo == page) && hooks[object].active && slices.Contains(hooks[object].fields, "messages") {
			all = append(all, id)
		}
	}
	return all
}

func hookFindings(h hook, object, address string, wanted []string) (all []channel.Finding) {
	if h.url == "" || !h.active {
		return []channel.Finding{{Code: channel.FindingNoWebhook, Fatal: true, Text: "the app has no active webhook for the object " + object}}
	}
	if address != "" && h.url != address {
		all = append(all, channel.Finding{Code: channel.FindingOtherURL, Fatal: true, Text: "the app's webhook for the object " + object + " leads to " + h.url})
	}
	return append(all, missing(channel.FindingMissingEvents, "", "the app's webhook for the object "+object, wanted, h.fields)...)
}

// missing reports the fields that a subscription lacks. Without the field messages no message
// arrives.
func missing(code, account, what string, wanted, have []string) []channel.Finding {
	lacks := without(wanted, have)
	if len(lacks) == 0 {
		return nil
	}
	return []channel.Finding{{Code: code, Account: account, Fatal: slices.Contains(lacks, "messages"), Text: what + " lacks " + strings.Join(lacks, ", ")}}
}

// examinePage checks the token and the subscription of one account. If on is true, its events are
// delivered.
func (c *Channel) examinePage(ctx context.Context, op, account string, mend bool) (findings []channel.Finding, on bool, err error) {
	s, _ := c.sender(account)
	if s.token == "" {
		return []channel.Finding{{Code: channel.FindingNoToken, Account: account, Fatal: true, Text: "there is no token for this account"}}, false, nil
	}
	wanted := c.cfg.Fields
	if s.direct {
		wanted = c.cfg.Instagram.Fields
		findings, err = c.examineDirect(ctx, account, s)
	} else {
		findings, err = c.examineToken(ctx, account, s)
	}
	if err != nil {
		return findings, false, err
	}
	for _, f := range findings {
		switch f.Code {
		case channel.FindingUnauthorized, channel.FindingOtherApp, channel.FindingOtherAccount: // nothing can be read, or it would be another Page's
			return findings, false, nil
		}
	}
	fields, err := c.subscribedFields(ctx, op, s)
	if lacks := without(wanted, fields); err == nil && mend && len(lacks) > 0 {
		if err = c.subscribePage(ctx, op, s, slices.Concat(wanted, without(fields, wanted))); err == nil {
			fields, err = c.subscribedFields(ctx, op, s)
		}
	}
	switch {
	case errors.Is(err, channel.ErrUnauthorized):
		code := channel.FindingMissingPermission
		if e, ok := errors.AsType[*channel.Error](err); ok && e.Affects == channel.AffectsCredentials {
			code = channel.FindingUnauthorized
		}
		return append(findings, channel.Finding{Code: code, Account: account, Fatal: true, Text: err.Error()}), false, nil
	case err != nil:
		return findings, false, err
	case fields == nil:
		return append(findings, channel.Finding{Code: channel.FindingNotSubscribed, Account: account, Fatal: true,
			Text: "Meta delivers nothing of this Page: it was never subscribed, or Meta has switched it off after an hour of failed deliveries"}), false, nil
	}
	return append(findings, missing(channel.FindingMissingEvents, account, "the subscription of the account", wanted, fields)...), slices.Contains(fields, "messages"), nil
}

// examineToken reports what is wrong with the token of an account.
func (c *Channel) examineToken(ctx context.Context, account string, s sender) (all []channel.Finding, err error) {
	add := func(code string, fatal bool, format string, args ...any) {
		all = append(all, channel.Finding{Code: code, Account: account, Fatal: fatal, Text: fmt.Sprintf(format, args...)})
	}
	t, err := c.CheckToken(ctx, s.token)
	switch {
	case errors.Is(err, channel.ErrRejected), errors.Is(err, channel.ErrUnauthorized), errors.Is(err, channel.ErrMalformed):
		add(channel.FindingUnchecked, false, "Meta did not say what the token is: %v", err)
		return all, nil
	case err != nil:
		return nil, err
	case !t.Valid:
		add(channel.FindingUnauthorized, true, "the token is dead (%s): %s", t.Code, t.Reason)
		return all, nil
	}
	if t.App != "" && t.App != c.cfg.AppID {
		add(channel.FindingOtherApp, true, "the token belongs to the app %s", t.App)
	}
	switch {
	case t.Page != "" && t.Page != s.through:
		add(channel.FindingOtherAccount, true, "the token belongs to the Page %s", t.Page)
	case t.Page == "" && (t.Type == "USER" || t.Type == "APP"):
		add(channel.FindingOtherAccount, true, "the token is one of type %s, not of a Page", t.Type)
	}
	if lacks := without([]string{ScopeMessaging, ScopeMetadata}, t.Scopes); len(lacks) > 0 {
		add(channel.FindingMissingPermission, slices.Contains(lacks, ScopeMessaging), "the token lacks %s", strings.Join(lacks, ", "))
	}
	if !t.Expires.IsZero() {
		add(channel.FindingTokenExpires, false, "the token ends at %s", t.Expires.Format("2006-01-02 15:04 UTC"))
	}
	return all, nil
}
