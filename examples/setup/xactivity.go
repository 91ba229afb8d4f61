package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/contactkit/contactkit/twitter"
)

// activity is a subscription at the X Activity API.
type activity struct {
	ID      string `json:"id"`
	Event   string `json:"event"`
	User    string `json:"user"`
	Webhook string `json:"webhook"`
	Tag     string `json:"tag,omitempty"`
}

func activities(list ...twitter.ActivitySubscription) outcome {
	result := []activity{}
	out := outcome{lines: [][]string{{"ID", "EVENT", "USER", "WEBHOOK", "TAG"}}}
	for _, s := range list {
		result = append(result, activity{s.ID, s.EventType, s.User, s.Webhook, s.Tag})
		out.lines = append(out.lines, []string{s.ID, s.EventType, s.User, s.Webhook, s.Tag})
	}
	out.result = result
	return out
}

func xActivity(ctx context.Context, j *job) (outcome, error) {
	ch, err := as[*twitter.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	list, err := ch.ActivitySubscriptions(ctx)
	if err != nil {
		return outcome{}, err
	}
	return activities(list...), nil
}

func xActivityAdd(ctx context.Context, j *job) (outcome, error) {
	ch, id, err := xWebhook(ctx, j)
	if err != nil {
		return outcome{}, err
	}
	made, err := ch.SubscribeActivity(ctx, twitter.ActivitySubscription{EventType: j.in.event, User: j.in.user, Tag: j.in.tag, Webhook: id})
	if err != nil {
		return outcome{}, err
	}
	return activities(made), nil
}

// xSubscribeActivity subscribes the account to each kind of event that direct messages are made of.
func xSubscribeActivity(ctx context.Context, ch *twitter.Channel, webhook string) (outcome, error) {
	var made []twitter.ActivitySubscription
	for _, kind := range []string{"dm.received", "dm.sent", "dm.read", "dm.indicate_typing"} {
		s, err := ch.SubscribeActivity(ctx, twitter.ActivitySubscription{EventType: kind, Webhook: webhook})
		if err != nil {
			return activities(made...), err
		}
		made = append(made, s)
	}
	return activities(made...), nil
}

func xActivityDelete(ctx context.Context, j *job) (outcome, error) {
	ch, err := as[*twitter.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	if err := ch.DeleteActivity(ctx, j.in.id); err != nil {
		return outcome{}, err
	}
	return ended("subscription " + j.in.id), nil
}

// loggedIn is the result of x login.
type loggedIn struct {
	Account string    `json:"account"`
	Scopes  []string  `json:"scopes"`
	Until   time.Time `json:"until"` // then the token is refreshed
}

// xLogin sends the account's owner to X, and reads from standard input where the browser came back.
func xLogin(ctx context.Context, j *job) (outcome, error) {
	if j.record.Settings["clientId"] == "" {
		return outcome{}, configError{errors.New("the OAuth 2.0 Client ID is needed: clientId among the settings of the channel")}
	}
	ch, err := as[*twitter.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	login, err := ch.Login(j.in.redirect)
	if err != nil {
		return outcome{}, err
	}
	line, err := j.browse(login.URL, "Within 30 seconds, paste the address where the browser came back")
	if err != nil {
		return outcome{}, err
	}
	back, err := queryOf(line)
	if err != nil {
		return outcome{}, err
	}
	if err := ch.Exchange(ctx, login, back); err != nil {
		return outcome{}, err
	}
	account := ch.Info().Accounts[0]
	t, err := (&tokenFile{path: j.in.tokens}).Load(ctx, account)
	if err != nil {
		return outcome{}, err
	}
	r := loggedIn{account, strings.Fields(t.Scope), t.Until}
	return outcome{result: r, lines: [][]string{{"account", r.Account}, {"may", t.Scope}, {"tokens in", j.in.tokens}}}, nil
}
