package telegram_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

const callback = "https://kiosk.example/telegram/hook"

func TestSubscribe(t *testing.T) {
	ch, server := hired(t, telegramtest.Config{Fresh: true}, nil)
	before, err := channel.CheckSubscription(t.Context(), ch)
	require.NoError(t, err)
	want := channel.Subscription{Accounts: []string{bot}, Findings: []channel.Finding{
		{Code: channel.FindingNoWebhook, Account: bot, Fatal: true, Text: "No webhook is set: Telegram keeps updates for a day, and then drops them."},
		{Code: channel.FindingPending, Account: bot, Text: "1 updates wait to be delivered."},
	}}
	if diff := cmp.Diff(want, before); diff != "" {
		t.Errorf("before (-want +got):\n%s", diff)
	}
	got, err := channel.Subscribe(t.Context(), ch, callback)
	require.NoError(t, err)
	want = channel.Subscription{URL: callback, Active: true, Accounts: []string{bot}, Findings: want.Findings[1:]}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Subscribe (-want +got):\n%s", diff)
	}
	// Updates that waited are delivered with the right secret.
	if events := received(t, ch, server); len(events) != 1 {
		t.Errorf("%d events came", len(events))
	}
	server.Advance(2 * time.Second)
	_, err = channel.Subscribe(t.Context(), ch, callback)
	require.NoError(t, err, "what is in place already counts as success")
	server.Advance(2 * time.Second)
	require.NoError(t, channel.Unsubscribe(t.Context(), ch))
	server.Advance(2 * time.Second)
	require.NoError(t, channel.Unsubscribe(t.Context(), ch), "what is gone already counts as success")
	after, err := channel.CheckSubscription(t.Context(), ch)
	if err != nil || after.Active || after.URL != "" {
		t.Errorf("after: %+v, %v", after, err)
	}
}

func TestSubscribeWithoutASecret(t *testing.T) {
	ch, server := hired(t, telegramtest.Config{}, func(c *telegram.Config) { c.WebhookSecret, c.InsecureNoSecret = nil, true })
	got, err := ch.Subscribe(t.Context(), callback)
	require.NoError(t, err)
	found := got.Findings[len(got.Findings)-1]
	if found.Code != channel.FindingNoSecret || !strings.Contains(found.Text, "cleared") {
		t.Errorf("findings %+v", got.Findings)
	}
	if strings.Contains(server.Calls()[0].Body, "secret_token") {
		t.Errorf("sent %s", server.Calls()[0].Body)
	}
}

// An address may hold what proves a call: Telegram makes it a header of Basic authentication. It is
// sent, and not shown.
func TestSubscriptionShowsNoPassword(t *testing.T) {
	const address, shown = "https://desk:Kiosk-password-77@kiosk.example/hook", "https://desk:xxxxx@kiosk.example/hook"
	for _, checked := range []bool{true, false} {
		ch, server := hired(t, telegramtest.Config{Fresh: true}, nil)
		if !checked {
			server.Fail(standin.Refuse().On("getMe"), 1)
		}
		got, err := ch.Subscribe(t.Context(), address)
		if err != nil || got.URL != shown || !strings.Contains(server.Calls()[0].Body, address) {
			t.Errorf("Subscribe = %+v, %v after %s", got, err, server.Calls()[0].Body)
		}
	}
	ch, f := sending(t, nil)
	_, err := ch.Subscribe(t.Context(), "https://kiosk.example/"+token.Reveal())
	if diff := cmp.Diff([]complaint{{"callbackUrl", channel.CodeInvalid}}, complaints(err)); diff != "" || f.calls != 0 {
		t.Errorf("with the bot's token in it: %v after %d calls (-want +got):\n%s", err, f.calls, diff)
	}
}

// The webhook is set even when Telegram cannot be asked what it made of it.
func TestSubscribeUnchecked(t *testing.T) {
	ch, server := hired(t, telegramtest.Config{Fresh: true}, nil)
	server.Fail(standin.Refuse().On("getMe"), 1)
	got, err := ch.Subscribe(t.Context(), callback)
	if err != nil || !got.Active || got.URL != callback || len(got.Findings) != 1 || got.Findings[0].Code != channel.FindingUnchecked {
		t.Errorf("Subscribe = %+v, %v", got, err)
	}
	server.Fail(standin.Refuse().On("getWebhookInfo"), 1)
	if _, err := ch.CheckSubscription(t.Context()); !errors.Is(err, channel.ErrUnavailable) {
		t.Errorf("CheckSubscription: %v", err)
	}
}

func TestCheckSubscription(t *testing.T) {
	now := time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC)
	type finding struct {
		Code  string
		Fatal bool
		Part  string
	}
	everything := `"allowed_updates":["` + strings.Join(telegram.DefaultUpdates(), `","`) + `"]`
	tests := []struct {
		name string
		me   string
		info string
		want []finding
	}{
		{"healthy", bot, `{"url":"https://a.example/h","has_custom_certificate":false,"pending_update_count":0,"max_connections":40,` + everything + `}`, nil},
		{"Telegram's default kinds", bot, `{"url":"https://a.example/h","pending_update_count":0}`, nil},
		{"failing now", bot, fmt.Sprintf(`{"url":"https://a.example/h","pending_update_count":12,"last_error_date":%d,"last_error_message":"Wrong response from the webhook: 401 Unauthorized"}`, now.Add(-time.Minute).Unix()),
			[]finding{{channel.FindingFailing, true, "at 2026-06-09T11:59:00Z: Wrong response from the webhook: 401"}, {channel.FindingPending, false, "12 updates"}}},
		{"failed once", bot, fmt.Sprintf(`{"url":"https://a.example/h","last_error_date":%d,"last_error_message":"Connection refused"}`, now.Add(-time.Hour).Unix()),
			[]finding{{channel.FindingFailing, false, "Connection refused"}}},
		{"out of step", bot, `{"url":"https://a.example/h","last_synchronization_error_date":1781000000}`, []finding{{telegram.FindingOutOfSync, false, "2026-06-09T10:13:20Z"}}},
		{"kinds are missing", bot, `{"url":"https://a.example/h","allowed_updates":["message","callback_query","poll"]}`,
			[]finding{{channel.FindingMissingEvents, false, "edited_message, my_chat_member, business_connection"}}},
		{"another bot", "12", `{"url":"https://a.example/h"}`, []finding{{channel.FindingOtherAccount, true, "bot 12, not " + bot}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ch, f := sending(t, func(c *telegram.Config) { c.Now = func() time.Time { return now } })
			f.on = map[string]func(){
				"getMe":          func() { f.answer = `{"ok":true,"result":{"id":` + tt.me + `,"is_bot":true,"first_name":"K"}}` },
				"getWebhookInfo": func() { f.answer = `{"ok":true,"result":` + tt.info + `}` },
			}
			got, err := ch.CheckSubscription(t.Context())
			require.NoError(t, err)
			var found []finding
			for i, x := range got.Findings {
				part := x.Text
				if i < len(tt.want) && strings.Contains(part, tt.want[i].Part) {
					part = tt.want[i].Part
				}
				found = append(found, finding{x.Code, x.Fatal, part})
			}
			if diff := cmp.Diff(tt.want, found); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}
