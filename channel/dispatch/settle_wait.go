package dispatch

import (
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/pace"
)

// settling holds the receipts with an uncertain part that later messages of their threads wait for.
// All wait equally long, so the first to be put in is the first to go.
type settling struct {
	// yields: a thread is not held but given back, with what waits in it. An outbox does so, since
	// the echo may arrive at another node, which makes the thread due.
	yields   bool
	byThread map[string]*unsettled
	order    []*unsettled
}

type unsettled struct {
	thread  string
	receipt Receipt
	until   time.Duration
}

func newSettling() settling { return settling{byThread: make(map[string]*unsettled)} }

func (s *settling) put(thread string, r Receipt, until time.Duration) {
	u := &unsettled{thread, r, until}
	s.byThread[thread] = u
	s.order = append(s.order, u)
}

func (s *settling) of(thread string) (Receipt, bool) {
	if u := s.byThread[thread]; u != nil {
		return u.receipt, true
	}
	return Receipt{}, false
}

// settleWait returns how long a thread still waits for an echo, and of which receipt.
func (d *Dispatcher) settleWait(to channel.Thread) (key string, left time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	u := d.settling.byThread[string(pace.ThreadBucket(to))]
	if u == nil {
		return "", 0
	}
	return u.receipt.Key, u.until - d.now()
}

// endSettleWait lets a thread go on.
func (d *Dispatcher) endSettleWait(to channel.Thread) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.settling.remove(string(pace.ThreadBucket(to)))
}

func (s *settling) update(thread string, r Receipt) { s.byThread[thread].receipt = r }

func (s *settling) remove(thread string) { delete(s.byThread, thread) }

// expire forgets those that nothing waits for any more.
func (s *settling) expire(now time.Duration) {
	for len(s.order) > 0 && s.order[0].until <= now {
		if u := s.order[0]; s.byThread[u.thread] == u {
			delete(s.byThread, u.thread)
		}
		s.order[0] = nil
		s.order = s.order[1:]
	}
	if len(s.order) == 0 {
		s.order = nil
	}
}

// clear forgets all, and returns their threads.
func (s *settling) clear() (threads []string) {
	for thread := range s.byThread {
		threads = append(threads, thread)
	}
	s.byThread, s.order = make(map[string]*unsettled), nil
	return threads
}
