package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/whatsapp"
)

func whatsAppCommands() []*command {
	list := []*command{
		{name: "connect", flags: []string{"url"}, run: numberConnect, about: "set the app's webhook, subscribe the WhatsApp Business Account, and check every number"},
		{name: "check", flags: []string{"url"}, run: numberCheck, about: "check the app's webhook, the account's subscription and every number"},
		{name: "form", flags: []string{"url"}, run: numberForm, about: "what to copy into the app's webhook settings by hand; makes no call"},
		{name: "unsubscribe", run: numberUnsubscribe, about: "unsubscribe the account, and delete the app's webhook for WhatsApp"},
		{name: "number", flags: []string{"number"}, run: numberInfo, about: "show a phone number: name, state, quality, how many new people a day"},
		{name: "request-code", flags: []string{"number", "voice", "language"}, run: numberRequestCode, about: "let Meta send a code to the phone number: the first step to make it ready"},
		{name: "verify-code", flags: []string{"number"}, run: numberVerifyCode, about: "tell Meta the code that arrived; asks for it"},
		{name: "register", flags: []string{"number"}, run: numberRegister, about: "make the number ready to send; asks for the PIN of two-step verification, which this sets the first time"},
	}
	for _, c := range list {
		c.platform = whatsapp.Platform
	}
	return list
}

func numberConnect(ctx context.Context, j *job) (outcome, error) {
	address, err := j.callback()
	if err != nil {
		return outcome{}, err
	}
	ch, err := as[*whatsapp.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	return j.subscribed(ch.Subscribe(ctx, address))
}

func numberCheck(ctx context.Context, j *job) (outcome, error) {
	ch, err := as[*whatsapp.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	return j.subscribed(ch.CheckSubscription(ctx))
}

func numberForm(ctx context.Context, j *job) (outcome, error) {
	address, err := j.callback()
	if err != nil {
		return outcome{}, err
	}
	ch, err := as[*whatsapp.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	form, err := ch.WebhookForm(address)
	if err != nil {
		return outcome{}, err
	}
	return copied{form.CallbackURL, "the verifyToken of your credentials", form.Fields}.outcome(), nil
}

func numberUnsubscribe(ctx context.Context, j *job) (outcome, error) {
	ch, err := as[*whatsapp.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	if err := ch.Unsubscribe(ctx); err != nil {
		return outcome{}, err
	}
	return ended("the subscription of the account, and the app's webhook for WhatsApp"), nil
}

// theNumber opens the channel and finds the number that a command is about: -number, or the only
// one.
func (j *job) theNumber(ctx context.Context) (ch *whatsapp.Channel, id string, err error) {
	if ch, err = as[*whatsapp.Channel](ctx, j); err != nil {
		return nil, "", err
	}
	if j.in.number != "" {
		return ch, j.in.number, nil
	}
	all := ch.Info().Accounts
	if len(all) != 1 {
		return nil, "", configError{fmt.Errorf("several numbers: choose one with -number: %s", strings.Join(all, ", "))}
	}
	return ch, all[0], nil
}

// numberResult is the result of whatsapp number.
type numberResult struct {
	ID           string `json:"id"`
	Phone        string `json:"phone"`
	Name         string `json:"name"`
	Status       string `json:"status"`
	Verification string `json:"verification"`
	Quality      string `json:"quality"`
	Throughput   string `json:"throughput"`
	Limit        string `json:"limit"`
	NewPeople    int    `json:"newPeople,omitempty"` // a day; zero: no limit, or none that Limit tells
}

func numberInfo(ctx context.Context, j *job) (outcome, error) {
	ch, id, err := j.theNumber(ctx)
	if err != nil {
		return outcome{}, err
	}
	n, err := ch.ReadNumber(ctx, id)
	if err != nil {
		return outcome{}, err
	}
	r := numberResult{n.ID, n.Phone, n.Name, n.Status, n.Verification, n.Quality, n.Throughput, n.Limit, 0}
	people := n.Limit
	switch step, ok := whatsapp.StepOf(n.Limit); {
	case ok && step == 0:
		people = "no limit"
	case ok:
		r.NewPeople, people = step, fmt.Sprint(step)
	}
	return outcome{result: r, lines: [][]string{{"id", r.ID}, {"phone number", r.Phone}, {"name", r.Name}, {"status", r.Status}, {"verified", r.Verification},
		{"quality", r.Quality}, {"throughput", r.Throughput}, {"new people a day", people}}}, nil
}

func numberRequestCode(ctx context.Context, j *job) (outcome, error) {
	ch, id, err := j.theNumber(ctx)
	if err != nil {
		return outcome{}, err
	}
	by := whatsapp.CodeBySMS
	if j.in.voice {
		by = whatsapp.CodeByVoice
	}
	if err := ch.RequestCode(ctx, id, by, j.in.language); err != nil {
		return outcome{}, err
	}
	what := "a code was sent to the number; next: setup whatsapp verify-code"
	return outcome{result: done{true, what}, lines: [][]string{{"done", what}}}, nil
}

func numberVerifyCode(ctx context.Context, j *job) (outcome, error) {
	ch, id, err := j.theNumber(ctx)
	if err != nil {
		return outcome{}, err
	}
	code, err := j.typed("Type the code that arrived")
	if err != nil {
		return outcome{}, err
	}
	if err := ch.VerifyCode(ctx, id, code); err != nil {
		return outcome{}, err
	}
	what := "the number is verified; next: setup whatsapp register"
	return outcome{result: done{true, what}, lines: [][]string{{"done", what}}}, nil
}

func numberRegister(ctx context.Context, j *job) (outcome, error) {
	ch, id, err := j.theNumber(ctx)
	if err != nil {
		return outcome{}, err
	}
	pin, err := j.typed("Type the PIN of two-step verification, six digits. If the number has none yet, choose it and keep it")
	if err != nil {
		return outcome{}, err
	}
	if err := ch.Register(ctx, id, pin); err != nil {
		return outcome{}, err
	}
	return numberInfo(ctx, j)
}

// typed asks for something that must not be on the command line.
func (j *job) typed(ask string) (channel.Secret, error) {
	fmt.Fprintf(j.app.stderr, "%s, and press Enter:\n", ask)
	line, err := bufio.NewReader(io.LimitReader(j.app.stdin, 1<<10)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return channel.Secret(strings.TrimSpace(line)), nil
}
