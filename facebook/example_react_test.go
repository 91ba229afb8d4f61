package facebook_test

import (
	"context"
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// What can be shown without a message? That somebody reads, writes, or likes what the customer said.
func ExampleChannel_React() {
	ctx := context.Background()
	meta, ch := atMeta(facebooktest.Config{})
	mid := meta.Say("7", "Thank you!")
	fmt.Println(channel.MarkRead(ctx, ch, customer, mid))
	fmt.Println(channel.ShowTyping(ctx, ch, customer))
	fmt.Println(ch.StopTyping(ctx, customer))
	fmt.Println(channel.React(ctx, ch, customer, mid, "❤"))
	fmt.Println(channel.React(ctx, ch, customer, mid, "")) // takes it back
	// Output:
	// <nil>
	// <nil>
	// <nil>
	// <nil>
	// <nil>
}
