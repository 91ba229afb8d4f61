package fetch

import (
	"context"
	"errors"
	"net"
	"syscall"
	"time"

	"code.dny.dev/ssrf"

	"github.com/contactkit/contactkit/channel"
)

// Dialer dials public addresses alone, on any port. The address is looked at after the name was
// resolved and before a byte leaves, so neither an odd spelling of an address nor a changing DNS
// answer (DNS rebinding) passes. The error of an address that is not allowed matches
// channel.ErrRejected. Dialer serves as channel.Settings.Dial where a host gave none. See decision
// 240.
func Dialer() func(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second, Control: guard()}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dialer.DialContext(ctx, network, address)
		if errors.Is(err, ssrf.ErrProhibitedIP) || errors.Is(err, ssrf.ErrProhibitedNetwork) {
			err = notAllowed{err}
		}
		return conn, err
	}
}

// notAllowed is the refusal of an address, which stays refused however often it is dialled.
type notAllowed struct{ error }

func (e notAllowed) Unwrap() []error { return []error{channel.ErrRejected, e.error} }

// guard refuses every address that is not of the public internet, by the registries of IANA.
func guard() func(network, address string, c syscall.RawConn) error {
	return ssrf.New(ssrf.WithAnyPort()).Safe
}
