package tlsconfig

import (
	"net/http"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// NewTransport makes an http.Transport that uses the configuration of [New]. Use it only for
// servers that t is meant for.
func NewTransport(t channel.TLS) (*http.Transport, error) {
	cfg, err := New(t)
	if err != nil {
		return nil, err
	}
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, MaxIdleConns: 100, IdleConnTimeout: 90 * time.Second,
		TLSHandshakeTimeout: 10 * time.Second, ExpectContinueTimeout: time.Second,
	}
	if usual, ok := http.DefaultTransport.(*http.Transport); ok { // a host may have wrapped it
		transport = usual.Clone()
	}
	transport.TLSClientConfig = cfg
	return transport, nil
}
