package facebook_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

// A refusal says what to do, and whom it concerns: what concerns one person must not stop the Page.
func ExampleChannel_Send_refused() {
	for _, answer := range []string{
		`{"error":{"message":"(#551) This person isn't available right now.","code":551}}`,
		`{"error":{"message":"(#10) Requires pages_messaging permission","code":10}}`,
		`{"error":{"message":"You are temporarily restricted from sending messages.","code":10,"error_subcode":1893063}}`,
	} {
		cfg := config()
		cfg.HTTP = &http.Client{Transport: &transport{status: 400, body: answer}}
		ch, err := facebook.New(cfg)
		if err != nil {
			fmt.Println(err)
			return
		}
		_, err = ch.Send(context.Background(), thread(personID), channel.Message{Text: "Hello"})
		if e, ok := errors.AsType[*channel.Error](err); ok {
			fmt.Println(e.Kind, "·", e.Affects, "·", e.Wait)
		}
	}
	// Output:
	// contact unreachable · person · 0s
	// not authorized · app · 0s
	// unavailable · account · 15m0s
}
