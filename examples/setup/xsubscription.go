package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

func xSubscribe(ctx context.Context, j *job) (outcome, error) {
	ch, id, err := xWebhook(ctx, j)
	if err != nil {
		return outcome{}, err
	}
	if product(j) == string(twitter.Activity) {
		return xSubscribeActivity(ctx, ch, id)
	}
	if err := ch.SubscribeAccount(ctx, id); err != nil {
		return outcome{}, err
	}
	on, err := ch.IsSubscribed(ctx, id)
	out := subscribers([]members{{id, ch.Info().Accounts}})
	if err == nil && !on {
		out.findings = []channel.Finding{{Code: channel.FindingNotSubscribed, Account: ch.Info().Accounts[0], Fatal: true, Text: "X took the subscription, but does not show it."}}
	}
	return out, err
}

// members are who is subscribed to a webhook.
type members struct {
	Webhook  string   `json:"webhook"`
	Accounts []string `json:"accounts"`
}

func subscribers(list []members) outcome {
	out := outcome{result: list, lines: [][]string{{"WEBHOOK", "ACCOUNTS"}}}
	for _, m := range list {
		out.lines = append(out.lines, []string{m.Webhook, strings.Join(m.Accounts, ", ")})
	}
	return out
}

// used is the result of x subscriptions.
type used struct {
	Webhooks []members `json:"webhooks"`
	Used     int       `json:"subscriptionsUsed"`
	Provided int       `json:"subscriptionsTotal"` // zero: X did not say
}

func xSubscriptions(ctx context.Context, j *job) (outcome, error) {
	if err := j.notActivity("subscriptions are listed by: setup x activity"); err != nil {
		return outcome{}, err
	}
	ch, err := as[*twitter.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	ids := []string{j.in.webhook}
	if j.in.webhook == "" {
		all, err := ch.Webhooks(ctx)
		if err != nil {
			return outcome{}, err
		}
		ids = nil
		for _, w := range all {
			ids = append(ids, w.ID)
		}
	}
	list := []members{}
	for _, id := range ids {
		users, err := ch.SubscribedAccounts(ctx, id)
		if err != nil {
			return outcome{}, err
		}
		list = append(list, members{id, append([]string{}, users...)})
	}
	usage, err := ch.CountSubscriptions(ctx)
	out := subscribers(list)
	out.result = used{list, usage.Used, usage.Provided}
	out.lines = append(out.lines, []string{"plan", quota(usage.Used, usage.Provided)})
	return out, err
}

// notActivity refuses what the Account Activity API has and the X Activity API has not.
func (j *job) notActivity(instead string) error {
	if product(j) == string(twitter.Activity) {
		return configError{errors.New("the X Activity API has no such thing; " + instead)}
	}
	return nil
}

func quota(used, provided int) string {
	if provided == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d used", used, provided)
}

func xUnsubscribe(ctx context.Context, j *job) (outcome, error) {
	ch, err := as[*twitter.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	user := j.in.user
	if user == "" {
		user = ch.Info().Accounts[0]
	}
	if j.in.webhook == "" && j.in.user == "" {
		if err := ch.Unsubscribe(ctx); err != nil {
			return outcome{}, err
		}
		return ended("every subscription of " + user), nil
	}
	if err := j.notActivity("one subscription is ended by: setup x activity-delete"); err != nil {
		return outcome{}, err
	}
	ch, id, err := xWebhook(ctx, j)
	if err != nil {
		return outcome{}, err
	}
	if err := ch.UnsubscribeAccount(ctx, id, user); err != nil {
		return outcome{}, err
	}
	return ended("subscription of " + user + " to webhook " + id), nil
}
