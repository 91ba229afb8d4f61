package host

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// Bounds of a server that sets none of its own.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 15 * time.Second
	shutdownTimeout   = 10 * time.Second
)

// Serve runs the host and an HTTP server until ctx ends, the server fails or Run does. It serves at
// the listener; if nil, it listens at server.Addr. server.Handler should lead to h.Webhook. If the
// server has no ReadHeaderTimeout or ReadTimeout, Serve sets 5 and 15 seconds.
//
// When ctx ends, the server takes no new calls, those under way have ten seconds to end, and only
// then Run ends, so that what they stored can be worked on. Serve returns nil after that. If a call
// takes longer, it is not broken off, and the error of Serve matches context.DeadlineExceeded. A
// process usually ends ctx with a signal: signal.NotifyContext.
func (h *Host) Serve(ctx context.Context, server *http.Server, listener net.Listener) error {
	if listener == nil {
		var err error
		if listener, err = new(net.ListenConfig).Listen(ctx, "tcp", cmp.Or(server.Addr, ":http")); err != nil {
			return fmt.Errorf("host: %w", err)
		}
	}
	server.ReadHeaderTimeout = cmp.Or(server.ReadHeaderTimeout, readHeaderTimeout)
	server.ReadTimeout = cmp.Or(server.ReadTimeout, readTimeout)

	working, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	ran, served := make(chan error, 1), make(chan error, 1)
	go func() { ran <- h.Run(working) }()
	go func() { served <- server.Serve(listener) }()
	var errs []error
	select {
	case <-ctx.Done():
	case err := <-ran:
		errs = append(errs, err)
		ran <- nil
	case err := <-served:
		errs = append(errs, fmt.Errorf("host: %w", err))
		served <- nil
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	errs = append(errs, server.Shutdown(closing))
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		errs = append(errs, err)
	}
	stop()
	return errors.Join(append(errs, <-ran)...)
}

// Main calls New and Serve for a program, and returns the exit status:
//
//	func main() { os.Exit(host.Main(config(), host.Listen(":8080"))) }
//
// It serves until the process gets SIGINT or SIGTERM, and then returns 0. After an error it writes
// the error, with every complaint about the configuration, to the standard error output and returns
// 1. server makes the HTTP server, whose handler should lead to h.Webhook: pass the result of
// Listen, or a function of your own. At the end Main closes the store if it is an [io.Closer].
func Main(cfg Config, server func(h *Host) *http.Server) (status int) {
	if err := run(cfg, server); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func run(cfg Config, server func(h *Host) *http.Server) (err error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	h, err := New(ctx, cfg)
	if err != nil {
		return errors.Join(err, cfg.close())
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	return h.Serve(ctx, server(h), nil)
}

// Listen returns a function for Main that makes an HTTP server with the webhooks alone, at an
// address such as ":8080".
func Listen(address string) func(h *Host) *http.Server {
	return func(h *Host) *http.Server { return &http.Server{Addr: address, Handler: h.Webhook} }
}
