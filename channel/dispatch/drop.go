package dispatch

// useless says why a part need not be sent any more; empty: it must.
func (d *Dispatcher) useless(p *Pending, part Part) Reason {
	end := part.Message.NotAfter
	if !end.IsZero() && !d.cfg.Clock.Now().Before(end) {
		return ReasonExpired
	}
	r := p.receipt
	if r.Priority != Notice || !r.Perishable || r.Parts[0].Status != Unsent {
		return ""
	}
	for _, j := range d.queue.Behind(&p.job) {
		if j.Level == levelOf(Person) {
			return ReasonSuperseded
		}
	}
	return ""
}

// supersede drops what waits before a person's message and is useless now.
func (d *Dispatcher) supersede(person *Pending) {
	for _, j := range d.queue.Before(&person.job) {
		p := d.pending[j.Key]
		if d.useless(p, p.receipt.Parts[p.receipt.next()]) == ReasonSuperseded && d.queue.Remove(j, d.now()) {
			p.dropping = true
			d.work.Go(func() { d.drop(p, ReasonSuperseded) })
		}
	}
}

// drop ends a receipt that has left its thread.
func (d *Dispatcher) drop(p *Pending, reason Reason) {
	d.mu.Lock()
	c := &call{pending: p, key: p.receipt.Key, to: p.receipt.To, at: p.receipt.next(), ctx: p.ctx}
	c.part = p.receipt.Parts[c.at]
	d.mu.Unlock()
	out := d.noted(c, c.entry(c.part.Try), dropped(reason))
	d.mu.Lock()
	defer d.mu.Unlock()
	d.noteCall(c, Observation{Event: out.event, Err: out.err})
	d.finish(p, with(p.receipt.Err(), out.failed))
	d.changed()
}

// dropped is the outcome of a part that need not be sent any more.
func dropped(reason Reason) outcome {
	return outcome{then: thenEnd, status: Dropped, event: EventDropped, reason: reason, err: errorOf[reason]}
}
