package telegram_test

import (
	"net/http"

	"github.com/contactkit/contactkit/channel"
)

// receiver is a host's webhook handler.
func receiver(ch channel.Receiver, store func(channel.Delivery)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call, err := channel.ReadWebhook(r)
		var got channel.Delivery
		if err == nil {
			got, err = ch.Receive(call)
		}
		if err != nil {
			http.Error(w, err.Error(), channel.StatusCode(err))
			return
		}
		store(got)
		got.Reply.ServeHTTP(w, r)
	})
}

// nothing is a handler that only answers with a status.
func nothing(status int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
}
