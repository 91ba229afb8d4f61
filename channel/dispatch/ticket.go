package dispatch

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Errors of Accept and Deliver.
var (
	ErrClosed = errors.New("dispatch: closed")                              // after Close
	ErrBusy   = errors.New("dispatch: this key is being delivered already") // the same receipt twice at once
	// ErrJournal: the journal failed. Before a part left: it is unsent. After: the receipt that is returned knows more than the journal.
	ErrJournal = errors.New("dispatch: the journal failed")
	// ErrLimiter: the limiter failed; nothing left.
	ErrLimiter = errors.New("dispatch: the limiter failed")
	// ErrCircuit: the account's credentials failed before; see Renew. It comes with channel.ErrUnauthorized.
	ErrCircuit = errors.New("dispatch: nothing is sent until the account's credentials are replaced")
)

// Ticket is a receipt's place in the line of its thread.
type Ticket struct {
	d        *Dispatcher
	line     *line
	ctx      context.Context
	release  func() bool        // of ctx
	cancel   context.CancelFunc // of the call that is under way
	rates    []channel.Rate
	receipt  Receipt // the dispatcher's, under its lock, until done
	accepted time.Duration
	seq      uint64
	tries    int           // calls for the next part
	retryAt  time.Duration // not before
	ended    bool          // out of its line
	over     bool          // Deliver returns
	err      error
	done     chan struct{} // nil: nobody has asked yet
}

// Deliver sends what is unsent of a receipt, in order, and returns it as it then is. The error is nil if all of it was sent; otherwise it says
// what to do, as channel.Error does:
//
//   - channel.ErrUncertain: a part may have arrived. It is never sent again by itself: wait for the echo (Receipt.Settle), and deliver
//     what is left, or ask a person.
//   - channel.ErrRejected, ErrUnreachable, ErrWindowClosed, ErrNotOwner, ErrTooLarge, or ErrExpired, ErrSuperseded: the message has ended.
//   - channel.ErrRateLimited, with Wait: a pause longer than Config.MaxWait. The rest is unsent; deliver it then.
//   - channel.ErrUnavailable, ErrLimiter, ErrJournal: tried in vain. The rest is unsent.
//   - channel.ErrUnauthorized: the account's credentials failed. The rest is unsent; see Renew.
//   - ErrClosed, or the context's error: the rest is unsent.
//
// A part that is found begun left in another life: it becomes uncertain.
func (d *Dispatcher) Deliver(ctx context.Context, r Receipt) (Receipt, error) {
	t, err := d.Accept(ctx, r)
	if err != nil {
		return r, err
	}
	return t.Wait()
}

