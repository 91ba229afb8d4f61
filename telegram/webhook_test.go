package telegram_test

import (
	"errors"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// Each call replaces all settings, so each must say all of them.
func TestSetWebhookSaysEverything(t *testing.T) {
	ch, f := sending(t, nil)
	f.answer = `{"ok":true,"result":true,"description":"Webhook was set"}`
	var first string
	watch := func() { first = f.body }
	tests := []struct {
		name string
		o    telegram.WebhookOptions
		want string
	}{
		{"nothing", telegram.WebhookOptions{}, `{"url":"` + callback + `","secret_token":"kiosk-secret_0123456789","allowed_updates":["message","edited_message","callback_query","my_chat_member",` +
			`"business_connection","business_message","edited_business_message","deleted_business_messages","stopped_message_generation"]}`},
		{"everything", telegram.WebhookOptions{AllowedUpdates: []string{"message", "message_reaction"}, MaxConnections: 7, IPAddress: "198.51.100.7", DropPending: true},
			`{"url":"` + callback + `","secret_token":"kiosk-secret_0123456789","allowed_updates":["message","message_reaction"],"max_connections":7,"ip_address":"198.51.100.7","drop_pending_updates":true}`},
	}
	for _, tt := range tests {
		f.on = map[string]func(){"setWebhook": watch}
		_, err := ch.SetWebhook(t.Context(), callback, tt.o)
		require.NoError(t, err)
		if diff := cmp.Diff(tt.want, first); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	pem := "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"
	var parts map[string]string
	f.on = map[string]func(){"setWebhook": func() { parts = form(t, f) }}
	_, err := ch.SetWebhook(t.Context(), callback, telegram.WebhookOptions{Certificate: []byte(pem), AllowedUpdates: []string{"message"}})
	require.NoError(t, err)
	want := map[string]string{"url": callback, "secret_token": secret.Reveal(), "allowed_updates": `["message"]`, "certificate": "certificate.pem (application/octet-stream): " + pem}
	if diff := cmp.Diff(want, parts); diff != "" {
		t.Errorf("with a certificate (-want +got):\n%s", diff)
	}
}

// Telegram ends the old webhook before it looks at the new one, so a bad address must not reach it.
func TestSubscribeRefusesAddresses(t *testing.T) {
	ch, f := sending(t, nil)
	for _, address := range []string{
		"", "kiosk.example", "http://kiosk.example/hook", "https://kiosk.example:28090/hook", "https://kiosk/hook", "https://10.0.0.7/hook", "https://127.0.0.1/hook",
		"https://[2001:db8::1]/hook", "https://169.254.1.1/hook", "https:///hook", "https://kiosk.example/hook#a", "ftp://kiosk.example/",
	} {
		_, err := ch.Subscribe(t.Context(), address)
		if diff := cmp.Diff([]complaint{{"callbackUrl", channel.CodeInvalid}}, complaints(err)); diff != "" || !errors.Is(err, channel.ErrRejected) {
			t.Errorf("%q: %v (-want +got):\n%s", address, err, diff)
		}
	}
	bad := telegram.WebhookOptions{Certificate: []byte{0x30, 0x82}, MaxConnections: -1, IPAddress: "::1", AllowedUpdates: []string{"message", "Poll!"}}
	_, err := ch.SetWebhook(t.Context(), callback, bad)
	want := []complaint{{"webhook.certificate", channel.CodeInvalid}, {"webhook.maxConnections", channel.CodeInvalid}, {"webhook.ipAddress", channel.CodeInvalid}, {"webhook.allowedUpdates[1]", channel.CodeInvalid}}
	if diff := cmp.Diff(want, complaints(err)); diff != "" {
		t.Errorf("options (-want +got):\n%s", diff)
	}
	_, err = telegram.New(telegram.Config{Token: token, WebhookSecret: channel.NewKeys(secret), Webhook: bad})
	if diff := cmp.Diff(want, complaints(err)); diff != "" {
		t.Errorf("in a Config (-want +got):\n%s", diff)
	}
	if f.calls != 0 {
		t.Errorf("%d calls were made", f.calls)
	}
	for _, address := range []string{"https://kiosk.example:8443/hook", "https://149.154.167.220:88/hook", "https://user:password@kiosk.example/hook"} {
		f.answer = `{"ok":true,"result":true}`
		if _, err := ch.Subscribe(t.Context(), address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	local, f2 := sending(t, func(c *telegram.Config) { c.BaseURL, c.Local = "http://localhost:8081", true })
	f2.answer = `{"ok":true,"result":true}`
	if _, err := local.Subscribe(t.Context(), "http://10.0.0.7:28090/hook"); err != nil {
		t.Errorf("a local server takes any address: %v", err)
	}
}

// Telegram says "true" whether there was something to change or not.
func TestAnswersThatNothingChanged(t *testing.T) {
	for _, text := range []string{"Webhook was deleted", "Webhook is already deleted", ""} {
		ch, f := sending(t, nil)
		f.answer = `{"ok":true,"result":true,"description":"` + text + `"}`
		if err := ch.Unsubscribe(t.Context()); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	ch, server := hired(t, telegramtest.Config{}, nil)
	for range 2 { // "was set", "is already set"
		server.Advance(2e9)
		sub, err := ch.Subscribe(t.Context(), callback)
		if err != nil || sub.URL != callback || !sub.Active {
			t.Errorf("Subscribe: %+v, %v", sub, err)
		}
	}
}
