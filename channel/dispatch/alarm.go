package dispatch

import "time"

// alarm wakes a line or an account. All of them share one call of the clock.
type alarm struct {
	at      time.Duration
	place   int
	line    *line
	account *account
}

// sleep sets an alarm.
func (d *Dispatcher) sleep(a *alarm, until time.Duration) {
	d.alarms.remove(a)
	a.at = until
	d.alarms.fix(a)
	// One that is late was armed by a clock that has been set ahead since.
	if d.stop == nil || until < d.stopAt || d.stopAt < d.now() {
		d.arm()
	}
}

// arm asks the clock for the first alarm.
func (d *Dispatcher) arm() {
	if d.stop != nil {
		if d.stop() {
			d.busy.Done()
		}
		d.stop = nil
	}
	first, ok := d.alarms.first()
	if !ok || d.closed {
		return
	}
	d.stopAt = first.at
	d.armed++
	armed := d.armed
	d.busy.Add(1)
	d.stop = d.cfg.Clock.AfterFunc(max(0, first.at-d.now()), func() { d.ring(armed) })
}

// ring wakes whoever is due. armed tells it from a call of the clock that could not be stopped in time.
func (d *Dispatcher) ring(armed uint64) {
	defer d.busy.Done()
	d.mu.Lock()
	defer d.unlock()
	if armed == d.armed {
		d.stop = nil
	}
	for {
		a, ok := d.alarms.first()
		if !ok || a.at > d.now() {
			break
		}
		d.alarms.remove(a)
		if a.line != nil {
			d.place(a.line)
		} else {
			d.board.fix(a.account, d.now())
		}
	}
	d.pump()
	d.arm()
}
