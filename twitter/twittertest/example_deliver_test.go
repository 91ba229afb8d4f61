package twittertest_test

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

// A customer writes, the host's handler gets the event, signed, and answers through the API. X
// sends an echo of the answer.
func Example() {
	x := twittertest.New(twittertest.Config{Account: "3000"})
	token, _ := x.Grant("dm.read", "dm.write", "tweet.read", "users.read")
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Twitter-Webhooks-Signature") == "" {
			http.Error(w, "not X", http.StatusForbidden)
			return
		}
		const address = "https://api.x.com/2/dm_conversations/with/2001/messages"
		req, err := http.NewRequestWithContext(r.Context(), http.MethodPost, address, strings.NewReader(`{"text":"How can we help?"}`))
		if err != nil {
			http.Error(w, "never", http.StatusInternalServerError)
			return
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Authorization", "Bearer "+token)
		resp, err := x.Client().Do(req)
		if err != nil {
			http.Error(w, "later", http.StatusServiceUnavailable)
			return
		}
		_ = resp.Body.Close()
	})

	x.Say("2001", "hello")
	fmt.Println(x.Deliver(handler))
	for _, m := range x.Sent() {
		fmt.Println(m.To, m.Text)
	}
	fmt.Println(x.Pending(), "echo waits")
	// Output:
	// [200]
	// 2001 How can we help?
	// 1 echo waits
}
