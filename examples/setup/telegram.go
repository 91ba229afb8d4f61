package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
)

func telegramCommands() []*command {
	options := []string{"url", "drop-pending", "max-connections", "ip", "allowed", "certificate"}
	list := []*command{
		{name: "info", run: botInfo, about: "who the bot is: the cheapest proof that token and server are good"},
		{name: "connect", flags: options, run: botConnect, about: "set the webhook, and check bot, webhook and gateway"},
		{name: "check", flags: []string{"url"}, run: botCheck, about: "check bot and webhook; behind API Fabric also its token, path and subscribed APIs"},
		{name: "webhook", flags: []string{"url"}, run: botWebhook, about: "show what Telegram knows of the webhook, with its last error and what waits"},
		{name: "set-webhook", flags: options, run: botConnect, about: "the same as connect"},
		{name: "delete-webhook", flags: []string{"drop-pending"}, run: botDelete, about: "delete the webhook; updates wait for a day"},
	}
	for _, c := range list {
		c.platform = telegram.Platform
	}
	return list
}

// bot is the result of telegram info.
type bot struct {
	person
	Groups   bool `json:"groups"`          // it can be put into groups
	HearsAll bool `json:"hearsAll"`        // in groups it gets every message
	Business bool `json:"businessAccount"` // it can be connected to business accounts
}

func botInfo(ctx context.Context, j *job) (outcome, error) {
	ch, err := as[*telegram.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	me, err := ch.Me(ctx)
	if err != nil {
		return outcome{}, err
	}
	b := bot{person{me.ID, me.Name, me.Handle}, me.Groups, me.HearsAll, me.Business}
	return outcome{result: b, lines: append(b.lines(), []string{"groups", yes(b.Groups)}, []string{"hears all in groups", yes(b.HearsAll)},
		[]string{"business accounts", yes(b.Business)})}, nil
}

func botCheck(ctx context.Context, j *job) (outcome, error) {
	ch, err := as[*telegram.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	return j.subscribed(ch.CheckSubscription(ctx))
}

// botWebhookResult is the result of telegram webhook.
type botWebhookResult struct {
	URL            string    `json:"url"` // empty: none is set
	Certificate    bool      `json:"certificate"`
	Pending        int       `json:"pending"` // updates that wait
	IP             string    `json:"ip"`
	MaxConnections int       `json:"maxConnections"` // zero: Telegram did not say
	Allowed        []string  `json:"allowed"`        // empty: Telegram's choice
	LastError      string    `json:"lastError,omitempty"`
	LastErrorAt    time.Time `json:"lastErrorAt,omitzero"`
}

func botWebhook(ctx context.Context, j *job) (outcome, error) {
	ch, err := as[*telegram.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	var info struct { // Telegram Bot API: WebhookInfo
		URL            string   `json:"url"`
		Certificate    bool     `json:"has_custom_certificate"`
		Pending        int      `json:"pending_update_count"`
		IP             string   `json:"ip_address"`
		MaxConnections int      `json:"max_connections"`
		Allowed        []string `json:"allowed_updates"`
		LastError      string   `json:"last_error_message"`
		LastErrorAt    int64    `json:"last_error_date"`
	}
	if err := ch.Call(ctx, "getWebhookInfo", nil, &info); err != nil {
		return outcome{}, err
	}
	r := botWebhookResult{URL: info.URL, Certificate: info.Certificate, Pending: info.Pending, IP: info.IP, MaxConnections: info.MaxConnections,
		Allowed: append([]string{}, info.Allowed...), LastError: info.LastError}
	failed := ""
	if info.LastErrorAt != 0 {
		r.LastErrorAt = time.Unix(info.LastErrorAt, 0).UTC()
		failed = r.LastErrorAt.Format(time.RFC3339) + " " + r.LastError
	}
	out := outcome{result: r, lines: [][]string{{"webhook", r.URL}, {"address", r.IP}, {"own certificate", yes(r.Certificate)},
		{"waiting updates", fmt.Sprint(r.Pending)}, {"connections", fmt.Sprint(r.MaxConnections)}, {"kinds of update", strings.Join(r.Allowed, ", ")}, {"last error", failed}}}
	checked, err := j.subscribed(ch.CheckSubscription(ctx))
	out.findings = checked.findings
	return out, err
}

func botConnect(ctx context.Context, j *job) (outcome, error) {
	address, err := j.callback()
	if err != nil {
		return outcome{}, err
	}
	options, err := webhookOptions(j)
	if err != nil {
		return outcome{}, configError{err}
	}
	ch, err := as[*telegram.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	return j.subscribed(ch.SetWebhook(ctx, address, options))
}

// webhookOptions are those of the command line, or else of the file.
func webhookOptions(j *job) (telegram.WebhookOptions, error) {
	o := telegram.WebhookOptions{MaxConnections: j.in.maxConnections, IPAddress: j.in.ip, DropPending: j.in.drop,
		Certificate: []byte(j.record.Settings["webhookCertificate"])}
	allowed := j.in.allowed
	if allowed == "" {
		allowed = j.record.Settings["allowedUpdates"]
	}
	for kind := range strings.SplitSeq(allowed, ",") {
		if kind = strings.TrimSpace(kind); kind != "" {
			o.AllowedUpdates = append(o.AllowedUpdates, kind)
		}
	}
	if j.in.certificate != "" {
		data, err := os.ReadFile(j.in.certificate)
		if err != nil {
			return o, err
		}
		if strings.Contains(string(data), "PRIVATE KEY") {
			return o, errors.New("the file holds a private key, which must not go to Telegram: name one with the certificate alone")
		}
		o.Certificate = data
	}
	return o, nil
}

func botDelete(ctx context.Context, j *job) (outcome, error) {
	ch, err := as[*telegram.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	if j.in.drop {
		err = ch.Call(ctx, "deleteWebhook", struct {
			Drop bool `json:"drop_pending_updates"`
		}{true}, nil)
	} else {
		err = channel.Unsubscribe(ctx, ch)
	}
	if err != nil {
		return outcome{}, err
	}
	return ended("webhook of the bot"), nil
}
