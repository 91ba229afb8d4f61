package standin

import (
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Platform is what a Core needs to know of a platform. Its functions may be called concurrently.
type Platform struct {
	Name string           // begins errors
	Now  func() time.Time // the wall clock; nil: time.Now
	Seed int64            // of everything random

	// Serve is the API. The body was read already.
	Serve func(w http.ResponseWriter, r *http.Request, body []byte)
	// Post makes the signed webhook call of a queued hook. It returns nil if no webhook is set; the
	// hook then waits. Controls.Path and Sign also call it with a hook that is not in the queue:
	// the zero Hook, and one with nothing but a Body.
	Post func(Hook) *http.Request
	// After says what becomes of a hook once its call was answered, or was not.
	After func(Hook, Answer) Verdict
	// Proof names the headers by which the platform proves a webhook call, for Controls.Forge.
	Proof []string
	// Pack puts webhooks that wait into as few calls as the platform would make, for
	// Controls.Batch. If nil, each is a call of its own.
	Pack func([]Hook) []Hook
	// Timeout is how long the platform waits for a host's answer.
	// Defaults to no limit.
	Timeout time.Duration
}

// Core is the part of a stand-in that all platforms share. It may be used concurrently.
type Core struct {
	Clock   *Clock
	Limiter Limiter

	platform Platform
	controls Controls
	faults   faults
	log      log
	queue    queue

	mu      sync.Mutex
	rand    *rand.Rand
	secrets []string
}

// New returns a Core.
func New(p Platform) *Core {
	c := &Core{Clock: NewClock(p.Now), platform: p}
	c.controls.core = c
	c.faults.rand = rand.New(rand.NewPCG(uint64(p.Seed), 1))
	c.rand = rand.New(rand.NewPCG(uint64(p.Seed), 2))
	c.queue.queued = make(chan struct{})
	return c
}

// Fail makes the next n calls (or webhooks) misbehave; a negative n all of them, until Heal. See
// [Controls.Fail].
func (c *Core) Fail(f Fault, n int) { c.faults.add(f, n) }

// Heal ends all faults.
func (c *Core) Heal() { c.faults.heal() }

// Calls is the log of API calls, oldest first.
func (c *Core) Calls() []Call { return c.log.all() }

// Int63 draws a number with the seed.
func (c *Core) Int63() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rand.Int64()
}

// Letters draws n characters of an alphabet with the seed.
func (c *Core) Letters(n int, alphabet string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[c.rand.IntN(len(alphabet))]
	}
	return string(b)
}

// Hide keeps credentials out of the log of calls.
func (c *Core) Hide(secrets ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range secrets {
		if s != "" {
			c.secrets = append(c.secrets, s, url.QueryEscape(s), url.PathEscape(s))
		}
	}
}

// cut replaces the credentials in s.
func (c *Core) cut(s string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, secret := range c.secrets {
		s = strings.ReplaceAll(s, secret, "[cut]")
	}
	return s
}
