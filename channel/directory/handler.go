package directory

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Handler is the webhook endpoint of all channels of a directory, as an http.Handler for any
// router. It takes the steps of [channel.Handler], with the channels of the path that was called.
// It needs Directory and Store; the zero value of everything else is a good choice.
//
// The fields must not change once calls arrive. ServeHTTP may be called concurrently.
type Handler struct {
	// Directory has the channels.
	Directory *Directory

	// Store keeps the events of one call, unique on Event.ID. It keeps Skipped events apart. An
	// error answers 503, so that the platform delivers again. It is not called without events. It
	// must end when ctx does: the handler waits for it. Event.Raw aliases the body, see
	// channel.Event.Clone. Store may be called concurrently.
	Store func(ctx context.Context, got Received) error

	// Path returns the callback path of a call, as the records have it. If nil, the path of its
	// URL.
	Path func(*http.Request) string

	// MaxBody, Budget, ReadWithin, StoreWithin and OnError are those of [channel.Handler].
	MaxBody     int64
	Budget      *channel.Budget
	ReadWithin  time.Duration
	StoreWithin time.Duration
	OnError     func(r *http.Request, err error)

	// LoadWithin is how long a call waits for Options.Load, for a path or an account that is not
	// known here. Defaults to 5 seconds; negative: no bound. Load itself may go on.
	LoadWithin time.Duration
}

const defaultLoadWithin = 5 * time.Second

// ServeHTTP receives one call.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	one := &inbound{h: h, r: r, path: r.URL.Path}
	if h.Path != nil {
		one.path = h.Path(r)
	}
	serve := channel.Handler{Channel: one, MaxBody: h.MaxBody, Budget: h.Budget, ReadWithin: h.ReadWithin, StoreWithin: h.StoreWithin, OnError: h.OnError}
	if h.Store != nil {
		serve.Store = func(ctx context.Context, _ []channel.Event) error { return h.Store(ctx, one.got) }
	}
	serve.ServeHTTP(w, r)
}

// inbound is the receiver of one call: the channels of its path.
type inbound struct {
	h    *Handler
	r    *http.Request
	path string
	got  Received
}

var errNoDirectory = errors.New("directory: Handler needs Directory and Store")

// CheckHeader asks the channels of the path.
func (i *inbound) CheckHeader(w channel.Webhook) error {
	return i.look(func(ctx context.Context) error { return i.h.Directory.CheckHeader(ctx, i.path, w) })
}

// Verify is not asked by channel.Handler.
func (i *inbound) Verify(w channel.Webhook) error { return i.CheckHeader(w) }

// Receive finds the channel that proves the call, and the owners of its events.
func (i *inbound) Receive(w channel.Webhook) (channel.Delivery, error) {
	err := i.look(func(ctx context.Context) (err error) {
		i.got, err = i.h.Directory.Receive(ctx, i.path, w)
		return err
	})
	// Store gets the routed events: here only their number counts.
	return channel.Delivery{Events: make([]channel.Event, len(i.got.Events)), Reply: i.got.Reply, Handshake: i.got.Handshake}, err
}

// look does what may have to load records, within the handler's bound.
func (i *inbound) look(do func(context.Context) error) error {
	if i.h.Directory == nil || i.h.Store == nil {
		return errNoDirectory
	}
	ctx, within := i.r.Context(), cmp.Or(i.h.LoadWithin, defaultLoadWithin)
	if within > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, within)
		defer cancel()
	}
	return do(ctx)
}
