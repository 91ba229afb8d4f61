package dispatch

import "time"

// settling holds the receipts with an uncertain part that later messages of their threads wait for.
// All wait equally long, so the first to be put in is the first to go.
type settling struct {
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
	*s = newSettling()
	return threads
}
