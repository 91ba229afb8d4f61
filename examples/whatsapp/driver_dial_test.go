package whatsapp

import (
	"context"
	"errors"
	"net"
	"testing"

	"github.com/contactkit/contactkit/channel"
)

// The host's trust list is for base URLs: for files it counts for the gateway alone. Every other
// address comes from an answer or a redirect, so only public ones are dialled.
func TestDialMediaReachesTheGatewayAlone(t *testing.T) {
	errOwn := errors.New("the host's dialer")
	own := func(context.Context, string, string) (net.Conn, error) { return nil, errOwn }
	for _, tt := range []struct {
		base, address string
		want          error
	}{
		{"https://gate.example.com/meta", "gate.example.com:443", errOwn},
		{"https://Gate.example.com:8443", "gate.example.com:8443", errOwn},
		{"https://10.0.0.5", "10.0.0.5:443", errOwn},
		{"https://10.0.0.5", "10.0.0.5:22", channel.ErrRejected},
		{"https://10.0.0.5", "10.0.0.6:443", channel.ErrRejected},
		{"https://gate.example.com", "169.254.169.254:443", channel.ErrRejected},
		{"", "127.0.0.1:443", channel.ErrRejected},
		{"", "[::1]:443", channel.ErrRejected},
	} {
		if _, err := dialMedia(tt.base, own)(t.Context(), "tcp", tt.address); !errors.Is(err, tt.want) {
			t.Errorf("with the base URL %q, %s: %v, want %v", tt.base, tt.address, err, tt.want)
		}
	}
}
