package conversation

import (
	"context"
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// Handler returns the webhook endpoint of all channels of Config.Directory, for any router: it
// stores the events with [Service.Receive] before it answers. Config.Log hears why a call was
// refused: forged calls as information, everything else as a warning. The caller may change the
// fields of the handler before calls arrive. Without Config.Directory it answers every call with
// 503.
func (s *Service) Handler() *directory.Handler {
	return &directory.Handler{
		Directory: s.cfg.Directory,
		Store:     func(ctx context.Context, got directory.Received) error { return s.Receive(ctx, got.Events) },
		OnError: func(r *http.Request, err error) {
			status, say := channel.StatusCode(err), s.cfg.Log.Warn
			if status == http.StatusUnauthorized {
				say = s.cfg.Log.Info
			}
			say("conversation: webhook", "path", r.URL.Path, "status", status, "error", err)
		},
	}
}
