package apifabric_test

import (
	"fmt"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram/apifabric"
	"github.com/contactkit/contactkit/telegram/apifabric/apifabrictest"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// A bot of one's own before an AICC: customers' updates go in by the bridge, agents' answers come
// out by the web-client interfaces.
func ExampleBridge() {
	aicc := apifabrictest.New(apifabrictest.Config{})
	b, err := apifabric.NewBridge(apifabric.BridgeConfig{URL: aicc.InboundURL(), HTTP: aicc.Client()})
	if err != nil {
		fmt.Println(err)
		return
	}
	bot := telegramtest.New(telegramtest.Config{WebhookSecret: "right"})
	bot.Say("7001", "Is anybody there?")
	fmt.Println(bot.Deliver(b.Handler(receiver{})))
	_, text, _ := strings.Cut(string(aicc.Taken()[0]), `"text":"`)
	fmt.Println(text[:17])
	// Output:
	// [200]
	// Is anybody there?
}

// receiver proves calls by a header.
type receiver struct{ channel.Receiver }

func (receiver) Verify(w channel.Webhook) error {
	if got, _ := w.Only("X-Telegram-Bot-Api-Secret-Token"); got != "right" {
		return &channel.Error{Op: channel.OpReceive, Kind: channel.ErrForged}
	}
	return nil
}
