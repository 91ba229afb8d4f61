package web

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// address is where a call comes from. Of IPv6 it is the first 64 bits, for a person who has one
// address has all behind them. A proxy's call comes from the address that the proxy reports, if the
// proxy is one of s.Proxies. Any other proxy hides its users: they share the proxy's address, and
// its attempts.
func (s *Site) address(r *http.Request) string {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	ip := at.Addr().Unmap().WithZone("")
	// Each proxy appends the address it was called from. The last one that is no proxy of ours is
	// the person's: anything before it was written by the person.
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !s.trusts(ip) {
			break
		}
		next, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		ip = next.Unmap().WithZone("")
	}
	if ip.Is6() {
		if net, err := ip.Prefix(64); err == nil {
			return net.String()
		}
	}
	return ip.String()
}

func (s *Site) trusts(ip netip.Addr) bool {
	return slices.ContainsFunc(s.Proxies, func(p netip.Prefix) bool { return p.Contains(ip) })
}
