package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

func xCommands() []*command {
	list := []*command{
		{name: "account", args: "[WHO]", run: xAccount, about: "find the numeric id: of the access token, or of a user name or address at x.com"},
		{name: "access", flags: []string{"probe"}, run: xAccess, about: "check what the credentials may do, and which webhook product answers"},
		{name: "connect", flags: []string{"url", "replace", "tokens"}, run: xConnect, about: "register the webhook, subscribe the account, and check both and the access"},
		{name: "check", flags: []string{"webhook", "url"}, run: xCheck, about: "check the webhook and the account's subscription"},
		{name: "webhooks", run: xWebhooks, about: "list the app's webhooks, with v1.1 premium by environment label"},
		{name: "register", flags: []string{"url"}, run: xRegister, about: "register a webhook; X calls it meanwhile"},
		{name: "recheck", flags: []string{"webhook"}, run: xRecheck, about: "have X check the webhook again (CRC)"},
		{name: "delete-webhook", flags: []string{"webhook!"}, run: xDelete, about: "delete a webhook, and with it every subscription to it"},
		{name: "subscribe", flags: []string{"webhook", "tokens"}, run: xSubscribe, about: "subscribe the account's events to a webhook"},
		{name: "subscriptions", flags: []string{"webhook"}, run: xSubscriptions, about: "list who is subscribed to a webhook, and how much of the plan is used"},
		{name: "unsubscribe", flags: []string{"webhook", "user"}, run: xUnsubscribe, about: "end the account's subscription; without -webhook at every webhook"},
		{name: "activity", run: xActivity, about: "list the subscriptions at the X Activity API"},
		{name: "activity-add", flags: []string{"event!", "webhook", "user", "tag", "tokens"}, run: xActivityAdd, about: "subscribe to one kind of event at the X Activity API"},
		{name: "activity-delete", flags: []string{"id!"}, run: xActivityDelete, about: "end one subscription at the X Activity API"},
		{name: "login", flags: []string{"redirect!", "tokens!"}, run: xLogin, about: "let the account's owner agree to the X Activity API (OAuth 2.0) and keep the tokens"},
		{name: "chat", flags: []string{"keys", "save", "tokens", "register-new-key"}, run: xChat, about: "check the private keys of encrypted conversations against those that X has registered"},
	}
	for _, c := range list {
		c.platform = twitter.Platform
	}
	return list
}

// person is an account at the platform.
type person struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Handle string `json:"handle"` // without "@"
}

func (p person) lines() [][]string {
	return [][]string{{"id", p.ID}, {"name", p.Name}, {"handle", "@" + p.Handle}}
}

// xAccount needs no account in the configuration: its answer belongs there.
func xAccount(ctx context.Context, j *job) (outcome, error) {
	values, keys := j.record.Settings, j.record.Secrets.Keys
	cfg := twitter.Config{
		APIKey: values["apiKey"], APISecret: keys["apiSecret"], AccessToken: keys["accessToken"].First(), AccessSecret: keys["accessSecret"].First(),
		SignatureMethod: twitter.SignatureMethod(values["signatureMethod"]), BaseURL: values["baseUrl"], Now: j.app.now,
	}
	var err error
	if cfg.TLS, err = j.certificates(ctx); err != nil {
		return outcome{}, configError{err}
	}
	if cfg.BaseURL == "" && cfg.TLS.IsZero() {
		cfg.HTTP = j.app.client(twitter.Platform)
	}
	who, err := twitter.LookupAccount(ctx, cfg, j.in.arg)
	if err != nil {
		return outcome{}, configured(err)
	}
	p := person{who.ID, who.Name, who.Handle}
	out := outcome{result: p, lines: p.lines()}
	if account := values["account"]; j.in.arg == "" && account != "" && account != p.ID {
		out.findings = []channel.Finding{{Code: channel.FindingOtherAccount, Account: account, Fatal: true,
			Text: "The access token belongs to account " + p.ID + ": enter this as account, or the token of the other."}}
	}
	return out, nil
}

// configured marks complaints about a configuration, which come before any call.
func configured(err error) error {
	if _, ok := errors.AsType[*channel.Error](err); !ok && len(channel.FieldErrors(err)) > 0 {
		return configError{err}
	}
	return err
}

// access is the result of x access.
type access struct {
	AccessToken  bool     `json:"accessToken"`        // API key and access token work
	AppToken     bool     `json:"appToken"`           // the app token works, and X answers for the product's webhooks
	Account      person   `json:"account"`            // whose access token it is
	Level        string   `json:"level"`              // X's word: read, read-write, read-write-directmessages
	Messages     bool     `json:"messages"`           // direct messages: read and write
	Openness     string   `json:"openness"`           // everyone, only_followed, or empty: not known
	Product      string   `json:"product"`            // premium, enterprise, v2, activity
	Environments []string `json:"environments"`       // labels, with premium
	Used         int      `json:"subscriptionsUsed"`  // of the plan's Account Activity subscriptions
	Provided     int      `json:"subscriptionsTotal"` // zero: X did not say
}

// Findings of x access about credentials.
const (
	findingAccessToken = "access_token" // X refuses the access token
	findingAppToken    = "app_token"    // X refuses the app token, or the product's webhooks
)

