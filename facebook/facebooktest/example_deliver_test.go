package facebooktest_test

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// A customer writes, the host's handler gets the event and answers through the Send API.
func Example() {
	fb := facebooktest.New(facebooktest.Config{Pages: map[string]string{"108": "EAApage"}})
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Hub-Signature-256") == "" {
			http.Error(w, "not Meta", http.StatusUnauthorized)
			return
		}
		url := "https://graph.facebook.com/v26.0/108/messages?access_token=EAApage"
		body := `{"recipient":{"id":"24001"},"messaging_type":"RESPONSE","message":{"text":"How can we help?"}}`
		resp, err := fb.Client().Post(url, "application/json", strings.NewReader(body))
		if err != nil {
			http.Error(w, "later", http.StatusServiceUnavailable)
			return
		}
		_ = resp.Body.Close()
	})

	fb.Say("24001", "hello")
	fmt.Println(fb.Deliver(handler))
	for _, m := range fb.Sent() {
		fmt.Println(m.Page, m.To, m.Type, m.Text)
	}
	fmt.Println(fb.Pending(), "echo waits")
	// Output:
	// [200]
	// 108 24001 RESPONSE How can we help?
	// 1 echo waits
}
