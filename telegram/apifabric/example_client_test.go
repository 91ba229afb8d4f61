package apifabric_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram/apifabric"
	"github.com/contactkit/contactkit/telegram/apifabric/apifabrictest"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// One token serves all calls; it is renewed in time, and once when the gateway refuses it.
func ExampleClient_Do() {
	bot := telegramtest.New(telegramtest.Config{})
	fabric := apifabrictest.New(apifabrictest.Config{Bot: bot})
	gateway, err := apifabric.New(apifabric.Config{
		TokenURL: apifabrictest.TokenURL, BusinessURL: apifabrictest.BusinessURL,
		AppKey: fabric.Config().AppKey, AppSecret: channel.Secret(fabric.Config().AppSecret), HTTP: fabric.Client(),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 2 {
		answer, err := gateway.Do(context.Background(), apifabric.Call{Op: "me", Path: "/apiaccess/example/telegram/getMe", Body: []byte("{}")})
		fmt.Println(answer.Status, err, fabric.Tokens())
		fabric.Expire() // before its time
	}
	// Output:
	// 200 <nil> 1
	// 200 <nil> 2
}

// The form's rules: https, an IP address and a port, no domain name.
func ExampleNew() {
	_, err := apifabric.New(apifabric.Config{TokenURL: "https://aicc.example:28070", BusinessURL: "http://10.20.30.40:28090", AppKey: "key"})
	for _, e := range channel.FieldErrors(err) {
		fmt.Println(e.Field, "-", e.Reason)
	}
	// Output:
	// tokenUrl - an IP address and a port are needed here, no domain name
	// businessUrl - an address is https://, an IP address and a port, and nothing behind
	// appSecret - the gateway gives no token without an app secret
}

// A call by which AICC pushes its answers is proved by a check of the host's own.
func ExampleReadPush() {
	call := channel.Webhook{Method: "POST", Header: http.Header{"X-Client-Certificate": {"CN=aicc"}}, Body: []byte(`{"messages":[{"to":"tg7001","controlType":"CHAT","mediaType":"TEXT","content":"Good morning"}],"timestamp":1}`)}
	_, err := apifabric.ReadPush(call, nil)
	fmt.Println(channel.StatusCode(err))
	messages, err := apifabric.ReadPush(call, func(w channel.Webhook) error {
		if name, _ := w.Only("X-Client-Certificate"); name != "CN=aicc" { // set by the host's own proxy
			return errors.New("not from AICC")
		}
		return nil
	})
	fmt.Println(messages[0].To, messages[0].Content, err)
	// Output:
	// 401
	// tg7001 Good morning <nil>
}

func ExampleCheckAPIs() {
	for _, f := range apifabric.CheckAPIs([]string{"telegram_north_v1.0.0", "ccmessage_telegram_north_v1.0.0"}) {
		fmt.Println(f.Text)
	}
	// Output:
	// The app has not subscribed to the API file_donload_get-v1.0.0-manual - v1.0.0.
}
