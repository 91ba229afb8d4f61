package tlsconfig

import (
	"context"
	"errors"
	"net"
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// Dial opens a connection, as net.Dialer.DialContext does.
type Dial = func(ctx context.Context, network, address string) (net.Conn, error)

// CheckClient checks the fields HTTP, TLS and Dial of a platform's Config. It returns nil, or
// joined complaints of type [*channel.FieldError]: for "tls" and "dial" with [channel.CodeConflict]
// if a client is given as well, and those of [New].
func CheckClient(given *http.Client, t channel.TLS, dial Dial) error {
	var errs []error
	switch {
	case t.IsZero():
	case given != nil:
		errs = append(errs, &channel.FieldError{Field: "tls", Code: channel.CodeConflict, Reason: "the given HTTP client must hold the certificates"})
	default:
		_, err := New(t)
		errs = append(errs, err)
	}
	if dial != nil && given != nil {
		errs = append(errs, &channel.FieldError{Field: "dial", Code: channel.CodeConflict, Reason: "the given HTTP client must dial by itself"})
	}
	return errors.Join(errs...)
}

// Clients makes the HTTP clients of a platform from the fields HTTP, TLS and Dial of its Config,
// which CheckClient has checked. The client quick gives up after [call.Timeout]; slow takes as long
// as its context, for calls that carry a file. If a client is given, both are a copy of it. Neither
// follows a redirect. If dial is set, no proxy is used: it would be dialled instead.
func Clients(given *http.Client, t channel.TLS, dial Dial) (quick, slow *http.Client, err error) {
	quick = call.Client(given)
	if given != nil {
		return quick, quick, nil
	}
	if !t.IsZero() || dial != nil {
		transport, err := NewTransport(t)
		if err != nil {
			return nil, nil, err
		}
		if dial != nil {
			transport.Proxy, transport.DialContext = nil, dial
		}
		quick.Transport = transport
	}
	patient := *quick
	patient.Timeout = 0
	return quick, &patient, nil
}
