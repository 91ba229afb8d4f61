package main

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

// page is a Page and its subscription.
type page struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	Subscribed bool     `json:"subscribed"`
	Fields     []string `json:"fields"`
	Token      *token   `json:"token,omitempty"` // of facebook page
}

func (p page) cells() []string {
	return []string{p.ID, p.Name, yes(p.Subscribed), strings.Join(p.Fields, ", ")}
}

// readPage asks for a Page's name and for its subscription to the app.
func readPage(ctx context.Context, ch *facebook.Channel, id string) (p page, err error) {
	p = page{ID: id, Fields: []string{}}
	var node struct {
		Name string `json:"name"`
	}
	if err := ch.Call(ctx, id, http.MethodGet, url.PathEscape(id), url.Values{"fields": {"id,name"}}, &node); err != nil {
		return p, err
	}
	p.Name = node.Name
	var apps struct { // Page Subscribed Apps
		Data []struct {
			ID     string   `json:"id"`
			Fields []string `json:"subscribed_fields"`
		} `json:"data"`
	}
	if err := ch.Call(ctx, id, http.MethodGet, url.PathEscape(id)+"/subscribed_apps", nil, &apps); err != nil {
		return p, err
	}
	for _, a := range apps.Data {
		if a.ID == ch.Info().App {
			p.Subscribed = true
			p.Fields = append(p.Fields, a.Fields...)
		}
	}
	return p, nil
}

func (p page) findings() []channel.Finding {
	switch {
	case !p.Subscribed:
		return []channel.Finding{{Code: channel.FindingNotSubscribed, Account: p.ID, Fatal: true, Text: "Meta delivers nothing of this Page: setup facebook connect."}}
	case !slices.Contains(p.Fields, "messages"):
		return []channel.Finding{{Code: channel.FindingMissingEvents, Account: p.ID, Fatal: true, Text: "The subscription of the Page lacks messages: setup facebook connect."}}
	}
	return nil
}

// pageList goes on after a Page that fails, so that one dead token does not hide the others.
func pageList(ctx context.Context, j *job) (outcome, error) {
	ch, err := as[*facebook.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	list := []page{}
	out := outcome{lines: [][]string{{"ID", "NAME", "SUBSCRIBED", "FIELDS"}}}
	var errs []error
	for _, r := range j.record.Pages {
		p, err := readPage(ctx, ch, r.ID)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		list = append(list, p)
		out.lines = append(out.lines, p.cells())
		out.findings = append(out.findings, p.findings()...)
	}
	out.result = list
	return out, errors.Join(errs...)
}

func pageInfo(ctx context.Context, j *job) (outcome, error) {
	ch, err := as[*facebook.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	t, findings, err := readToken(ctx, ch, j, j.in.page)
	if err != nil {
		return outcome{}, err
	}
	p := page{ID: j.in.page, Fields: []string{}}
	if t.Valid {
		if p, err = readPage(ctx, ch, j.in.page); err != nil {
			return outcome{}, err
		}
		findings = append(findings, p.findings()...)
	}
	p.Token = &t
	return outcome{result: p, findings: findings, lines: [][]string{{"id", p.ID}, {"name", p.Name}, {"subscribed", yes(p.Subscribed)},
		{"fields", strings.Join(p.Fields, ", ")}, {"token valid", yes(t.Valid)}, {"token ends", ends(t.Expires)}}}, nil
}

func pageSubscribe(ctx context.Context, j *job) (outcome, error) {
	ch, err := as[*facebook.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	return j.subscribed(ch.Connect(ctx, j.in.page, ""))
}

func pageUnsubscribe(ctx context.Context, j *job) (outcome, error) {
	if j.in.all == (j.in.page != "") {
		return outcome{}, configError{errors.New("either -page or -all is needed")}
	}
	ch, err := as[*facebook.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	if j.in.all {
		if err := ch.Unsubscribe(ctx); err != nil {
			return outcome{}, err
		}
		return ended("subscriptions of every Page, and the app's webhooks"), nil
	}
	if err := ch.Disconnect(ctx, j.in.page); err != nil {
		return outcome{}, err
	}
	return ended("subscription of Page " + j.in.page), nil
}

// token is what Meta says of a Page's token. The token itself is nowhere in it.
type token struct {
	Page    string    `json:"page"` // of the file
	Valid   bool      `json:"valid"`
	Type    string    `json:"type"`
	App     string    `json:"app"`
	Of      string    `json:"of"` // the Page that it belongs to
	Scopes  []string  `json:"scopes"`
	Expires time.Time `json:"expires,omitzero"` // zero: it does not end by time
}

func ends(t time.Time) string {
	if t.IsZero() {
		return "not by time"
	}
	return t.Format(time.RFC3339)
}

// readToken asks about the token of a Page and says what is wrong with it.
func readToken(ctx context.Context, ch *facebook.Channel, j *job, id string) (token, []channel.Finding, error) {
	if !slices.Contains(ch.Info().Accounts, id) {
		return token{}, nil, configError{errors.New("the channel has no Page with this id")}
	}
	got, err := ch.CheckToken(ctx, pageToken(j, id))
	if err != nil {
		return token{}, nil, err
	}
	t := token{Page: id, Valid: got.Valid, Type: got.Type, App: got.App, Of: got.Page, Scopes: append([]string{}, got.Scopes...), Expires: got.Expires}
	var found []channel.Finding
	add := func(code, text string, fatal bool) {
		found = append(found, channel.Finding{Code: code, Account: id, Text: text, Fatal: fatal})
	}
	switch {
	case !got.Valid:
		add(channel.FindingUnauthorized, "The token is dead ("+got.Code+"): "+got.Reason, true)
		return t, found, nil
	case got.App != "" && got.App != ch.Info().App:
		add(channel.FindingOtherApp, "The token belongs to the app "+got.App+".", true)
	case got.Page != id:
		add(channel.FindingOtherAccount, "The token does not belong to this Page.", true)
	}
	for _, scope := range []string{facebook.ScopeMessaging, facebook.ScopeMetadata} {
		if !slices.Contains(got.Scopes, scope) {
			add(channel.FindingMissingPermission, "The token lacks "+scope+".", scope == facebook.ScopeMessaging)
		}
	}
	if !got.Expires.IsZero() {
		add(channel.FindingTokenExpires, "The token ends at "+ends(got.Expires)+".", false)
	}
	return t, found, nil
}

// pageToken is the token of a Page in the configuration.
func pageToken(j *job, id string) channel.Secret {
	for _, accounts := range j.record.Secrets.Tokens {
		if keys, ok := accounts[id]; ok {
			return keys.First()
		}
	}
	return ""
}

func pageTokens(ctx context.Context, j *job) (outcome, error) {
	ch, err := as[*facebook.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	list := []token{}
	out := outcome{lines: [][]string{{"PAGE", "VALID", "TYPE", "APP", "ENDS", "SCOPES"}}}
	for _, r := range j.record.Pages {
		if j.in.page != "" && r.ID != j.in.page {
			continue
		}
		t, findings, err := readToken(ctx, ch, j, r.ID)
		if err != nil {
			return outcome{}, err
		}
		list = append(list, t)
		out.lines = append(out.lines, []string{t.Page, yes(t.Valid), t.Type, t.App, ends(t.Expires), strings.Join(t.Scopes, ", ")})
		out.findings = append(out.findings, findings...)
	}
	if len(list) == 0 {
		return outcome{}, configError{errors.New("the channel has no such Page")}
	}
	out.result = list
	return out, nil
}
