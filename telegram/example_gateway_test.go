package telegram_test

import (
	"context"
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/apifabric"
	"github.com/contactkit/contactkit/telegram/apifabric/apifabrictest"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// A bot behind Huawei's API Fabric, which keeps its token. Paths and body come from whoever runs
// the gateway; without them the channel says what is missing.
func ExampleGateway() {
	bot := telegramtest.New(telegramtest.Config{Token: "7100000001:AAFexampleexampleexampleexampleexam"})
	bot.Say("7001", "hello")
	fabric := apifabrictest.New(apifabrictest.Config{Bot: bot})
	cfg := telegram.Config{
		Account: "7100000001", WebhookSecret: channel.NewKeys("example-webhook-secret"),
		Gateway: &telegram.Gateway{
			Fabric: apifabric.Config{
				TokenURL: apifabrictest.TokenURL, BusinessURL: apifabrictest.BusinessURL,
				AppKey: fabric.Config().AppKey, AppSecret: channel.Secret(fabric.Config().AppSecret), HTTP: fabric.Client(),
			},
			Subscribed: []string{"telegram_north_v1.0.0", "ccmessage_telegram_north_v1.0.0"},
		},
	}
	to := channel.Thread{Platform: telegram.Platform, Account: "7100000001", Contact: "7001"}
	send := func() {
		ch, err := telegram.New(cfg)
		if err != nil {
			fmt.Println(err)
			return
		}
		sent, err := ch.Send(context.Background(), to, channel.Message{Text: "How can we help?"})
		fmt.Println(sent.IDs, err)
		sub, err := channel.CheckSubscription(context.Background(), ch)
		for _, f := range sub.Findings {
			fmt.Println("-", f.Text)
		}
		if err != nil {
			fmt.Println(err)
		}
	}
	send()
	cfg.Gateway.Path, cfg.Gateway.Encode = "/apiaccess/example/telegram/{method}", telegram.EncodeBotAPI
	cfg.Gateway.Subscribed = apifabric.RequiredAPIs()
	send()
	// Output:
	// [] telegram: send: not authorized: gateway.path: how the gateway is told to send is not configured: its path is missing
	// - How to send through the gateway is not configured: path and encoder are needed.
	// - The app has not subscribed to the API file_donload_get-v1.0.0-manual - v1.0.0.
	// - The webhook cannot be looked at: it is set at Telegram with a token that is not known here.
	// [2] <nil>
	// - The webhook cannot be looked at: it is set at Telegram with a token that is not known here.
}

// The operators of a host say once where the gateway is and which addresses a tenant may name; the
// rest is the tenant's form.
func ExampleSystem() {
	driver := telegram.System{
		FabricAddress: "10.20.30.40:28070",
		Trusted:       []string{"https://10.20.30.40:28090"},
	}.Driver()
	_, err := driver.Open(channel.Settings{
		Values: map[string]string{"account": "7100000001", "gatewayUrl": "https://10.20.30.99:28090", "gatewayAppKey": "key"},
		Keys:   map[string]channel.Keys{"webhookSecret": channel.NewKeys("example-webhook-secret"), "gatewayAppSecret": channel.NewKeys("example-secret")},
	})
	for _, e := range channel.FieldErrors(err) {
		fmt.Println(e.Field, e.Reason)
	}
	// Output:
	// gatewayUrl the address is not on the host's trust list
}
