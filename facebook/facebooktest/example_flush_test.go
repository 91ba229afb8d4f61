package facebooktest_test

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// When a host is down, Meta tries again, and after an hour unsubscribes the app from the Page.
// Flush moves the clock, so the test does not wait.
func ExampleServer_Flush() {
	fb := facebooktest.New(facebooktest.Config{})
	calls := 0
	fb.Hook(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls++
		if calls < 5 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	fb.Say("24001", "is anybody there?")
	begin := fb.Now()
	err := fb.Flush(context.Background())
	fmt.Println(err, calls, fb.Now().Sub(begin).Round(time.Second))
	// Output: <nil> 5 3m0s
}

// Does a host answer the verification call of its webhook?
func ExampleServer_Handshake() {
	fb := facebooktest.New(facebooktest.Config{VerifyToken: "mine"})
	err := fb.Handshake(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("hub.verify_token") != "mine" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		fmt.Fprint(w, r.URL.Query().Get("hub.challenge"))
	}))
	fmt.Println(err)
	// Output: <nil>
}
