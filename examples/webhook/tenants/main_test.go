package main

import (
	"context"
	"net"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// Customers of three platforms and two tenants get an answer each, at the path of their channel.
func TestServe(t *testing.T) {
	bot := telegramtest.New(telegramtest.Config{URL: "https://desk.example/north/telegram"})
	page := facebooktest.New(facebooktest.Config{URL: "https://desk.example/north/facebook"})
	handle := twittertest.New(twittertest.Config{URL: "https://desk.example/south/twitter"})
	records := []directory.Record{directorytest.Record(bot), directorytest.Record(page), directorytest.Record(handle)}
	for i, tenant := range []string{"north", "north", "south"} {
		records[i].Tenant, records[i].Service.Mode = tenant, directory.Bot
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	store, err := sqlite.Open(ctx, "sqlite", filepath.Join(t.TempDir(), "tenants.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	cfg := config(store, records)
	cfg.Directory.HTTP = standin.NewInternet(bot, page, handle).Client()
	h, err := host.New(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() {
		ended <- h.Serve(ctx, server(h), listener)
	}()
	bot.Say("7001", "hello")
	page.Say("24001", "hello")
	handle.Say("2001", "hello")
	for _, platform := range []interface {
		HookURL(string, *http.Client)
		Path() string
		Flush(context.Context) error
	}{bot, page, handle} {
		platform.HookURL("http://"+listener.Addr().String()+platform.Path(), nil)
		if err := platform.Flush(ctx); err != nil {
			t.Errorf("%s: %v", platform.Path(), err)
		}
	}
	for len(bot.Sent()) == 0 || len(page.Sent()) == 0 || len(handle.Sent()) == 0 {
		if time.Sleep(5 * time.Millisecond); ctx.Err() != nil {
			t.Fatalf("%d, %d and %d answers", len(bot.Sent()), len(page.Sent()), len(handle.Sent()))
		}
	}
	for _, got := range []string{bot.Sent()[0].Text, page.Sent()[0].Text, handle.Sent()[0].Text} {
		if got != "You said: hello" {
			t.Errorf("a customer reads %q", got)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
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
