package fetch

import (
	"context"
	"net"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// Dialer dials public addresses alone, on any port. The address is looked at after the name was resolved and before a byte leaves, so neither
// a spelling nor a name that answers differently the second time gets by. It serves as channel.Settings.Dial where a host gave none.
func Dialer() func(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second, Control: guard()}
	return dialer.DialContext
}

// guard refuses every address that is not of the public internet, by the registries of IANA.
func guard() func(network, address string, c syscall.RawConn) error {
	return ssrf.New(ssrf.WithAnyPort()).Safe
}
