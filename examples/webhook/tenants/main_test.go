package main

import (
	"testing"
	"testing/synctest"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation/host/hosttest"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// Customers of three platforms and two tenants get an answer each, at the path of their channel, by
// the program's own routes.
func TestServe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bot := telegramtest.New(telegramtest.Config{URL: "https://desk.example.com/north/telegram"})
		page := facebooktest.New(facebooktest.Config{URL: "https://desk.example.com/north/facebook"})
		handle := twittertest.New(twittertest.Config{URL: "https://desk.example.com/south/twitter"})
		h := hosttest.Start(t, config(), bot, page, handle)
		h.Routes = server(h.Host).Handler
		bot.Say("7001", "hello")
		page.Say("24001", "hello")
		handle.Say("2001", "hello")
		h.Settle()
		for _, got := range []string{bot.Sent()[0].Text, page.Sent()[0].Text, handle.Sent()[0].Text} {
			if got != "You said: hello" {
				t.Errorf("a customer reads %q", got)
			}
		}
		if e, _ := h.Directory.Owner(h.Thread(handle, "2001")); e.Tenant() != "south" {
			t.Errorf("the account on X is of tenant %q", e.Tenant())
		}
	})
}

// The records are whole but for what the environment would give.
func TestChannels(t *testing.T) {
	for name, value := range map[string]string{
		"NORTH_TELEGRAM_TOKEN": "71001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "NORTH_TELEGRAM_SECRET": "made-by-the-host", "NORTH_FACEBOOK_APP": "8801",
		"NORTH_FACEBOOK_PAGE": "24001", "NORTH_FACEBOOK_SECRET": "app-secret-8801", "NORTH_FACEBOOK_VERIFY": "verify-token", "NORTH_FACEBOOK_TOKEN": "page-token",
		"SOUTH_X_ACCOUNT": "3001", "SOUTH_X_KEY": "api-key-3001", "SOUTH_X_SECRET": "api-secret", "SOUTH_X_TOKEN": "3001-access-token", "SOUTH_X_TOKEN_SECRET": "access-secret",
	} {
		t.Setenv(name, value)
	}
	d, err := directory.New(directory.Options{Drivers: []channel.Driver{telegram.Driver(), facebook.Driver(), twitter.Driver()}})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.LoadChecked(t.Context(), channels()...); err != nil || d.Len() != 3 {
		t.Errorf("%d channels: %v", d.Len(), err)
	}
}
