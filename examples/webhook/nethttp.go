package main

import "net/http"

// netHTTP mounts the webhook on the standard library's router. Every method goes to it: platforms
// check an endpoint with GET and deliver with POST, and the handler answers 405 to the others.
func netHTTP(webhook http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/webhook", webhook)
	return mux
}
