// Package fetch reads files from addresses that come from outside, without giving access to the
// host's network: https only, public addresses only, each redirect checked again, a bound on the
// bytes, and nothing unpacked on the way.
//
//	client := fetch.Client(fetch.Options{})
//	file, err := fetch.Get{Client: client, Platform: Platform, Op: "open media", Most: 25 << 20}.Open(ctx, address)
package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

// MaxHops is how many redirects are followed at most.
const MaxHops = 5

// Options widen what a Client reaches. The zero value is for addresses that come from outside.
type Options struct {
	// Plain allows http as well as https.
	Plain bool
	// Dial replaces Dialer: tests, and hosts with a list of their own, say here what may be
	// reached.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Client makes a client that uses no proxy, keeps no cookies, unpacks nothing, sends no Referer,
// and follows at most MaxHops redirects, and only to addresses that the Options allow.
func Client(o Options) *http.Client {
	dial := o.Dial
	if dial == nil {
		dial = Dialer()
	}
	return &http.Client{
		Transport: guarded{o.Plain, &http.Transport{
			DialContext: dial, ForceAttemptHTTP2: true, DisableCompression: true,
			MaxIdleConns: 20, MaxIdleConnsPerHost: 2, IdleConnTimeout: 30 * time.Second,
			TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 30 * time.Second, MaxResponseHeaderBytes: 64 << 10,
		}},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			req.Header.Del("Referer")
			if len(via) > MaxHops {
				return refusal("it redirects too often")
			}
			return check(req.URL, o.Plain)
		},
	}
}

// guarded looks at the address of each request, the first as well as those of redirects.
type guarded struct {
	plain bool
	next  *http.Transport
}

// RoundTrip makes one request.
func (g guarded) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := check(req.URL, g.plain); err != nil {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		return nil, err
	}
	return g.next.RoundTrip(req)
}

// CloseIdleConnections lets http.Client close them.
func (g guarded) CloseIdleConnections() { g.next.CloseIdleConnections() }

// refusal says why an address is not asked at all.
type refusal string

func (r refusal) Error() string { return string(r) }

func check(u *url.URL, plain bool) error {
	switch {
	case u.Scheme != "https" && (u.Scheme != "http" || !plain):
		return refusal(fmt.Sprintf("addresses of scheme %q are not read", u.Scheme))
	case u.Hostname() == "":
		return refusal("the address names no host")
	case u.User != nil:
		return refusal("the address holds credentials")
	}
	return nil
}

func isRefusal(err error) bool {
	_, ok := errors.AsType[refusal](err)
	return ok
}
