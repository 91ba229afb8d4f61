package main

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
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

func TestHandlerAnswers(t *testing.T) {
	server, ch := bot(t)
	server.Say("5551000001", "hello")
	if diff := cmp.Diff([]int{200}, server.Deliver(handler(ch, printEvents))); diff != "" {
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

func TestHandlerAsksForAnotherDeliveryWhenItCannotStore(t *testing.T) {
	server, ch := bot(t)
	server.Say("5551000001", "hello")
	full := func(context.Context, channel.Channel, []channel.Event) error { return errors.New("disk full") }
	if diff := cmp.Diff([]int{503}, server.Deliver(handler(ch, full))); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	if server.Pending() != 1 {
		t.Errorf("%d webhooks wait for another delivery, want 1", server.Pending())
	}
}
