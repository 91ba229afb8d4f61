package directory

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
)

// Whatever a webhook call, a send or a screen asks is answered while a writer holds the lock.
func TestReadersDoNotWait(t *testing.T) {
	ctx := t.Context()
	d, err := New(Options{Drivers: []channel.Driver{telegram.Driver()}})
	if err != nil {
		t.Fatal(err)
	}
	r := Default("telegram")
	r.Tenant, r.ID, r.Name, r.State, r.Hours.Always = "north", "c", "Sales", Active, true
	r.Service.Mode, r.Routing.Queue = Agent, "first-line"
	r.Secrets.Keys = map[string]channel.Keys{"token": channel.NewKeys(channel.Secret("71001:" + strings.Repeat("t", 35))), "webhookSecret": channel.NewKeys("hook-secret")}
	if err := d.Load(ctx, r); err != nil {
		t.Fatal(err)
	}
	to := channel.Thread{Platform: "telegram", Account: "71001", Contact: "4401"}
	call := channel.Webhook{Method: http.MethodPost, Header: http.Header{"X-Telegram-Bot-Api-Secret-Token": {"hook-secret"}}, Body: []byte(`{"update_id":1}`)}
	questions := map[string]func() bool{
		"Find":      func() bool { _, ok := d.Find("c"); return ok },
		"FindName":  func() bool { _, ok := d.FindName("north", "SALES"); return ok },
		"Owner":     func() bool { e, ok := d.Owner(to); return ok && e.Record().ID == "c" },
		"Fetch":     func() bool { _, err := d.Fetch(ctx, "c"); return err == nil },
		"Policy":    func() bool { _, err := d.Policy(ctx, "c"); return err == nil },
		"Receive":   func() bool { _, err := d.Receive(ctx, "/telegram/c", call); return err == nil },
		"Handshake": func() bool { _, seen := d.Handshake("c"); return !seen },
		"Limits":    func() bool { return d.Sender().Limits(to).Text.Max > 0 },
		"a miss":    func() bool { _, err := d.Receive(ctx, "/none", call); return err != nil },
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for name, ask := range questions {
		answer := make(chan bool, 1)
		go func() { answer <- ask() }()
		select {
		case ok := <-answer:
			if !ok {
				t.Errorf("%s has no answer", name)
			}
		case <-time.After(2 * time.Minute):
			t.Errorf("%s waits for the writer", name)
		}
	}
}
