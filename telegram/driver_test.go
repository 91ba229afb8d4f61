package telegram_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
)

// The five fields of AICC's form make a channel that says what it cannot do yet. Until then it
// takes no call and sends nothing.
func TestFiveFieldsOfAICC(t *testing.T) {
	set := channel.Settings{
		Values: map[string]string{"gatewayUrl": "https://192.0.2.10:28090", "gatewayAppKey": "app-key-1"},
		Keys:   map[string]channel.Keys{"gatewayAppSecret": channel.NewKeys("app-secret-1")},
	}
	driver := telegram.Driver()
	ch, err := driver.Open(set)
	require.NoError(t, err)
	if diff := cmp.Diff(channel.Info{Platform: telegram.Platform}, ch.Info()); diff != "" {
		t.Errorf("Info (-want +got):\n%s", diff)
	}
	_, err = ch.Receive(channel.Webhook{Method: "POST", Body: []byte(`{"update_id":1}`), At: time.Unix(1_790_000_000, 0)})
	if !errors.Is(err, channel.ErrForged) {
		t.Errorf("Receive without a secret = %v, want %v", err, channel.ErrForged)
	}
	_, err = ch.Send(context.Background(), channel.Thread{Platform: telegram.Platform, Contact: "5"}, channel.Message{Text: "Hello"})
	if err == nil {
		t.Error("a channel without account sent a message")
	}
	var missing []string
	for _, e := range channel.FieldErrors(driver.Check(set)) {
		if e.Code != channel.CodeMissing {
			t.Errorf("%v has the code %s", e, e.Code)
		}
		missing = append(missing, e.Field)
	}
	if diff := cmp.Diff([]string{"account", "webhookSecret", "gatewayTokenUrl", "gatewayPath"}, missing); diff != "" {
		t.Errorf("Check (-want +got):\n%s", diff)
	}

	// An address of the operators replaces the one that a form would ask for.
	system := telegram.System{FabricAddress: "192.0.2.10:28070"}.Driver()
	set.Values["account"], set.Values["gatewayPath"] = "71001", "/apiaccess/x/{method}"
	set.Keys["webhookSecret"] = channel.NewKeys("hook-secret")
	if err := system.Check(set); err != nil {
		t.Errorf("with all of it: %v", err)
	}
	ch, err = system.Open(set)
	require.NoError(t, err)
	if got := ch.Info().Accounts; !cmp.Equal(got, []string{"71001"}) {
		t.Errorf("accounts %v", got)
	}
	// Of the five, none may be missing.
	delete(set.Keys, "gatewayAppSecret")
	if _, err := telegram.Driver().Open(set); len(channel.FieldErrors(err)) == 0 {
		t.Errorf("without app secret: %v", err)
	}
}

// Settings.HTTP makes the calls in place of Settings.TLS and Settings.Dial.
func TestDriverTakesHTTPInPlaceOfTLS(t *testing.T) {
	set := channel.Settings{
		Keys: map[string]channel.Keys{"token": channel.NewKeys("7100000001:AAexample-token-for-tests-0123456789"), "webhookSecret": channel.NewKeys("example-secret")},
		HTTP: new(http.Client), TLS: channel.TLS{ServerName: "telegram.example"},
		Dial: func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("not asked") },
	}
	if _, err := telegram.Driver().Open(set); err != nil {
		t.Error(err)
	}
}
