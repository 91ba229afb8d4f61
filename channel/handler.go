package channel

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Handler is the webhook endpoint of one channel, as an http.Handler for any router. It needs
// Channel and Store; the zero value of everything else is a good choice.
//
// A call takes these steps, and each bounds what a stranger can cost:
//
//  1. [CheckHeader]: a call is refused if its secret header is missing or wrong, or if its
//     signature header is missing or malformed.
//  2. The body is read, within Budget and ReadWithin.
//  3. Receive verifies and decodes it.
//  4. Store keeps the events, within StoreWithin. This includes the one event with the bytes of a
//     body that is verified and cannot be decoded: refused, it would come again for days.
//  5. The reply is written. If an earlier step fails, [StatusCode] answers, and the platform
//     delivers again where that helps.
//
// The fields must not change once calls arrive. ServeHTTP may be called concurrently.
type Handler struct {
	// Channel verifies and decodes the calls.
	Channel Receiver

	// Store keeps the events of one call, unique on Event.ID; redelivered events come again. An
	// error answers 503, so that the platform delivers again. It is not called without events. It
	// must end when ctx does: the handler waits for it. Event.Raw aliases the body, see
	// Event.Clone. Store may be called concurrently.
	Store func(ctx context.Context, events []Event) error

	// MaxBody is the largest body in bytes. Defaults to [MaxBody], which is also the maximum and
	// what a negative number counts as.
	MaxBody int64

	// Budget bounds the bytes of the bodies under way, from the first byte to the answer. If nil,
	// the handler shares the 64 MiB of ReadWebhook.
	Budget *Budget

	// ReadWithin is how long a body may take to arrive. Defaults to 10 seconds; negative: no bound
	// but that of the server. It needs a ResponseWriter that [http.ResponseController] knows.
	ReadWithin time.Duration

	// StoreWithin is how long Store may take. Defaults to 5 seconds; negative: no bound. Telegram
	// waits 60 seconds for the answer, Facebook 5 and X 10 by their documentation: past that the
	// call comes again, although it was stored.
	StoreWithin time.Duration

	// OnError is told why a call was not answered with the channel's reply, and of a body that was
	// stored as malformed. StatusCode tells the status of the answer, 200 for such a body. If nil,
	// the errors are dropped. They hold no credential. OnError may be called concurrently.
	OnError func(r *http.Request, err error)
}

// Defaults of the bounds of a Handler.
const (
	defaultReadWithin  = 10 * time.Second
	defaultStoreWithin = 5 * time.Second
)

// ServeHTTP receives one call.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	got, status, err := h.serve(w, r)
	if err != nil && h.OnError != nil {
		if StatusCode(err) != status {
			err = &answered{error: err, status: status}
		}
		h.OnError(r, err)
	}
	if status != http.StatusOK {
		http.Error(w, http.StatusText(status), status)
		return
	}
	got.Reply.ServeHTTP(w, r)
}

// answered is an error of a call whose answer the error alone does not tell.
type answered struct {
	error
	status int
}

func (a *answered) Unwrap() error { return a.error }

// serve returns the status by which a call is answered. With 200 there may be an error too: the
// call was stored, and could not be decoded.
func (h *Handler) serve(w http.ResponseWriter, r *http.Request) (Delivery, int, error) {
	if h.Channel == nil || h.Store == nil {
		return Delivery{}, http.StatusServiceUnavailable, errors.New("channel: Handler needs Channel and Store")
	}
	call, release, err := h.read(w, r)
	defer release()
	if err != nil {
		return Delivery{}, StatusCode(err), err
	}
	got, err := h.Channel.Receive(call)
	if len(got.Events) == 0 {
		return got, StatusCode(err), err
	}
	ctx, cancel := within(r.Context(), cmp.Or(h.StoreWithin, defaultStoreWithin))
	defer cancel()
	if failed := h.Store(ctx, got.Events); failed != nil {
		// Whatever the host's error matches, it says nothing about this call.
		return Delivery{}, http.StatusServiceUnavailable, fmt.Errorf("channel: store events: %w", failed)
	}
	return got, http.StatusOK, err
}

func (h *Handler) read(w http.ResponseWriter, r *http.Request) (Webhook, func(), error) {
	how := reading{limit: cmp.Or(h.MaxBody, MaxBody), budget: cmp.Or(h.Budget, process),
		checks: []func(Webhook) error{func(w Webhook) error { return CheckHeader(h.Channel, w) }}}
	limited := cmp.Or(h.ReadWithin, defaultReadWithin)
	if limited < 0 {
		return read(r, how)
	}
	// A writer without deadlines, such as a test's, leaves the server's own.
	control, set := http.NewResponseController(w), false
	how.deadline = func(at time.Time) { set = control.SetReadDeadline(at.Add(limited)) == nil }
	call, release, err := read(r, how)
	if set && err == nil {
		// The deadline of the body must not end the request while Store works. After an error it
		// stays, so that the server does not wait for the rest of the body.
		_ = control.SetReadDeadline(time.Time{})
	}
	return call, release, err
}

// within is context.WithTimeout; a negative duration is no bound.
func within(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	if d < 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, d)
}
