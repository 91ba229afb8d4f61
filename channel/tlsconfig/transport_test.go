package tlsconfig_test

import (
	"crypto/tls"
	"net/http"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/tlsconfig"
)

// Hosts wrap http.DefaultTransport to trace their calls.
func TestNewTransportWhenTheDefaultIsAnother(t *testing.T) {
	usual := http.DefaultTransport
	http.DefaultTransport = http.NewFileTransport(http.Dir("."))
	defer func() { http.DefaultTransport = usual }()
	transport, err := tlsconfig.NewTransport(channel.TLS{ServerName: "gateway.example"})
	if err != nil {
		t.Fatal(err)
	}
	if transport.TLSClientConfig.ServerName != "gateway.example" || transport.TLSClientConfig.MinVersion != tls.VersionTLS12 || transport.TLSHandshakeTimeout == 0 || transport.IdleConnTimeout == 0 || !transport.ForceAttemptHTTP2 {
		t.Errorf("the transport has no sane settings: %+v", transport)
	}
}
