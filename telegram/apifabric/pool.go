package apifabric

import (
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"runtime"
	"sync"
	"weak"
)

// Pool lets clients with the same address, credentials and certificates share one token: several
// channels of one AICC would otherwise each ask for their own, and whether a new token ends the old
// one is not documented. The zero Pool is ready; it may be used concurrently. A token is forgotten
// with the last client that uses it.
type Pool struct {
	mu      sync.Mutex
	sources map[poolKey]weak.Pointer[source]
}

// poolKey tells apart whatever could let one tenant ride on the token of another.
type poolKey struct {
	sum  [sha256.Size]byte
	http *http.Client
}

// source returns the one that is shared, or makes it. A client certificate that is asked for at
// each handshake cannot be compared, so such a client has a token of its own. Dialers are not
// compared: whoever shares a Pool is the host, and it has one.
func (p *Pool) source(cfg Config, client *http.Client) *source {
	if p == nil || cfg.TLS.Identity != nil {
		return newSource(cfg, client)
	}
	fresh := newSource(cfg, client)
	parts, err := json.Marshal([]any{
		fresh.url, cfg.AppKey, cfg.AppSecret.Reveal(), cfg.TokenLife, cfg.TLS.Trust, cfg.TLS.Exact, cfg.TLS.Certificate, cfg.TLS.Key.Reveal(),
		cfg.TLS.ServerName, cfg.TLS.Pins,
	})
	if err != nil {
		return fresh
	}
	key := poolKey{sha256.Sum256(parts), cfg.HTTP}
	p.mu.Lock()
	defer p.mu.Unlock()
	if shared := p.sources[key].Value(); shared != nil {
		return shared
	}
	if p.sources == nil {
		p.sources = make(map[poolKey]weak.Pointer[source])
	}
	p.sources[key] = weak.Make(fresh)
	runtime.AddCleanup(fresh, p.forget, key)
	return fresh
}

func (p *Pool) forget(key poolKey) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.sources[key].Value() == nil {
		delete(p.sources, key)
	}
}
