package facebook_test

import (
	"fmt"
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

// How does a webhook call become events? The call is proved first, then decoded; nothing else
// happens.
func ExampleChannel_Receive() {
	ch, err := facebook.New(facebook.Config{
		AppID:       "1200000000000001",
		AppSecret:   channel.NewKeys("app-secret"),
		VerifyToken: channel.NewKeys("a word of your choice"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	// The host makes this by channel.ReadWebhook(r).
	call := channel.Webhook{
		Method: "POST",
		Header: http.Header{"X-Hub-Signature-256": {"sha256=fdfc0048a68b38b3a78d9d2a743b12ad105847a561c58745de1f46d10068e47f"}},
		Body: []byte(`{"object":"page","entry":[{"id":"104070000000001","time":1790000000456,"messaging":[{"sender":{"id":"7300000000000011"},` +
			`"recipient":{"id":"104070000000001"},"timestamp":1790000000123,"message":{"mid":"m_1","text":"Where is my order?"}}]}]}`),
	}
	got, err := ch.Receive(call)
	if err != nil {
		fmt.Println(channel.StatusCode(err), err)
		return
	}
	for _, ev := range got.Events {
		switch b := ev.Body.(type) {
		case channel.Message:
			fmt.Printf("%s says %q\n", ev.Thread.Contact, b.Text)
			fmt.Println("store under", ev.ID)
		default:
			fmt.Println(channel.Kind(b))
		}
	}
	// Output:
	// 7300000000000011 says "Where is my order?"
	// store under facebook/104070000000001/m_1
}

// How is Meta's check of the callback URL answered? By the same Receive, from the GET of the same
// URL.
func ExampleChannel_Receive_handshake() {
	ch, err := facebook.New(facebook.Config{
		AppID:       "1200000000000001",
		AppSecret:   channel.NewKeys("app-secret"),
		VerifyToken: channel.NewKeys("our-word"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, query := range []string{
		"hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=our-word",
		"hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=a-guess",
	} {
		got, err := ch.Receive(channel.Webhook{Method: "GET", RawQuery: query})
		fmt.Println(channel.StatusCode(err), string(got.Reply.Body))
	}
	// Output:
	// 200 1158201444
	// 403
}

// Kinds of Custom have decoders: this one reads the cart of a customer.
func ExampleDecodeOrder() {
	ev := channel.Event{Body: channel.Custom{Kind: facebook.KindOrder, Data: []byte(
		`{"sender":{"id":"7300000000000011"},"order":{"products":[{"id":4410,"name":"Lamp","unit_price":39.5,"currency":"EUR","quantity":2}],"note":"gift wrap"}}`)}}
	if c, ok := ev.Body.(channel.Custom); ok {
		if order, err := facebook.DecodeOrder(c); err == nil {
			p := order.Products[0]
			fmt.Printf("%d × %s at %s %s, %s\n", p.Quantity, p.Name, p.Price, p.Currency, order.Note)
		}
	}
	// Output: 2 × Lamp at 39.5 EUR, gift wrap
}
