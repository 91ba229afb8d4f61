package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

func bot(t *testing.T) (*telegramtest.Server, channel.Channel) {
	t.Helper()
	server := telegramtest.New(telegramtest.Config{URL: "https://desk.example/webhook"})
	cfg := server.Config()
	ch, err := telegram.New(telegram.Config{
		Token: channel.Secret(cfg.Token), WebhookSecret: channel.NewKeys(channel.Secret(cfg.WebhookSecret)), HTTP: server.Client(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return server, ch
}

func page(t *testing.T) (*facebooktest.Server, channel.Channel) {
	t.Helper()
	server := facebooktest.New(facebooktest.Config{URL: "https://desk.example/webhook"})
	cfg := server.Config()
	ch, err := facebook.New(facebook.Config{
		AppID: cfg.AppID, AppSecret: channel.NewKeys(channel.Secret(cfg.AppSecret)), VerifyToken: channel.NewKeys(channel.Secret(cfg.VerifyToken)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return server, ch
}

func handle(t *testing.T) (*twittertest.Server, channel.Channel) {
	t.Helper()
	server := twittertest.New(twittertest.Config{URL: "https://desk.example/webhook"})
	cfg := server.Config()
	ch, err := twitter.New(twitter.Config{
		Account: cfg.Account, APIKey: cfg.APIKey, APISecret: channel.NewKeys(channel.Secret(cfg.APISecret)),
		AccessToken: channel.Secret(cfg.AccessToken), AccessSecret: channel.Secret(cfg.AccessSecret),
	})
	if err != nil {
		t.Fatal(err)
	}
	return server, ch
}

// platform is what a test needs of a pretended platform.
type platform interface {
	Path() string
	Batch() []*http.Request
	Forge(*http.Request) *http.Request
	Tamper(*http.Request) *http.Request
	Repeat(*http.Request) *http.Request
	Sign([]byte) *http.Request
}

// Every router hands the calls of every platform on as they came: signatures hold, forged and
// changed calls are refused, and what comes again has the same event ID.
func TestRoutersHandCallsOnUnchanged(t *testing.T) {
	tgServer, tg := bot(t)
	fbServer, fb := page(t)
	xServer, x := handle(t)
	tgServer.Say("5551000001", "hello & <é>")
	fbServer.Say("24001", "hello & <é>")
	xServer.Say("2001", "hello & <é>")
	for name, p := range map[string]struct {
		platform platform
		ch       channel.Channel
		tampered int
	}{
		"telegram": {tgServer, tg, 200}, // a shared secret does not cover the body
		"facebook": {fbServer, fb, 401}, "twitter": {xServer, x, 401},
	} {
		genuine := p.platform.Batch()[0]
		for router, mount := range routers {
			t.Run(name+"/"+router, func(t *testing.T) {
				ids := map[string]int{}
				routes := mount(webhook(p.ch, func(_ context.Context, events []channel.Event) error {
					for _, e := range events {
						ids[e.ID]++
					}
					return nil
				}))
				serve := func(r *http.Request) int {
					w := httptest.NewRecorder()
					routes.ServeHTTP(w, r)
					return w.Code
				}
				got := []int{serve(p.platform.Repeat(genuine)), serve(p.platform.Repeat(genuine)), serve(p.platform.Forge(genuine)),
					serve(p.platform.Tamper(genuine)), serve(p.platform.Sign([]byte(`{"broken":`)))}
				if diff := cmp.Diff([]int{200, 200, 401, p.tampered, 200}, got); diff != "" {
					t.Errorf("genuine, again, forged, changed, not to be decoded (-want +got):\n%s", diff)
				}
				again := 0
				for _, n := range ids {
					if n > 1 {
						again++
					}
				}
				if again != 1 {
					t.Errorf("event ids %v; want one that came again", ids)
				}
			})
		}
	}
}

// Platforms check an endpoint with GET: every router hands it on with its query.
func TestRoutersAnswerHandshakes(t *testing.T) {
	server, ch := page(t)
	for router, mount := range routers {
		if err := server.Handshake(mount(webhook(ch, nothing))); err != nil {
			t.Errorf("%s: %v", router, err)
		}
	}
}

// Fiber's own server, without net/http.
func TestFiberServer(t *testing.T) {
	server, ch := bot(t)
	server.Say("5551000001", "hello")
	app := newFiber(webhook(ch, nothing))
	call := server.Batch()[0]
	body, err := io.ReadAll(call.Body)
	if err != nil {
		t.Fatal(err)
	}
	for want, r := range map[int]*http.Request{200: call, 401: server.Forge(call)} {
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer, err := app.Test(r)
		if err != nil {
			t.Fatal(err)
		}
		if answer.StatusCode != want {
			t.Errorf("answered %d, want %d", answer.StatusCode, want)
		}
	}
}

func nothing(context.Context, []channel.Event) error { return nil }

func TestHostAnswers(t *testing.T) {
	server, ch := bot(t)
	server.Say("5551000001", "hello")
	if diff := cmp.Diff([]int{200}, server.Deliver(netHTTP(webhook(ch, printAndAnswer(ch))))); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	var got []string
	for _, m := range server.Sent() {
		got = append(got, m.To+": "+m.Text)
	}
	if diff := cmp.Diff([]string{"5551000001: You said: hello"}, got); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
}

func TestHostAsksForAnotherDeliveryWhenItCannotStore(t *testing.T) {
	server, ch := bot(t)
	server.Say("5551000001", "hello")
	full := func(context.Context, []channel.Event) error { return errors.New("disk full") }
	if diff := cmp.Diff([]int{503}, server.Deliver(netHTTP(webhook(ch, full)))); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	if server.Pending() != 1 {
		t.Errorf("%d webhooks wait for another delivery, want 1", server.Pending())
	}
}

// The smallest host keeps nothing, so it answers a repeated call again; in everything else it is a
// good host.
func TestHostAnswersNobodyButCustomers(t *testing.T) {
	channeltest.CheckHost(t, channeltest.Host{Path: "/webhook", New: func(_ testing.TB, ch channel.Channel) http.Handler {
		seen, answer := map[string]bool{}, printAndAnswer(ch)
		return netHTTP(webhook(ch, func(ctx context.Context, events []channel.Event) error {
			fresh := events[:0:0]
			for _, e := range events { // a unique index of a database
				if !seen[e.ID] {
					fresh = append(fresh, e)
				}
				seen[e.ID] = true
			}
			return answer(ctx, fresh)
		}))
	}})
}
