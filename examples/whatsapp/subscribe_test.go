package whatsapp_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

const callback = "https://desk.example/whatsapp"

// findings are the codes of a subscription, with their accounts.
func findings(sub channel.Subscription) (all []string) {
	for _, f := range sub.Findings {
		all = append(all, f.Code+" "+f.Account)
	}
	return all
}

// A fresh account is set up from nothing, and a second time changes nothing.
func TestSubscribe(t *testing.T) {
	for _, override := range []bool{false, true} {
		w := newWorld(t, whatsapptest.Config{Fresh: true, Numbers: []string{numberID, secondID}}, func(c *whatsapp.Config) { c.Override = override })
		before, err := channel.CheckSubscription(t.Context(), w.ch)
		if diff := cmp.Diff([]string{"not_subscribed "}, findings(before)); err != nil || diff != "" || before.Active {
			t.Errorf("before: %+v, %v", before, err)
		}
		sub, err := channel.Subscribe(t.Context(), w.ch, callback)
		want := channel.Subscription{URL: callback, Active: true, Accounts: []string{numberID, secondID}}
		if diff := cmp.Diff(want, sub); err != nil || diff != "" {
			t.Errorf("override %v: %v (-want +got):\n%s", override, err, diff)
		}
		w.Say(userID, "Hello")
		if got := w.one(t); got.Body.(channel.Message).Text != "Hello" {
			t.Errorf("%+v", got)
		}
		posts := func() int {
			return len(slices.DeleteFunc(w.Calls(), func(c standin.Call) bool { return c.Method == "GET" }))
		}
		n := posts()
		if _, err := channel.Subscribe(t.Context(), w.ch, callback); err != nil || posts() != n {
			t.Errorf("again: %v, %d calls that change something", err, posts()-n)
		}
		if err := channel.Unsubscribe(t.Context(), w.ch); err != nil {
			t.Fatal(err)
		}
		if err := channel.Unsubscribe(t.Context(), w.ch); err != nil {
			t.Errorf("twice: %v", err)
		}
		if after, err := channel.CheckSubscription(t.Context(), w.ch); err != nil || after.Active {
			t.Errorf("after: %+v, %v", after, err)
		}
	}
}

// Each reason why a number does not work is a finding with a code.
func TestFindings(t *testing.T) {
	allFields := string(standin.JSON(whatsapp.DefaultFields()))
	for name, tt := range map[string]struct {
		cfg    whatsapptest.Config
		change func(*world)
		check  string // callback URL that is asked for
		want   []string
	}{
		"all right":    {want: nil},
		"unregistered": {cfg: whatsapptest.Config{Unregistered: true}, want: []string{"not_verified " + numberID, "not_registered " + numberID}},
		"low quality":  {change: func(w *world) { w.Quality(numberID, "RED") }, want: []string{"low_quality " + numberID}},
		"a dead token": {change: func(w *world) { w.Revoke() }, want: []string{"unauthorized "}},
		"a lost permission": {change: func(w *world) {
			w.Fail(standin.Status(403, `{"error":{"code":10,"message":"no"}}`).On("/"+business), 1)
		},
			want: []string{"missing_permission "}},
		"no webhook of the app": {change: func(w *world) {
			w.Fail(standin.Status(200, `{"data":[]}`).On("/subscriptions"), 1)
		},
			want: []string{"no_webhook "}},
		"an inactive webhook": {change: func(w *world) {
			w.Fail(standin.Status(200, `{"data":[{"object":"whatsapp_business_account","callback_url":"`+callback+`","active":false,"fields":[]}]}`).On("/subscriptions"), 1)
		},
			want: []string{"no_webhook ", "missing_events "}},
		"another address than was set": {check: callback, change: func(w *world) {
			w.Fail(standin.Status(200, `{"success":true,"data":[{"object":"whatsapp_business_account","callback_url":"https://old.example/hook","active":true,"fields":`+allFields+`}]}`).On("/subscriptions"), 3)
		},
			want: []string{"other_url "}},
		"a lost permission for a number": {change: func(w *world) {
			w.Fail(standin.Status(403, `{"error":{"code":10,"message":"no"}}`).On("/"+numberID), 1)
		},
			want: []string{"missing_permission " + numberID}},
		"no answer for a number": {change: func(w *world) {
			w.Fail(standin.Status(400, `{"error":{"code":100,"message":"no"}}`).On("/"+numberID), 1)
		},
			want: []string{"unchecked " + numberID}},
	} {
		w := newWorld(t, tt.cfg, nil)
		if tt.change != nil {
			tt.change(w)
		}
		ask := w.ch.CheckSubscription
		if tt.check != "" {
			ask = func(ctx context.Context) (channel.Subscription, error) { return w.ch.Subscribe(ctx, tt.check) }
		}
		sub, err := ask(t.Context())
		if diff := cmp.Diff(tt.want, findings(sub)); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
}

// A webhook that leads elsewhere, and one that lacks fields, are put right.
func TestSubscribeRepairs(t *testing.T) {
	w := newWorld(t, whatsapptest.Config{URL: "https://old.example/hook"}, nil)
	sub, err := w.ch.Subscribe(t.Context(), callback)
	if err != nil || sub.URL != callback || len(sub.Findings) != 0 {
		t.Errorf("another URL: %+v, %v", sub, err)
	}
	fields := whatsapp.DefaultFields()
	small := newWorld(t, whatsapptest.Config{Fresh: true}, func(c *whatsapp.Config) { c.Fields = fields[:1] })
	if _, err := small.ch.Subscribe(t.Context(), callback); err != nil {
		t.Fatal(err)
	}
	more := newChannel(t, func(c *whatsapp.Config) { c.HTTP = small.Client() })
	small.ch = more
	if sub, err := more.CheckSubscription(t.Context()); err != nil || !slices.Contains(findings(sub), "missing_events ") {
		t.Errorf("fewer fields: %+v, %v", sub, err)
	}
	if sub, err := more.Subscribe(t.Context(), callback); err != nil || len(sub.Findings) != 0 {
		t.Errorf("repaired: %+v, %v", sub, err)
	}
}

// An address that Meta does not call is a complaint, and an endpoint that fails the check an error.
func TestSubscribeRefuses(t *testing.T) {
	w := newWorld(t, whatsapptest.Config{Fresh: true}, nil)
	for _, bad := range []string{"", "http://desk.example", "https://user:pw@desk.example", "https://desk.example/#x", "https://"} {
		_, err := w.ch.Subscribe(t.Context(), bad)
		if diff := cmp.Diff([]complaint{{"callbackUrl", channel.CodeInvalid}}, complaints(err)); diff != "" {
			t.Errorf("%q: %v", bad, err)
		}
	}
	other := newChannel(t, func(c *whatsapp.Config) { c.HTTP, c.VerifyToken = w.Client(), channel.NewKeys("other-token") })
	if _, err := other.Subscribe(t.Context(), callback); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("the host answers another verify token: %v", err)
	}
	if _, err := newChannel(t, func(c *whatsapp.Config) { c.Token = "" }).Subscribe(t.Context(), callback); !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("without a token: %v", err)
	}
}
