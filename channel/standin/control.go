package standin

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Controls is the part of a stand-in that a host's tests use, the same on every platform: the API
// and a client for it, the clock, the delivery of webhooks, faults and the log of calls. A stand-in
// embeds the one that [Core.Controls] returns. It may be used concurrently.
type Controls struct {
	core *Core

	mu     sync.Mutex
	target Target
}

// Controls returns the core's Controls: always the same one.
func (c *Core) Controls() *Controls { return &c.controls }

// ServeHTTP answers one call of the platform's API.
func (c *Controls) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.core.ServeHTTP(w, r) }

// Client returns a client that reaches the server in this process, whatever host a URL names,
// without sockets.
func (c *Controls) Client() *http.Client { return c.core.Client() }

// Now is the time on the platform's clock, in UTC.
func (c *Controls) Now() time.Time { return c.core.Clock.Now() }

// Advance moves the platform's clock ahead. A negative duration moves nothing.
func (c *Controls) Advance(d time.Duration) { c.core.Clock.Advance(d) }

// Hook makes Flush and Run deliver to a handler in this process.
func (c *Controls) Hook(h http.Handler) { c.setTarget(Handler(h)) }

// HookURL makes Flush and Run deliver to an address, whatever address is registered at the
// platform. If client is nil, http.DefaultClient is used.
func (c *Controls) HookURL(address string, client *http.Client) { c.setTarget(URL(address, client)) }

func (c *Controls) setTarget(t Target) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.target = t
}

// Target is what Hook or HookURL named, or nil. The platform's own calls, such as a handshake, go
// to it too.
func (c *Controls) Target() Target {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.target
}

// Deliver calls h with every waiting webhook, once each, due or not, and returns the statuses of
// the answers, 0 for a call without one. If a webhook fails, those that must follow it in order
// wait. Webhooks that are queued meanwhile, such as echoes, wait for the next Deliver.
func (c *Controls) Deliver(h http.Handler) []int {
	return c.core.Deliver(context.Background(), Handler(h))
}

// Flush delivers to the target of Hook or HookURL until no webhook waits. It moves the clock to the
// next try where necessary. It fails if the platform gave up on a webhook, or if none is
// registered.
func (c *Controls) Flush(ctx context.Context) error {
	t, err := c.needTarget("Flush")
	if err != nil {
		return err
	}
	return c.core.Flush(ctx, t)
}

// Run delivers to the target of Hook or HookURL as webhooks fall due, until ctx ends. It serves
// programs that talk to the stand-in live. It returns the error of ctx, or at once an error if
// there is no target.
func (c *Controls) Run(ctx context.Context) error {
	t, err := c.needTarget("Run")
	if err != nil {
		return err
	}
	c.core.Run(ctx, t)
	return ctx.Err()
}

func (c *Controls) needTarget(verb string) (Target, error) {
	if t := c.Target(); t != nil {
		return t, nil
	}
	return nil, fmt.Errorf("%s: %s needs Hook or HookURL", c.core.platform.Name, verb)
}

// Pending is the number of webhooks that wait.
func (c *Controls) Pending() int { return c.core.Pending() }

// Fail makes the next n API calls misbehave (for Duplicate and Reorder: the next n webhooks). If n
// is negative, all of them do until Heal. If n is 0, none does.
//
// While several faults are in force, each API call that arrives counts for all of them.
// The times of Delay and Latency add up; of the other faults only the one that was given first
// strikes.
func (c *Controls) Fail(f Fault, n int) { c.core.Fail(f, n) }

// Heal ends all faults.
func (c *Controls) Heal() { c.core.Heal() }

// Calls returns the log of API calls, oldest first. Credentials are cut from it.
func (c *Controls) Calls() []Call { return c.core.Calls() }
