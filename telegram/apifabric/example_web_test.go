package apifabric_test

import (
	"context"
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram/apifabric"
	"github.com/contactkit/contactkit/telegram/apifabric/apifabrictest"
)

// AICC's web-client interfaces as the way out: what a customer wrote at Telegram goes in, what the
// agent says comes out.
func ExampleWeb() {
	aicc := apifabrictest.New(apifabrictest.Config{})
	gateway, err := apifabric.New(apifabric.Config{
		TokenURL: apifabrictest.TokenURL, BusinessURL: apifabrictest.BusinessURL,
		AppKey: aicc.Config().AppKey, AppSecret: channel.Secret(aicc.Config().AppSecret), HTTP: aicc.Client(),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	web, err := gateway.Web(apifabric.WebOptions{ConfigID: aicc.Config().Channel})
	if err != nil {
		fmt.Println(err)
		return
	}
	customer := apifabric.User{ID: "tg7001", Name: "Ada"}
	ctx := context.Background()
	fmt.Println(web.Send(ctx, customer, apifabric.WebMessage{Content: "Where is my order?"}))
	aicc.AgentSays(apifabrictest.WebDown{User: customer.ID, Content: "On its way."})
	answers, err := web.Poll(ctx, customer)
	fmt.Println(answers[0].Content, err)
	// Output:
	// <nil>
	// On its way. <nil>
}
