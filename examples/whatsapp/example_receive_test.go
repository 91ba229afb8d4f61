package whatsapp_test

import (
	"fmt"
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/whatsapp"
)

// How does a webhook call become events? The call is proved first, then decoded; nothing else
// happens.
func ExampleChannel_Receive() {
	ch, err := whatsapp.New(whatsapp.Config{
		AppID: "1200000000000001", AppSecret: channel.NewKeys("app-secret"), VerifyToken: channel.NewKeys("our-word"),
		BusinessID: "3001", Numbers: []string{"4001"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	// The host makes this by channel.ReadWebhook(r).
	call := channel.Webhook{
		Method: http.MethodPost,
		Header: http.Header{whatsapp.Signature: {"sha256=dde41a029442392c26e59a9d0436b8c1e946eddf8a9ed94b6fe8268aed29da37"}},
		Body: []byte(`{"object":"whatsapp_business_account","entry":[{"id":"3001","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",` +
			`"metadata":{"display_phone_number":"15550001111","phone_number_id":"4001"},"contacts":[{"profile":{"name":"Ada","username":"ada.ex"},"user_id":"DE.1000"}],` +
			`"messages":[{"from_user_id":"DE.1000","id":"wamid.AAA=","timestamp":"1764000000","type":"text","text":{"body":"Where is my order?"}}]}}]}]}`),
	}
	got, err := ch.Receive(call)
	if err != nil {
		fmt.Println(channel.StatusCode(err), err)
		return
	}
	for _, ev := range got.Events {
		if m, ok := ev.Body.(channel.Message); ok && ev.Origin == channel.OriginContact {
			fmt.Printf("%s (%s) says %q\n", ev.From.Name, ev.Thread.Contact, m.Text)
			fmt.Println("store under", ev.ID)
		}
	}
	// Output:
	// Ada (DE.1000) says "Where is my order?"
	// store under whatsapp/4001/wamid.AAA=
}

// How is Meta's check of the callback URL answered? By the same Receive, from the GET of the same
// URL.
func ExampleChannel_Receive_handshake() {
	ch, err := whatsapp.New(whatsapp.Config{
		AppID: "1200000000000001", AppSecret: channel.NewKeys("app-secret"), VerifyToken: channel.NewKeys("our-word"),
		BusinessID: "3001", Numbers: []string{"4001"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, query := range []string{
		"hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=our-word",
		"hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=a-guess",
	} {
		got, err := ch.Receive(channel.Webhook{Method: http.MethodGet, RawQuery: query})
		fmt.Println(channel.StatusCode(err), string(got.Reply.Body))
	}
	// Output:
	// 200 1158201444
	// 403
}
