package twittertest_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

// A customer writes, and the host's handler gets the event, signed.
func Example() {
	x := twittertest.New(twittertest.Config{Account: "3000"})
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Twitter-Webhooks-Signature") == "" {
			http.Error(w, "not X", http.StatusForbidden)
			return
		}
		body, _ := io.ReadAll(r.Body)
		fmt.Println(strings.Contains(string(body), `"text":"hello"`))
	})

	x.Say("2001", "hello")
	fmt.Println(x.Deliver(handler))
	// Output:
	// true
	// [200]
}
