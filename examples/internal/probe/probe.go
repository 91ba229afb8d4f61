// Package probe answers what a load balancer asks of a node, and takes the node out of its turn
// before it stops listening.
package probe

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// checkTime bounds Probe.Check: a frozen database must not hold the load balancer.
const checkTime = time.Second

// A Probe is the state of a node, as a load balancer sees it. Its methods may be called
// concurrently, and its fields do not change after the first call.
type Probe struct {
	// Check fails while the node cannot work, as when its database is away. It gets a second.
	Check func(context.Context) error
	// Drain is how long a node that is to end still takes calls, while /readyz fails: longer than
	// the load balancer takes to notice. If zero, the node stops listening at once.
	Drain time.Duration
	// End is how long calls that are under way may take after that.
	End time.Duration

	ending atomic.Bool
}

// Handle adds /healthz, which says that the process answers, and /readyz, which says that it can
// take calls.
func (p *Probe) Handle(mux *http.ServeMux) {
	mux.HandleFunc("/healthz", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), checkTime)
		defer cancel()
		if p.ending.Load() || p.Check(ctx) != nil {
			http.Error(w, "not ready", http.StatusServiceUnavailable)
		}
	})
}

// Serve serves until ctx ends, and then in order: /readyz fails, calls are taken for Drain, and
// those that are under way by then may end. The database and all else that calls need must work
// until Serve returns.
func (p *Probe) Serve(ctx context.Context, server *http.Server, listener net.Listener) error {
	ended := make(chan error, 1)
	context.AfterFunc(ctx, func() {
		p.ending.Store(true)
		time.Sleep(p.Drain)
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), p.End)
		defer cancel()
		ended <- server.Shutdown(ctx)
	})
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-ended
}
