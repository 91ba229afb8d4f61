package observe_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
	"github.com/contactkit/contactkit/examples/observe"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// A webhook call comes 20 seconds late, and the platform loses the webhook: both are measured, the
// second for as long as it is fresh.
func TestPlatforms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		bot := telegramtest.New(telegramtest.Config{Now: time.Now})
		d, err := directory.New(directory.Options{Drivers: []channel.Driver{telegram.Driver()}, HTTP: bot.Client()})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Load(ctx, directorytest.Record(bot)); err != nil {
			t.Fatal(err)
		}
		service, err := conversation.New(conversation.Config{Store: conversation.NewMemory(conversation.MemoryConfig{}), Directory: d})
		if err != nil {
			t.Fatal(err)
		}
		registry := prometheus.NewRegistry()
		platforms := observe.NewPlatforms(registry, 10*time.Minute)
		measured := func() map[string]float64 {
			families, err := registry.Gather()
			if err != nil {
				t.Fatal(err)
			}
			all := make(map[string]float64)
			for _, f := range families {
				for _, m := range f.GetMetric() {
					if h := m.GetHistogram(); h != nil {
						all[f.GetName()] = h.GetSampleSum()
						continue
					}
					name := f.GetName()
					for _, l := range m.GetLabel() {
						name += " " + l.GetValue()
					}
					all[name] = m.GetGauge().GetValue()
				}
			}
			return all
		}
		check := platforms.Check(d)
		bot.Say("7001", "hello")
		time.Sleep(20 * time.Second)
		if got := bot.Deliver(&directory.Handler{Directory: d, Store: platforms.Receive(service)}); len(got) != 1 || got[0] != http.StatusOK {
			t.Fatalf("the webhook call is answered with %d", got)
		}
		for e := range d.All() {
			if err := channel.Unsubscribe(ctx, e.Channel()); err != nil {
				t.Fatal(err)
			}
		}
		if err := check(ctx); err != nil {
			t.Fatal(err)
		}
		want := map[string]float64{"contactkit_webhook_lag_seconds": 20, "contactkit_channel_findings true no_webhook telegram": 1}
		if diff := cmp.Diff(want, measured()); diff != "" {
			t.Errorf("metrics (-want +got):\n%s", diff)
		}
		time.Sleep(11 * time.Minute)
		delete(want, "contactkit_channel_findings true no_webhook telegram")
		if diff := cmp.Diff(want, measured()); diff != "" {
			t.Errorf("metrics later (-want +got):\n%s", diff)
		}
		canceled, cancel := context.WithCancel(ctx)
		cancel()
		if err := check(canceled); err == nil {
			t.Error("a check that is broken off is no error")
		}
	})
}
