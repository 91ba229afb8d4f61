package twittertest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

// Does a host answer the challenge-response check of its webhook?
func ExampleServer_Handshake() {
	x := twittertest.New(twittertest.Config{APISecret: "secret"})
	err := x.Handshake(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mac := hmac.New(sha256.New, []byte("secret"))
		mac.Write([]byte(r.URL.Query().Get("crc_token")))
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"response_token":"sha256=%s"}`, base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}))
	fmt.Println(err)
	// Output: <nil>
}
