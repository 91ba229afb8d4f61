package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"

	"code.dny.dev/ssrf"

	"github.com/contactkit/contactkit/channel"
)

// dialer reaches public addresses, and those that the operator trusts ("127.0.0.1:8081", for a Bot
// API server of one's own). An administrator may enter an address in a form: it must not open the
// machine's own network.
func dialer(trusted []string) func(ctx context.Context, network, address string) (net.Conn, error) {
	any := &net.Dialer{Timeout: 10 * time.Second}
	public := &net.Dialer{Timeout: 10 * time.Second, Control: ssrf.New(ssrf.WithAnyPort()).Safe}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if slices.Contains(trusted, address) {
			return any.DialContext(ctx, network, address)
		}
		conn, err := public.DialContext(ctx, network, address)
		if errors.Is(err, ssrf.ErrProhibitedIP) {
			err = fmt.Errorf("%w: %w", channel.ErrRejected, err) // an outage would be tried again
		}
		return conn, err
	}
}
