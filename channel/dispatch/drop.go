package dispatch

// useless says why a part need not be sent any more; empty: it must.
func (d *Dispatcher) useless(t *Ticket, p Part) Reason {
	end := p.Message.NotAfter
	if !end.IsZero() && !d.cfg.Clock.Now().Before(end) {
		return ReasonExpired
	}
	r := t.receipt
	if r.Priority != Notice || !r.Perishable || r.Parts[0].Status != Unsent {
		return ""
	}
	for _, j := range d.queue.Behind(&t.job) {
		if j.Level == levelOf(Person) {
			return ReasonSuperseded
		}
	}
	return ""
}

// supersede drops what waits before a person's message and is useless now.
func (d *Dispatcher) supersede(person *Ticket) {
	for _, j := range d.queue.Before(&person.job) {
		t := d.tickets[j.Key]
		if d.useless(t, t.receipt.Parts[t.receipt.next()]) == ReasonSuperseded && d.queue.Remove(j, d.now()) {
			t.dropping = true
			d.work.Go(func() { d.drop(t, ReasonSuperseded) })
		}
	}
}

// drop ends a receipt that has left its thread.
func (d *Dispatcher) drop(t *Ticket, reason Reason) {
	d.mu.Lock()
	c := &call{ticket: t, key: t.receipt.Key, to: t.receipt.To, at: t.receipt.next(), ctx: t.ctx}
	c.part = t.receipt.Parts[c.at]
	d.mu.Unlock()
	out := d.noted(c, c.entry(c.part.Try), dropped(reason))
	d.mu.Lock()
	defer d.mu.Unlock()
	d.noteCall(c, Observation{Event: out.event, Err: out.err})
	d.finish(t, with(t.receipt.Err(), out.failed))
	d.changed()
}

// dropped is the outcome of a part that need not be sent any more.
func dropped(reason Reason) outcome {
	return outcome{then: thenEnd, status: Dropped, event: EventDropped, reason: reason, err: errorOf[reason]}
}
