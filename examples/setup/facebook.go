package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

func facebookCommands() []*command {
	list := []*command{
		{name: "connect", flags: []string{"url", "page"}, run: pageConnect, about: "set the app's webhook, subscribe one Page or all, and check webhook and tokens"},
		{name: "check", flags: []string{"url"}, run: pageCheck, about: "check the app's webhook, the Pages' subscriptions and their tokens"},
		{name: "app", run: appWebhooks, about: "show the app's webhooks: object, callback URL, fields"},
		{name: "set-app", flags: []string{"url", "object", "fields"}, run: appSet, about: "set the app's webhook alone; Meta calls it meanwhile with the verify token"},
		{name: "delete-app", flags: []string{"object"}, run: appDelete, about: "delete the app's webhook for an object"},
		{name: "form", flags: []string{"url"}, run: appForm, about: "what to copy into the app's webhook settings by hand; makes no call"},
		{name: "pages", run: pageList, about: "list the Pages with their names, and whether they are subscribed"},
		{name: "page", flags: []string{"page!"}, run: pageInfo, about: "show one Page: name, token, subscription"},
		{name: "subscribe", flags: []string{"page!"}, run: pageSubscribe, about: "subscribe one Page, leaving the app's webhook as it is"},
		{name: "unsubscribe", flags: []string{"page", "all"}, run: pageUnsubscribe, about: "unsubscribe one Page; with -all every Page, and delete the app's webhooks"},
		{name: "token", flags: []string{"page"}, run: pageTokens, about: "ask Meta what the Pages' tokens are good for (debug_token)"},
	}
	for _, c := range list {
		c.platform = facebook.Platform
	}
	return list
}

func pageConnect(ctx context.Context, j *job) (outcome, error) {
	address, err := j.callback()
	if err != nil {
		return outcome{}, err
	}
	ch, err := as[*facebook.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	if j.in.page != "" {
		return j.subscribed(ch.Connect(ctx, j.in.page, address))
	}
	return j.subscribed(ch.Subscribe(ctx, address))
}

func pageCheck(ctx context.Context, j *job) (outcome, error) {
	ch, err := as[*facebook.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	return j.subscribed(ch.CheckSubscription(ctx))
}

// appWebhook is the app's webhook for an object.
type appWebhook struct {
	Object string   `json:"object"`
	URL    string   `json:"url"`
	Active bool     `json:"active"`
	Fields []string `json:"fields"`
}

// appWebhooks reads the Graph API's Subscriptions Edge.
func appWebhooks(ctx context.Context, j *job) (outcome, error) {
	ch, err := as[*facebook.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	list := []appWebhook{}
	out := outcome{lines: [][]string{{"OBJECT", "ACTIVE", "URL", "FIELDS"}}}
	var got struct {
		Data []struct {
			Object   string `json:"object"`
			Callback string `json:"callback_url"`
			Active   bool   `json:"active"`
			Fields   []struct {
				Name string `json:"name"`
			} `json:"fields"`
		} `json:"data"`
	}
	if err := ch.Call(ctx, "", http.MethodGet, ch.Info().App+"/subscriptions", nil, &got); err != nil {
		return outcome{}, err
	}
	for _, d := range got.Data {
		w := appWebhook{Object: d.Object, URL: d.Callback, Active: d.Active, Fields: []string{}}
		for _, f := range d.Fields {
			w.Fields = append(w.Fields, f.Name)
		}
		list = append(list, w)
		out.lines = append(out.lines, []string{w.Object, yes(w.Active), w.URL, strings.Join(w.Fields, ", ")})
	}
	if !slices.ContainsFunc(list, func(w appWebhook) bool { return w.Object == "page" && w.Active }) {
		out.findings = []channel.Finding{{Code: channel.FindingNoWebhook, Fatal: true, Text: "The app has no active webhook for the object page: setup facebook connect."}}
	}
	out.result = list
	return out, nil
}

// appSet sets the app's webhook for one object. The verify token goes in the body and, like
// everything secret, into no error.
func appSet(ctx context.Context, j *job) (outcome, error) {
	address, err := j.callback()
	if err != nil {
		return outcome{}, err
	}
	if j.in.object != "page" && j.in.object != "instagram" {
		return outcome{}, configError{errors.New("-object is page or instagram")}
	}
	ch, err := as[*facebook.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	form, err := ch.WebhookForm(address) // checks the address
	if err != nil {
		return outcome{}, err
	}
	if j.in.object == "instagram" {
		form.Fields = facebook.DefaultInstagramFields()
	}
	if j.in.fields != "" {
		form.Fields = strings.Split(strings.ReplaceAll(j.in.fields, " ", ""), ",")
	}
	body := struct {
		Object   string `json:"object"`
		Callback string `json:"callback_url"`
		Verify   string `json:"verify_token"`
		Fields   string `json:"fields"`
		Values   bool   `json:"include_values"`
	}{j.in.object, form.CallbackURL, form.VerifyToken.Reveal(), strings.Join(form.Fields, ","), true}
	var said struct {
		Success any `json:"success"` // true, or a text
	}
	if err := ch.Call(ctx, "", http.MethodPost, ch.Info().App+"/subscriptions", body, &said); err != nil {
		return outcome{}, err
	}
	if fmt.Sprint(said.Success) == "false" {
		return outcome{}, errors.New("the answer says that it was not done")
	}
	return appWebhooks(ctx, j)
}

func appDelete(ctx context.Context, j *job) (outcome, error) {
	ch, err := as[*facebook.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	if err := ch.Call(ctx, "", http.MethodDelete, ch.Info().App+"/subscriptions", url.Values{"object": {j.in.object}}, nil); err != nil {
		return outcome{}, err
	}
	return ended("the app's webhook for the object " + j.in.object), nil
}

// copied is the result of facebook form and whatsapp form. The verify token is not in it: it is the
// one of the file.
type copied struct {
	URL    string   `json:"url"`
	Verify string   `json:"verifyToken"` // the file or variable that holds it
	Fields []string `json:"fields"`
}

func appForm(ctx context.Context, j *job) (outcome, error) {
	address, err := j.callback()
	if err != nil {
		return outcome{}, err
	}
	ch, err := as[*facebook.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	form, err := ch.WebhookForm(address)
	if err != nil {
		return outcome{}, err
	}
	return copied{form.CallbackURL, "the verifyToken of your credentials", form.Fields}.outcome(), nil
}

func (c copied) outcome() outcome {
	return outcome{result: c, lines: [][]string{{"Callback URL", c.URL}, {"Verify token", c.Verify}, {"Fields to tick", strings.Join(c.Fields, ", ")}}}
}
