package dispatch

import (
	"errors"
	"fmt"
	"time"
)

// telling is an observation that is yet to be told, or a pending receipt that is over once all
// before it was.
type telling struct {
	observed Observation
	over     *Pending
}

// changed tells the loop that something has changed, and starts it if it does not run.
func (d *Dispatcher) changed() {
	if !d.running {
		d.running = true
		d.work.Go(d.loop)
	}
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// loop starts what may leave and tells what happened, in order, until nothing waits. See decision
// 143.
func (d *Dispatcher) loop() {
	for {
		d.mu.Lock()
		d.start()
		all := d.untold
		d.untold = nil
		at, timed := d.queue.Wake()
		timed = timed && !d.closed && d.calls < d.cfg.Concurrency
		if len(all) == 0 && len(d.pending) == 0 && !timed {
			d.running = false
			d.mu.Unlock()
			return
		}
		d.mu.Unlock()
		if len(all) > 0 {
			d.tell(all)
			continue
		}
		d.sleep(at-d.now(), timed)
	}
}

// start takes jobs out of the queue and delivers them, as many as may leave now.
func (d *Dispatcher) start() {
	d.settling.expire(d.now())
	for !d.closed && d.calls < d.cfg.Concurrency {
		j := d.queue.Next(d.now())
		if j == nil {
			return
		}
		d.calls++
		c := d.newCall(d.pending[j.Key])
		d.work.Go(func() { d.conclude(c, d.try(c)) })
	}
}

// sleep waits until something has changed, or until the queue has something to do again.
func (d *Dispatcher) sleep(wait time.Duration, timed bool) {
	if timed {
		stop := d.cfg.Clock.AfterFunc(max(0, wait), func() {
			select {
			case d.wake <- struct{}{}:
			default:
			}
		})
		defer stop()
	}
	<-d.wake
}

// tell calls Observe, and lets Deliver return after everything that was observed before.
func (d *Dispatcher) tell(all []telling) {
	for _, u := range all {
		if u.over == nil {
			d.cfg.Observe(u.observed)
			continue
		}
		d.mu.Lock()
		u.over.conclude()
		d.mu.Unlock()
	}
}

// conclude lets Deliver return.
func (p *Pending) conclude() {
	p.over = true
	if p.done != nil {
		close(p.done)
	}
}

// note keeps an observation for the loop.
func (d *Dispatcher) note(o Observation) {
	if d.cfg.Observe != nil {
		d.untold = append(d.untold, telling{observed: o})
	}
}

// observe tells of what has no place in the order.
func (d *Dispatcher) observe(o Observation) {
	if d.cfg.Observe != nil {
		d.cfg.Observe(o)
	}
}

// leave takes a pending receipt out of its thread, at once or when the call that is under way is
// over.
func (d *Dispatcher) leave(p *Pending, why error) {
	if d.pending[p.receipt.Key] != p || p.dropping {
		return
	}
	if p.err == nil {
		p.err = why
	}
	if d.queue.Out(p.job.Thread) != &p.job {
		d.end(p, p.err)
		d.changed()
	}
}

// end takes a receipt out of its thread. If it is given back unsent, so is what waits behind it: in
// no history does a customer read a later message first. The same if it is uncertain and the thread
// is not held for its echo.
func (d *Dispatcher) end(p *Pending, err error) {
	behind, now := d.queue.Behind(&p.job), d.now()
	if d.queue.Out(p.job.Thread) == &p.job {
		d.queue.Done(&p.job, now)
	} else {
		d.queue.Remove(&p.job, now)
	}
	d.finish(p, err)
	if p.err == nil || !p.receipt.Open() && !(d.settling.yields && p.receipt.Status() == Uncertain) {
		return
	}
	if !errors.Is(err, ErrBehind) {
		err = fmt.Errorf("%w: %w", ErrBehind, err)
	}
	for _, j := range behind {
		d.queue.Remove(j, now)
		d.finish(d.pending[j.Key], err)
	}
}

// finish lets Deliver return.
func (d *Dispatcher) finish(p *Pending, err error) {
	if errors.Is(err, ErrCancelled) {
		if p.receipt = p.receipt.Cancel(); p.receipt.Status() == Sent {
			err = nil
		}
	}
	p.err = err
	p.account.pending--
	if p.release != nil && p.release() {
		d.work.Done()
	}
	delete(d.pending, p.receipt.Key)
	event := EventDone
	if err != nil && p.receipt.Open() {
		event = EventReturned
	}
	r := p.receipt
	d.note(Observation{Event: event, Key: r.Key, To: r.To, Priority: r.Priority, Parts: len(r.Parts), Waited: d.now() - p.accepted, Err: err})
	if d.cfg.Observe == nil {
		p.conclude()
		return
	}
	d.untold = append(d.untold, telling{over: p})
}
