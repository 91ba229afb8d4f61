package main

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

// withChi mounts the webhook on chi. Put no middleware before it that reads or compresses bodies:
// the signature covers the bytes as they came.
func withChi(webhook http.Handler) http.Handler {
	r := chi.NewRouter()
	r.Handle("/webhook", webhook)
	return r
}
