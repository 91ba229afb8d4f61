package dispatch

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// begin notes that a part is about to leave: the fence. If it fails, the part does not. See
// decision 140.
func (d *Dispatcher) begin(ctx context.Context, c *call, begun Entry) error {
	if err := d.journal(ctx, begun); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	c.pending.receipt = c.pending.receipt.Apply(begun)
	c.pending.tries++
	return nil
}

// notBegun gives a part back that did not leave. Unless the journal refused it, it is unknown
// whether the begun was stored: it is closed as unsent. Otherwise whoever reads it next would take
// a part that never left for an uncertain one.
func (d *Dispatcher) notBegun(c *call, begun Entry, err error) outcome {
	out := outcome{then: thenReturn, err: err}
	if errors.Is(err, ErrFenced) {
		return out
	}
	unsent := begun
	unsent.Status, unsent.At, unsent.Error = Unsent, d.stamp(), "the begun could not be noted"
	if failed := d.journalAfter(c, unsent); d.noteUntilStored(c, unsent, failed) != nil {
		if over := c.ctx.Err(); over != nil {
			out.err = fmt.Errorf("%w; %w", over, err)
		}
		return out
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	c.pending.receipt = c.pending.receipt.Apply(unsent)
	return out
}

// notePause bounds the pause before an entry is noted again. Once the journal is back, the entry
// must be stored before another worker claims the thread and finds the part begun.
const notePause = time.Second

// noteUntilStored notes an entry that the journal did not store, with growing pauses, until it is
// stored, the journal refuses it with ErrFenced, or the delivery ends. If the receipt is withdrawn
// during a pause, the entry is noted once more. It returns nil, or the last error.
func (d *Dispatcher) noteUntilStored(c *call, e Entry, failed error) error {
	for try := 1; failed != nil && !errors.Is(failed, ErrFenced); try++ {
		d.mu.Lock()
		d.noteCall(c, Observation{Event: EventStoreFailed, Err: failed})
		d.changed()
		d.mu.Unlock()
		if !d.pauseFor(c, min(d.backoff(try), notePause)) {
			return failed
		}
		d.mu.Lock()
		withdrawn := c.pending.err != nil
		d.mu.Unlock()
		if failed = d.journalAfter(c, e); withdrawn {
			return failed
		}
	}
	return failed
}

// pauseFor waits, and reports whether the delivery goes on: neither its context nor the dispatcher
// ends.
func (d *Dispatcher) pauseFor(c *call, wait time.Duration) bool {
	over := make(chan struct{})
	stop := d.cfg.Clock.AfterFunc(wait, func() { close(over) })
	defer stop()
	select {
	case <-over:
	case <-c.ctx.Done():
		return false
	case <-d.closing:
		return false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return !d.closed
}

// noted stores how a step ended, and applies it to the receipt.
func (d *Dispatcher) noted(c *call, e Entry, out outcome) outcome {
	out, e = d.ended(c, e, out)
	out.failed = d.journalAfter(c, e)
	return out
}

// ended applies to the receipt how a step ended, and returns what the journal has to store of it.
func (d *Dispatcher) ended(c *call, e Entry, out outcome) (outcome, Entry) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p := c.pending
	if out.err != nil && p.receipt.Parts[c.at].Status == Sent {
		// An echo was faster than the answer, and knows better.
		out = outcome{then: thenNext, status: Sent, event: EventSettled, answered: out.answered, took: out.took, fastest: out.fastest, err: out.err}
	}
	e = out.entry(e, d.stamp())
	p.receipt = p.receipt.Apply(e)
	return out, e
}

// journal notes an entry.
func (d *Dispatcher) journal(ctx context.Context, e Entry) error {
	if d.cfg.Journal == nil {
		return nil
	}
	if err := d.cfg.Journal.Note(ctx, e); err != nil {
		return fmt.Errorf("%w: %w", ErrJournal, err)
	}
	return nil
}

// journalAfter notes an entry that follows a call, also when the delivery's context has ended.
func (d *Dispatcher) journalAfter(c *call, e Entry) error {
	if d.cfg.Journal == nil {
		return nil
	}
	ctx, cancel := d.after(c.ctx)
	defer cancel()
	return d.journal(ctx, e)
}
