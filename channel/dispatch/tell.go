package dispatch

// telling is an observation that is yet to be told, or a ticket that is over once all before it was.
type telling struct {
	observed Observation
	over     *Ticket
}

// note keeps an observation until the lock is given up.
func (d *Dispatcher) note(o Observation) {
	if d.cfg.Observe != nil {
		d.untold = append(d.untold, telling{observed: o})
	}
}

// observe tells of what no lock is held for.
func (d *Dispatcher) observe(o Observation) {
	if d.cfg.Observe != nil {
		d.cfg.Observe(o)
	}
}

// conclude lets Deliver return, after everything that was noted before is told.
func (d *Dispatcher) conclude(t *Ticket) {
	if d.cfg.Observe == nil {
		t.conclude()
		return
	}
	d.untold = append(d.untold, telling{over: t})
}

// conclude lets Deliver return.
func (t *Ticket) conclude() {
	t.over = true
	if t.done != nil {
		close(t.done)
	}
}

// unlock gives up the lock, and tells what was noted under it. One goroutine tells at a time, in the order in which things happened; a
// second one leaves its own to the first, so that Observe may call the dispatcher.
func (d *Dispatcher) unlock() {
	if d.telling {
		d.mu.Unlock()
		return
	}
	for len(d.untold) > 0 {
		all := d.untold
		d.untold, d.telling = nil, true
		from := 0
		for i, u := range all {
			if u.over == nil {
				continue
			}
			d.tell(all[from:i])
			u.over.conclude()
			from = i + 1
		}
		d.tell(all[from:])
		d.telling = false
	}
	d.mu.Unlock()
}

// tell tells without the lock, and takes it again.
func (d *Dispatcher) tell(all []telling) {
	d.mu.Unlock()
	for _, u := range all {
		d.cfg.Observe(u.observed)
	}
	d.mu.Lock()
}
