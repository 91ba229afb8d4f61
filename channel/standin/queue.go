package standin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Hook is one webhook call that waits to be made.
type Hook struct {
	ID      int64     // given by Queue
	Line    string    // hooks of one line go one after the other, each once the former is settled; empty: no order is kept
	Note    string    // the platform's own: a kind, an address
	Ref     int64     // the platform's own: a number
	Body    []byte    // as it goes over the wire
	At      time.Time // when it was queued
	Due     time.Time // when it may go; zero: now
	Expires time.Time // lost from then on; zero: Platform.After decides
	Tries   int       // calls made
	Failed  time.Time // when the first of them failed
}

// Answer is what a host said to a webhook call.
type Answer struct {
	Status int // zero: nothing
	Header http.Header
	Body   []byte
	Err    error
}

// Verdict is what becomes of a hook after a call.
type Verdict struct {
	Again time.Time // it is made again at this time; zero: it is settled
	Lost  bool      // settled without being accepted
}

type queue struct {
	mu     sync.Mutex
	hooks  []*Hook
	busy   map[int64]bool
	lastID int64
	queued chan struct{} // closed by the next Queue
}

// Queue puts a webhook into the queue and returns its ID.
func (c *Core) Queue(h Hook) int64 {
	now := c.Clock.Now()
	q := &c.queue
	twice, swap := false, false
	for _, f := range c.faults.strike("", Fault.aboutHooks) {
		twice = twice || f.kind == faultDuplicate
		swap = swap || f.kind == faultReorder
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	h.At = now
	if h.Due.IsZero() {
		h.Due = now
	}
	q.lastID++
	h.ID = q.lastID
	at := len(q.hooks)
	if swap && at > 0 {
		at--
	}
	q.hooks = slices.Insert(q.hooks, at, &h)
	if twice {
		again := h
		q.lastID++
		again.ID = q.lastID
		q.hooks = append(q.hooks, &again)
	}
	close(q.queued)
	q.queued = make(chan struct{})
	return h.ID
}

// Queued is closed once another webhook is queued.
func (c *Core) Queued() <-chan struct{} {
	c.queue.mu.Lock()
	defer c.queue.mu.Unlock()
	return c.queue.queued
}

// Pending is the number of webhooks that wait.
func (c *Core) Pending() int {
	c.queue.mu.Lock()
	defer c.queue.mu.Unlock()
	return len(c.queue.hooks)
}

// Waiting returns the webhooks that wait, in order.
func (c *Core) Waiting() []Hook {
	c.queue.mu.Lock()
	defer c.queue.mu.Unlock()
	out := make([]Hook, len(c.queue.hooks))
	for i, h := range c.queue.hooks {
		out[i] = *h
	}
	return out
}

// Forget drops the webhooks that match and returns their number.
func (c *Core) Forget(match func(Hook) bool) int {
	c.queue.mu.Lock()
	defer c.queue.mu.Unlock()
	before := len(c.queue.hooks)
	c.queue.hooks = slices.DeleteFunc(c.queue.hooks, func(h *Hook) bool { return match(*h) })
	return before - len(c.queue.hooks)
}

// Deliver makes the call of every webhook that waits, once, whether it is due or not, and returns
// the statuses; a hook that waits behind another of its line is not tried. Hooks that are queued
// meanwhile wait for the next time.
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

// next returns the hook that is due first among those that may go, or zero.
func (q *queue) next() (id int64, due time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	lines := make(map[string]bool)
	for _, h := range q.hooks {
		if h.Line != "" {
			if lines[h.Line] {
				continue
			}
			lines[h.Line] = true
		}
		if !q.busy[h.ID] && (id == 0 || h.Due.Before(due)) {
			id, due = h.ID, h.Due
		}
	}
	return id, due
}

// claim marks a hook as being delivered, unless it is, or is gone, or waits behind another of its
// line.
func (q *queue) claim(id int64) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	lines := make(map[string]bool)
	for _, h := range q.hooks {
		if h.ID == id {
			if q.busy[id] || h.Line != "" && lines[h.Line] {
				return false
			}
			if q.busy == nil {
				q.busy = make(map[int64]bool)
			}
			q.busy[id] = true
			return true
		}
		lines[h.Line] = true
	}
	return false
}

func (q *queue) get(id int64) (Hook, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, h := range q.hooks {
		if h.ID == id {
			return *h, true
		}
	}
	return Hook{}, false
}

func (q *queue) release(id int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.busy, id)
}

// settle takes a hook out, or notes when it goes again.
func (q *queue) settle(id int64, h Hook, v Verdict) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.busy, id)
	at := slices.IndexFunc(q.hooks, func(h *Hook) bool { return h.ID == id })
	if at < 0 {
		return
	}
	if v.Again.IsZero() {
		q.hooks = slices.Delete(q.hooks, at, at+1)
		return
	}
	h.Due = v.Again
	q.hooks[at] = &h
}
