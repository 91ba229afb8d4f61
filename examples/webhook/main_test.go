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

// What is proved and cannot be decoded is kept: refused, it would come again for days and hold up what is behind it.
func TestHandlerKeepsWhatCannotBeDecoded(t *testing.T) {
	server, ch := bot(t)
	server.Raw([]byte(`{"update_id":7,`))
	var kept []string
	keep := func(_ context.Context, _ channel.Channel, events []channel.Event) error {
		for _, e := range events {
			kept = append(kept, channel.Kind(e.Body)+" "+string(e.Raw))
		}
		return nil
	}
	if diff := cmp.Diff([]int{200}, server.Deliver(handler(ch, keep))); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{`custom {"update_id":7,`}, kept); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}
