package observe_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/examples/observe"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// Four messages meet four fates.
func Example_metrics() {
	ctx := context.Background()
	registry := prometheus.NewRegistry() // a host serves it with promhttp.HandlerFor
	bot := telegramtest.New(telegramtest.Config{})
	ch, err := telegram.New(telegram.Config{
		Token:         channel.Secret(bot.Config().Token),
		WebhookSecret: channel.NewKeys(channel.Secret(bot.Config().WebhookSecret)),
		HTTP:          bot.Client(),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	d, err := dispatch.New(ch, dispatch.Config{
		Limiter: pace.NewMemory(pace.MemoryConfig{Empty: true}),
		Observe: observe.NewMetrics(registry).Observe,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	deliver := func(contact string, m channel.Message) {
		to := channel.Thread{Platform: "telegram", Account: ch.Info().Accounts[0], Contact: contact}
		r, _, _ := d.Prepare("answer to "+contact, to, m)
		r, _ = d.Deliver(ctx, r)
		fmt.Println(contact, r.Status())
	}
	for _, contact := range []string{"7001", "7002", "7003", "7004"} {
		bot.Say(contact, "Where is my parcel?")
	}
	text := "It will be with you on Friday."
	deliver("7001", channel.Message{Text: text})
	bot.Fail(standin.LoseAnswer(), 1)
	deliver("7002", channel.Message{Text: text})
	bot.Block("7003")
	deliver("7003", channel.Message{Text: text})
	deliver("7004", channel.Message{Text: text, NotAfter: time.Now().Add(-time.Minute)})
	_ = d.Close(ctx)

	families, err := registry.Gather()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, family := range families {
		if family.GetName() == "dispatch_events_total" {
			_, _ = expfmt.MetricFamilyToText(os.Stdout, family)
			continue
		}
		for _, m := range family.GetMetric() { // the seconds differ each time
			fmt.Println(family.GetName(), m.GetLabel()[0].GetValue(), m.GetHistogram().GetSampleCount())
		}
	}
	// Output:
	// 7001 sent
	// 7002 uncertain
	// 7003 failed
	// 7004 dropped
	// dispatch_call_seconds failed 1
	// dispatch_call_seconds sent 1
	// dispatch_call_seconds uncertain 1
	// # HELP dispatch_events_total What happened to messages and their parts.
	// # TYPE dispatch_events_total counter
	// dispatch_events_total{event="accepted",platform="telegram"} 4
	// dispatch_events_total{event="done",platform="telegram"} 4
	// dispatch_events_total{event="dropped",platform="telegram"} 1
	// dispatch_events_total{event="failed",platform="telegram"} 1
	// dispatch_events_total{event="prepared",platform="telegram"} 4
	// dispatch_events_total{event="sent",platform="telegram"} 1
	// dispatch_events_total{event="uncertain",platform="telegram"} 1
	// dispatch_wait_seconds telegram 1
}
