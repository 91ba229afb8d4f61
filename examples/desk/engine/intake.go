package engine

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// ServeHTTP is the endpoint of all platforms: headers, body, proof, store, answer. If an event is
// not stored, the answer is not 200.
func (e *Engine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e.Count.Webhooks.Add(1)
	hook := directory.Handler{
		Directory: e.directory, OnError: e.webhookError,
		Store: func(ctx context.Context, got directory.Received) error { return e.Accept(ctx, got.Events) },
	}
	hook.ServeHTTP(w, r)
}

func (e *Engine) webhookError(r *http.Request, err error) {
	if errors.Is(err, channel.ErrMalformed) { // it is proved and stored: delivering it again would not make it better
		e.log.Warn("kept a body that cannot be decoded", "path", r.URL.Path, "error", err)
		return
	}
	e.Count.Refused.Add(1)
	e.log.Warn("webhook refused", "path", r.URL.Path, "status", channel.StatusCode(err), "error", err)
}

// Accept stores events and what they lead to. An event that was stored before changes nothing:
// platforms deliver again.
func (e *Engine) Accept(ctx context.Context, events []directory.Routed) error {
	events, err := e.surveyed(ctx, events)
	if err != nil {
		return err
	}
	for _, r := range events {
		if r.Skipped == "" {
			e.fresh.Store(r.Event.ID, true)
		}
	}
	err = e.service.Receive(ctx, events)
	for _, r := range events {
		if _, known := e.fresh.LoadAndDelete(r.Event.ID); known && err == nil {
			e.Count.Repeated.Add(1)
		}
	}
	return err
}

// aside makes a call that nothing depends on.
func (e *Engine) aside(call func(context.Context) error) {
	e.sends.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := supported(call(ctx)); err != nil {
			e.log.Debug("aside", "error", err)
		}
	})
}
