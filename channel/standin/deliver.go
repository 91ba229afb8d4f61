package standin

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Deliver makes the call of every webhook that waits, once, whether it is due or not, and returns
// the statuses of the answers, 0 for a call without one. A hook that waits behind another of its
// line is not tried. Hooks that are queued meanwhile wait for the next time.
func (c *Core) Deliver(ctx context.Context, to Target) []int {
	var statuses []int
	for _, h := range c.Waiting() {
		if ctx.Err() != nil {
			return statuses
		}
		if !c.queue.claim(h.ID) {
			continue
		}
		if a := c.attempt(ctx, h.ID, to); !a.held {
			statuses = append(statuses, a.Status)
		}
	}
	return statuses
}

// Flush makes calls until nothing waits, moving the clock to the time of the next one where need
// be. Its error tells of webhooks that were lost, or wait for an address.
func (c *Core) Flush(ctx context.Context, to Target) error {
	var lost error
	for {
		if err := ctx.Err(); err != nil {
			return errors.Join(lost, err)
		}
		id, due := c.queue.next()
		if id == 0 {
			return lost
		}
		c.Clock.advanceTo(due)
		if !c.queue.claim(id) {
			continue
		}
		a := c.attempt(ctx, id, to)
		if a.held {
			return errors.Join(lost, fmt.Errorf("%s: webhooks wait, and none is set", c.platform.Name))
		}
		if a.lost {
			lost = errors.Join(lost, c.loss(a))
		}
	}
}

// Run makes calls as they fall due, waiting for new ones, until ctx ends.
func (c *Core) Run(ctx context.Context, to Target) {
	for ctx.Err() == nil {
		queued := c.Queued()
		pause := time.Hour
		if id, due := c.queue.next(); id != 0 {
			if pause = due.Sub(c.Clock.Now()); pause <= 0 {
				if !c.queue.claim(id) || !c.attempt(ctx, id, to).held {
					continue
				}
				pause = time.Second
			}
		}
		t := time.NewTimer(pause)
		select {
		case <-ctx.Done():
		case <-queued:
		case <-t.C:
		}
		t.Stop()
	}
}

func (c *Core) loss(a attempted) error {
	if a.Err != nil {
		return fmt.Errorf("%s: a webhook was lost: %w", c.platform.Name, a.Err)
	}
	return fmt.Errorf("%s: a webhook was lost: the last answer was %d", c.platform.Name, a.Status)
}

// attempted is an answer and what became of the hook.
type attempted struct {
	Answer
	held bool // no call was made, and the hook waits
	lost bool
}

// attempt makes the call of a claimed hook and settles it or puts it back.
func (c *Core) attempt(ctx context.Context, id int64, to Target) attempted {
	h, ok := c.queue.get(id)
	if !ok {
		return attempted{}
	}
	if !h.Expires.IsZero() && !c.Clock.Now().Before(h.Expires) {
		c.queue.settle(id, h, Verdict{})
		return attempted{Answer: Answer{Err: errors.New("it expired")}, lost: true}
	}
	req := c.platform.Post(h)
	if req == nil || to == nil {
		c.queue.release(id)
		return attempted{held: true}
	}
	a := c.Post(ctx, req, to)
	if ctx.Err() != nil && a.Status == 0 {
		// The delivery was given up by its caller, not by the host: the hook stays as it was.
		c.queue.release(id)
		return attempted{held: true}
	}
	h.Tries++
	if (a.Status < 200 || a.Status > 299) && h.Failed.IsZero() {
		h.Failed = c.Clock.Now()
	}
	v := c.platform.After(h, a)
	if !v.Again.IsZero() && !h.Expires.IsZero() && !v.Again.Before(h.Expires) {
		v = Verdict{Lost: true}
	}
	c.queue.settle(id, h, v)
	return attempted{Answer: a, lost: v.Lost}
}
