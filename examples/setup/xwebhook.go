package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

// webhook is a callback address as X knows it.
type webhook struct {
	ID          string    `json:"id"`
	URL         string    `json:"url"`
	Valid       bool      `json:"valid"` // X delivers to it
	Created     time.Time `json:"created,omitzero"`
	Environment string    `json:"environment,omitempty"` // label, with v1.1 premium
}

func (w webhook) cells() []string {
	return []string{w.ID, yes(w.Valid), w.Environment, w.URL}
}

func webhookOf(w twitter.Webhook, env string) webhook {
	return webhook{ID: w.ID, URL: w.URL, Valid: w.Valid, Created: w.Created, Environment: env}
}

var webhookHeads = []string{"ID", "VALID", "LABEL", "URL"}

func xWebhooks(ctx context.Context, j *job) (outcome, error) {
	ch, err := as[*twitter.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	list := []webhook{}
	if product(j) == string(twitter.Premium) {
		all, err := ch.Environments(ctx)
		if err != nil {
			return outcome{}, err
		}
		for _, env := range slices.Sorted(maps.Keys(all)) {
			for _, w := range all[env] {
				list = append(list, webhookOf(w, env))
			}
		}
	} else {
		all, err := ch.Webhooks(ctx)
		if err != nil {
			return outcome{}, err
		}
		for _, w := range all {
			list = append(list, webhookOf(w, ""))
		}
	}
	out := outcome{result: list, lines: [][]string{webhookHeads}}
	for _, w := range list {
		out.lines = append(out.lines, w.cells())
		if !w.Valid {
			out.findings = append(out.findings, invalid(w.ID))
		}
	}
	return out, nil
}

// invalid is the finding that X delivers nothing to a webhook.
func invalid(id string) channel.Finding {
	return channel.Finding{Code: channel.FindingFailing, Fatal: true, Text: "X does not deliver to webhook " + id + ": it failed a check. Mend it, then: setup x recheck."}
}

func xRegister(ctx context.Context, j *job) (outcome, error) {
	address, err := j.callback()
	if err != nil {
		return outcome{}, err
	}
	ch, err := as[*twitter.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	made, err := ch.RegisterWebhook(ctx, address)
	if err != nil {
		return outcome{}, err
	}
	w := webhookOf(made, j.record.Settings["env"])
	return outcome{result: w, lines: [][]string{webhookHeads, w.cells()}}, nil
}

// rechecked is the result of x recheck.
type rechecked struct {
	ID    string `json:"id"`
	Valid bool   `json:"valid"`
}

func xRecheck(ctx context.Context, j *job) (outcome, error) {
	ch, id, err := xWebhook(ctx, j)
	if err != nil {
		return outcome{}, err
	}
	valid, err := ch.RecheckWebhook(ctx, id)
	if err != nil {
		return outcome{}, err
	}
	out := outcome{result: rechecked{id, valid}, lines: [][]string{{"webhook", id}, {"valid", yes(valid)}}}
	if !valid {
		out.findings = []channel.Finding{invalid(id)}
	}
	return out, nil
}

// done is the result of a command that ends something. If there was nothing to end, it is done as
// well.
type done struct {
	Done bool   `json:"done"`
	What string `json:"what"`
}

func ended(what string) outcome {
	return outcome{result: done{true, what}, lines: [][]string{{"ended", what}}}
}

func xDelete(ctx context.Context, j *job) (outcome, error) {
	ch, err := as[*twitter.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	if err := ch.DeleteWebhook(ctx, j.in.webhook); err != nil {
		return outcome{}, err
	}
	return ended("webhook " + j.in.webhook), nil
}

// xWebhook opens the channel and finds the webhook that is meant: the one that -webhook names, the
// one with the channel's address, or the only one.
func xWebhook(ctx context.Context, j *job) (*twitter.Channel, string, error) {
	ch, err := as[*twitter.Channel](ctx, j)
	if err != nil || j.in.webhook != "" {
		return ch, j.in.webhook, err
	}
	list, err := ch.Webhooks(ctx)
	if err != nil {
		return ch, "", err
	}
	address, _ := j.callback() // may be unknown
	var ids []string
	for _, w := range list {
		if w.URL == address {
			return ch, w.ID, nil
		}
		ids = append(ids, w.ID)
	}
	switch len(ids) {
	case 0:
		return ch, "", fmt.Errorf("the app has no webhook: setup x register, or setup x connect")
	case 1:
		return ch, ids[0], nil
	}
	return ch, "", configError{fmt.Errorf("several webhooks: choose one with -webhook: %s", strings.Join(ids, ", "))}
}