// Accept gives a receipt its place in the line of its thread at once, and delivers it from there, without a goroutine that waits. The messages of
// one thread are sent in the order in which they were accepted; after a restart, accept the open receipts first, oldest first. ctx
// is that of the delivery. The receipt's parts must not be changed meanwhile.
func (d *Dispatcher) Accept(ctx context.Context, r Receipt) (*Ticket, error) {
	t := &Ticket{d: d, ctx: ctx, receipt: r}
	if r.Key == "" || len(r.Parts) == 0 {
		return nil, &channel.Error{Op: channel.OpSend, Platform: r.To.Platform, Kind: channel.ErrRejected,
			Err: &channel.FieldError{Field: "key", Code: channel.CodeMissing, Reason: "a receipt has a key and parts"}}
	}
	if !r.Open() {
		t.err, t.over = r.Err(), true
		return t, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	limits := d.sender.Limits(r.To)
	t.rates = limits.Rates
	app := d.app(r.To)

	d.mu.Lock()
	defer d.unlock()
	if d.closed {
		return nil, ErrClosed
	}
	if d.tickets[r.Key] != nil {
		return nil, ErrBusy
	}
	d.tickets[r.Key] = t
	d.seq++
	t.seq, t.accepted = d.seq, d.now()
	d.note(Observation{Event: EventAccepted, Key: r.Key, To: r.To, Priority: r.Priority, Parts: len(r.Parts)})
	l := d.line(r.To, app)
	t.line = l
	if l.unsettled != nil && l.unsettled.Key == r.Key {
		// The rest of the message that the others wait behind.
		l.unsettled, l.settle = nil, 0
		t.seq = 0
		l.queue = slices.Insert(l.queue, 0, t)
	} else {
		l.queue = append(l.queue, t)
	}
	if r.Priority == Person {
		d.supersede(l)
	}
	if ctx.Done() != nil {
		d.busy.Add(1)
		t.release = context.AfterFunc(ctx, func() {
			defer d.busy.Done()
			d.leave(t, ctx.Err())
		})
	}
	d.place(l)
	d.pump()
	return t, nil
}

// Done is closed when the delivery is over.
func (t *Ticket) Done() <-chan struct{} {
	t.d.mu.Lock()
	defer t.d.mu.Unlock()
	if t.done == nil {
		t.done = make(chan struct{})
		if t.over {
			close(t.done)
		}
	}
	return t.done
}

// Wait waits until the delivery is over and returns what Deliver does.
func (t *Ticket) Wait() (Receipt, error) {
	<-t.Done()
	return t.receipt, t.err
}

// Withdraw takes the receipt with this key back, as far as it has not left, and returns once a call that is under way is over. The
// receipt is cancelled, and Deliver returns ErrCancelled with it, unless all of it was sent. It is not ok if no such receipt waits.
func (d *Dispatcher) Withdraw(key string) (r Receipt, ok bool) {
	d.mu.Lock()
	t := d.tickets[key]
	d.mu.Unlock()
	if t == nil {
		return Receipt{}, false
	}
	d.leave(t, ErrCancelled)
	r, _ = t.Wait()
	return r, true
}

// withdraw cancels the receipt with this key, if it waits here, and does not wait for it.
func (d *Dispatcher) withdraw(key string) {
	d.mu.Lock()
	t := d.tickets[key]
	d.mu.Unlock()
	if t != nil {
		d.leave(t, ErrCancelled)
	}
}

// leave takes a ticket out of its line, at once or when the call that is under way is over.
func (d *Dispatcher) leave(t *Ticket, why error) {
	d.mu.Lock()
	defer d.unlock()
	if t.ended {
		return
	}
	if t.err == nil {
		t.err = why
	}
	if t.line.busy && t.line.queue[0] == t {
		return
	}
	l := t.line
	d.end(t, t.err)
	d.place(l)
	d.pump()
}

// end takes a ticket out of its line and lets Deliver return.
func (d *Dispatcher) end(t *Ticket, err error) {
	d.unqueue(t)
	d.finish(t, err)
}

func (d *Dispatcher) unqueue(t *Ticket) {
	t.ended = true
	if i := slices.Index(t.line.queue, t); i >= 0 {
		t.line.queue = slices.Delete(t.line.queue, i, i+1)
	}
}

// finish lets Deliver return.
func (d *Dispatcher) finish(t *Ticket, err error) {
	if errors.Is(err, ErrCancelled) {
		if t.receipt = t.receipt.Cancel(); t.receipt.Status() == Sent {
			err = nil
		}
	}
	t.err = err
	if t.release != nil && t.release() {
		d.busy.Done()
	}
	delete(d.tickets, t.receipt.Key)
	event := EventDone
	if err != nil && t.receipt.Open() {
		event = EventReturned
	}
	d.note(Observation{Event: event, Key: t.receipt.Key, To: t.receipt.To, Priority: t.receipt.Priority, Parts: len(t.receipt.Parts), Waited: d.now() - t.accepted, Err: err})
	d.conclude(t)
}

// app names the app that serves a thread.
func (d *Dispatcher) app(to channel.Thread) string {
	if d.cfg.App != nil {
		return d.cfg.App(to)
	}
	if ch, ok := d.sender.(channel.Channel); ok {
		return ch.Info().App
	}
	return ""
}
