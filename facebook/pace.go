package facebook

import (
	"context"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// pacer keeps the calls of the Conversations API apart, by Page: it has a limit of its own that a walk would run into at once.
type pacer struct {
	gap  time.Duration
	mu   sync.Mutex
	next map[string]time.Time // when the next call may go
}

// wait waits for the turn of a call.
func (p *pacer) wait(ctx context.Context, op, page string) error {
	timer := time.NewTimer(p.turn(page))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fault(op, channel.ErrUnavailable, context.Cause(ctx))
	}
}

// turn reserves one and returns how long it is until then.
func (p *pacer) turn(page string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	at := p.next[page]
	if at.Before(now) {
		at = now
	}
	if p.next == nil {
		p.next = map[string]time.Time{}
	}
	p.next[page] = at.Add(p.gap)
	return at.Sub(now)
}