// xAccess tries both credentials, so that an administrator hears which of them to mend.
func xAccess(ctx context.Context, j *job) (outcome, error) {
	ch, err := as[*twitter.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	a, err := ch.CheckAccess(ctx, twitter.AccessCheck{Probe: j.in.probe})
	if err != nil && !errors.Is(err, channel.ErrUnauthorized) {
		return outcome{}, err
	}
	r := access{AccessToken: a.Account.ID != "", Account: person{a.Account.ID, a.Account.Name, a.Account.Handle}, Level: a.Level, Messages: a.Messages,
		Openness: string(a.Openness), Product: product(j), Environments: append([]string{}, a.Environments...)}
	out := outcome{findings: a.Findings}
	if !r.AccessToken {
		out.findings = append(out.findings, channel.Finding{Code: findingAccessToken, Fatal: true, Text: "X refuses API key, access token, or their secrets."})
	}
	if slices.ContainsFunc(a.Findings, func(f channel.Finding) bool { return f.Code == twitter.FindingNoEnvironment }) {
		r.AppToken = true // it told the labels
	} else {
		err = errors.Join(err, xProduct(ctx, ch, &r, &out))
	}
	out.result = r
	out.lines = append([][]string{{"access token works", yes(r.AccessToken)}, {"app token works", yes(r.AppToken)}}, r.Account.lines()...)
	out.lines = append(out.lines, []string{"level", r.Level}, []string{"direct messages", yes(r.Messages)}, []string{"messages from", r.Openness},
		[]string{"product", r.Product}, []string{"environments", strings.Join(r.Environments, ", ")}, []string{"subscriptions", quota(r.Used, r.Provided)})
	return out, err
}

// xProduct tries the app token on the webhooks of the product.
func xProduct(ctx context.Context, ch *twitter.Channel, r *access, out *outcome) error {
	_, err := ch.Webhooks(ctx)
	switch {
	case errors.Is(err, channel.ErrUnauthorized), errors.Is(err, channel.ErrRejected):
		out.findings = append(out.findings, channel.Finding{Code: findingAppToken, Fatal: true,
			Text: "The app's bearer token is wrong, or webhooks of this product are not open to it: " + err.Error()})
		return nil
	case err != nil:
		return err
	}
	r.AppToken = true
	if r.Product == string(twitter.Activity) {
		return nil
	}
	usage, err := ch.CountSubscriptions(ctx)
	if errors.Is(err, channel.ErrUnauthorized) || errors.Is(err, channel.ErrRejected) {
		return nil // not every plan answers this
	}
	r.Used, r.Provided = usage.Used, usage.Provided
	return err
}

// product is the webhook product of the channel, as the twitter package chooses it.
func product(j *job) string {
	switch {
	case j.record.Settings["product"] != "" && j.record.Settings["product"] != "auto":
		return j.record.Settings["product"]
	case j.record.Settings["env"] != "":
		return string(twitter.Premium)
	case j.record.Settings["clientId"] != "" && j.in.tokens != "":
		return string(twitter.Activity)
	}
	return string(twitter.AccountActivity)
}

func xConnect(ctx context.Context, j *job) (outcome, error) {
	address, err := j.callback()
	if err != nil {
		return outcome{}, err
	}
	ch, err := as[*twitter.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	sub, err := ch.RegisterAndSubscribe(ctx, twitter.Register{URL: address, Replace: j.in.replace})
	if err != nil {
		return j.subscribed(sub, err)
	}
	a, err := ch.CheckAccess(ctx, twitter.AccessCheck{})
	findings := append(sub.Findings, a.Findings...)
	if err == nil {
		sub, err = ch.CheckSubscription(ctx)
		findings = append(findings, sub.Findings...)
	}
	sub.Findings = findings
	return j.subscribed(sub, err)
}

func xCheck(ctx context.Context, j *job) (outcome, error) {
	if err := j.notActivity("leave out -webhook"); err != nil && j.in.webhook != "" {
		return outcome{}, err
	}
	ch, err := as[*twitter.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	sub, err := ch.CheckSubscription(ctx)
	if j.in.webhook == "" || err != nil {
		return j.subscribed(sub, err)
	}
	list, err := ch.Webhooks(ctx)
	if err != nil {
		return outcome{}, err
	}
	sub = channel.Subscription{}
	for _, w := range list {
		if w.ID != j.in.webhook {
			continue
		}
		sub.URL = w.URL
		on, err := ch.IsSubscribed(ctx, w.ID)
		if err != nil {
			return outcome{}, err
		}
		sub.Active = w.Valid && on
		if on {
			sub.Accounts = ch.Info().Accounts
		} else {
			sub.Findings = append(sub.Findings, channel.Finding{Code: channel.FindingNotSubscribed, Fatal: true, Text: "The account's events do not go to this webhook."})
		}
		if !w.Valid {
			sub.Findings = append(sub.Findings, channel.Finding{Code: channel.FindingFailing, Fatal: true, Text: "X does not deliver: the address failed a check."})
		}
	}
	if sub.URL == "" {
		sub.Findings = []channel.Finding{{Code: channel.FindingNoWebhook, Fatal: true, Text: "The app has no webhook with this id."}}
	}
	return j.subscribed(sub, nil)
}
