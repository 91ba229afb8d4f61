package standin

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// Hook is one webhook call that waits to be made.
type Hook struct {
	ID      int64     // given by Queue
	Line    string    // hooks of one line are sent in order, each after the one before it is settled; empty: no order is kept
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

// Queued returns a channel that is closed when the next webhook is queued.
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

// Forget drops the webhooks that match and returns their number. The function match must not use
// the core.
func (c *Core) Forget(match func(Hook) bool) int {
	c.queue.mu.Lock()
	defer c.queue.mu.Unlock()
	before := len(c.queue.hooks)
	c.queue.hooks = slices.DeleteFunc(c.queue.hooks, func(h *Hook) bool { return match(*h) })
	return before - len(c.queue.hooks)
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
