package web

import (
	"net/http"
	"net/netip"
	"strconv"
	"testing"
)

// Behind a reverse proxy that is named, one client locks no other out of signing in.
func TestProxies(t *testing.T) {
	d := open(t)
	by := func(client string) func(*http.Request) {
		return func(r *http.Request) { r.RemoteAddr = "127.0.0.1:4000"; r.Header.Set("X-Forwarded-For", client) }
	}
	for i := range 40 { // whoever writes the header, the proxy appends the address that it sees
		d.signIn("root", wrong, by("198.51.100."+strconv.Itoa(i)+", 203.0.113.66"))
	}
	if got := d.signIn("root", right, by("203.0.113.9")).StatusCode; got != http.StatusTooManyRequests {
		t.Errorf("without proxies all share the proxy's attempts: %d", got)
	}
	d.site.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
	d.site.attempts = attempts{}
	for i := range 40 {
		d.signIn("root", wrong, by("198.51.100."+strconv.Itoa(i)+", 203.0.113.66"))
	}
	if got := d.signIn("root", right, by("203.0.113.9")).StatusCode; got != http.StatusSeeOther {
		t.Errorf("another client's attempts lock root out: %d", got)
	}
	if got := d.signIn("root", right, by("203.0.113.9, 203.0.113.66")).StatusCode; got != http.StatusTooManyRequests {
		t.Errorf("a client escapes its count by a header: %d", got)
	}
}

func TestAddress(t *testing.T) {
	for from, want := range map[string]string{
		"192.0.2.9:1": "192.0.2.9", "[::ffff:192.0.2.9]:1": "192.0.2.9", "[2001:db8:1:2:3:4:5:6]:1": "2001:db8:1:2::/64", "[2001:db8:1:2::9]:7": "2001:db8:1:2::/64",
		"[fe80::1%eth0]:7": "fe80::/64", "pipe": "pipe",
	} {
		if got := new(Site).address(&http.Request{RemoteAddr: from}); got != want {
			t.Errorf("%s: %s, want %s", from, got, want)
		}
	}
	s := &Site{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}}
	for _, c := range []struct{ remote, forwarded, want string }{
		{"10.0.0.1:1", "192.0.2.9", "192.0.2.9"},
		{"10.0.0.1:1", "198.51.100.7, 192.0.2.9, 10.9.9.9", "192.0.2.9"},
		{"[fd00::1]:1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
		{"10.0.0.1:1", "", "10.0.0.1"},
		{"10.0.0.1:1", "192.0.2.9, unknown", "10.0.0.1"},
		{"192.0.2.1:1", "203.0.113.5", "192.0.2.1"},
	} {
		r := &http.Request{RemoteAddr: c.remote, Header: http.Header{}}
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := s.address(r); got != c.want {
			t.Errorf("%s for %s: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}
