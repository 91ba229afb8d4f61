package standin

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"strings"
)

// Internet leads calls to several stand-ins by the host that they name, so that one client serves a
// host of several platforms. Stand-ins that share a host, such as two bots, are told apart by their
// credentials. NewInternet makes one. It may be used concurrently.
type Internet struct{ servers []Connected }

// NewInternet makes an internet of these stand-ins and of nothing else.
func NewInternet(servers ...Connected) *Internet { return &Internet{servers} }

// Client reaches the stand-ins under the platforms' real names in this process, without sockets. A
// call to another host fails.
func (i *Internet) Client() *http.Client { return &http.Client{Transport: i} }

// RoundTrip leads a call to the stand-in whose host it names.
func (i *Internet) RoundTrip(r *http.Request) (*http.Response, error) {
	s := i.find(r.URL.Hostname(), r)
	if s == nil {
		if r.Body != nil {
			_ = r.Body.Close()
		}
		return nil, fmt.Errorf("standin: the pretended internet has no host %s", r.URL.Hostname())
	}
	return s.Client().Transport.RoundTrip(r)
}

// ServeHTTP answers calls of a host in another process, by their Host header, as if they came by
// TLS. A call to another host is answered 404.
func (i *Internet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, _, _ := strings.Cut(r.Host, ":")
	s := i.find(name, r)
	if s == nil {
		http.NotFound(w, r)
		return
	}
	r.TLS = &tls.ConnectionState{HandshakeComplete: true, Version: tls.VersionTLS13}
	s.ServeHTTP(w, r)
}

// ClientAt reaches an Internet that another process serves at a loopback address such as
// "127.0.0.1:8080", under the platforms' real names: for a host in a process of its own, which a
// test kills.
func ClientAt(address string) *http.Client {
	return &http.Client{Transport: remote{address, new(http.Transport)}}
}

// remote leads every call to one address.
type remote struct {
	address string
	next    http.RoundTripper
}

func (t remote) RoundTrip(r *http.Request) (*http.Response, error) {
	out := r.Clone(r.Context())
	out.Host, out.URL.Scheme, out.URL.Host = r.URL.Host, "http", t.address
	return t.next.RoundTrip(out)
}

// find returns the stand-in that has a host, and if several have it, the one whose credentials the
// call shows; the first, if the call shows none.
func (i *Internet) find(name string, r *http.Request) Connected {
	var first Connected
	for _, s := range i.servers {
		c := s.Connection()
		if !c.has(name) {
			continue
		}
		if shows(r, c.credentials()) {
			return s
		}
		if first == nil {
			first = s
		}
	}
	return first
}

func (c Connection) has(name string) bool {
	for _, host := range c.Hosts {
		if name == host || strings.HasSuffix(name, "."+host) {
			return true
		}
	}
	return false
}

// shows reports whether the address or a header of a call has one of the secrets.
func shows(r *http.Request, secrets []string) bool {
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		if strings.Contains(r.URL.Path, secret) || strings.Contains(r.URL.RawQuery, secret) {
			return true
		}
		for _, values := range r.Header {
			for _, v := range values {
				if strings.Contains(v, secret) {
					return true
				}
			}
		}
	}
	return false
}
