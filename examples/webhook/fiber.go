package main

import (
	"context"
	"net/http"

	"github.com/gofiber/fiber/v3"
	"github.com/gofiber/fiber/v3/middleware/adaptor"
)

// newFiber mounts the webhook on fiber, which has a server of its own:
// app.Listen("127.0.0.1:8081"). It reads a body before any handler runs, so its BodyLimit is the
// bound before the proof, and its ReadTimeout the bound on slow bodies.
//
// It uses the context of a call again for the next one. A goroutine that waits for the end of that
// context would read it meanwhile, so the webhook gets one that does not end by itself; its store
// has its own deadline.
func newFiber(webhook http.Handler) *fiber.App {
	app := fiber.New(fiber.Config{BodyLimit: 16 << 20})
	app.All("/webhook", adaptor.HTTPHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		webhook.ServeHTTP(w, r.WithContext(context.WithoutCancel(r.Context())))
	})))
	return app
}

// withFiber is newFiber for a server of net/http.
func withFiber(webhook http.Handler) http.Handler { return adaptor.FiberApp(newFiber(webhook)) }
