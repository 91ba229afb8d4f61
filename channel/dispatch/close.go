package dispatch

import "context"

// Close ends the dispatcher. From now on Accept and Deliver return ErrClosed. Receipts that wait are given back at once with ErrClosed;
// those that a call is under way for, when that is over. If the context ends first, the calls are cancelled, which leaves
// their parts uncertain, and Close returns its error; either way no goroutine is left and every Deliver has returned.
func (d *Dispatcher) Close(ctx context.Context) error {
	d.mu.Lock()
	d.closed = true
	d.arm()
	for _, l := range d.lines {
		queue := l.queue
		if l.busy {
			queue = queue[1:]
		}
		for len(queue) > 0 {
			t := queue[len(queue)-1]
			queue = queue[:len(queue)-1]
			d.end(t, ErrClosed)
		}
		l.unsettled = nil
		d.unplace(l)
	}
	d.pump() // what is left is for the journal
	d.unlock()

	over := make(chan struct{})
	go func() {
		d.busy.Wait()
		close(over)
	}()
	select {
	case <-over:
		return nil
	case <-ctx.Done():
	}
	d.mu.Lock()
	for _, t := range d.tickets {
		if t.cancel != nil {
			t.cancel()
		}
	}
	d.mu.Unlock()
	<-over
	return ctx.Err()
}
