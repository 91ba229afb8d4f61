package dispatch

import (
	"context"
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch/internal/queue"
	"github.com/contactkit/contactkit/channel/pace"
)

// Errors of Accept and Deliver.
var (
	ErrClosed = errors.New("dispatch: closed")                              // after Close
	ErrBusy   = errors.New("dispatch: this key is being delivered already") // the same receipt twice at once
	// ErrJournal: the journal failed. If it failed before a part left, the part is unsent. If it
	// failed after that, the receipt that is returned knows more than the journal.
	ErrJournal = errors.New("dispatch: the journal failed")
	// ErrLimiter: the limiter failed; the part is unsent.
	ErrLimiter = errors.New("dispatch: the limiter failed")
	// ErrCircuit: the platform refused the account before; see Renew. It comes with
	// channel.ErrUnauthorized or channel.ErrCredit, in a channel.Error whose Affects and Code are
	// those of that refusal; an unknown Affects becomes channel.AffectsAccount.
	ErrCircuit = errors.New("dispatch: nothing is sent until the account is renewed")
	// ErrBehind: an earlier message of the thread was given back unsent, and this one with it, so
	// that the customer does not read it first. It comes with the error of the earlier one.
	ErrBehind = errors.New("dispatch: given back behind an earlier message of the thread")
)

// Pending is a receipt that was accepted: its place in the queue of its thread, until its delivery
// is over.
type Pending struct {
	d        *Dispatcher
	job      queue.Job
	ctx      context.Context
	release  func() bool        // of ctx
	cancel   context.CancelFunc // of the call that is under way; nil: there is none
	account  *account
	rates    []channel.Rate
	receipt  Receipt // the dispatcher's, under its lock, until over
	accepted time.Duration
	tries    int           // calls for the next part
	err      error         // of Deliver
	over     bool          // Deliver returns
	dropping bool          // it has left its thread, and the journal is told
	done     chan struct{} // nil: Done was not called yet
}

// Deliver sends what is unsent of a receipt, in order, and returns it as it then is. The error is
// nil if all of it was sent; otherwise it says what to do, as channel.Error does:
//
//   - channel.ErrUncertain: a part may have arrived. It is never sent again by itself: wait for the
//     echo (Receipt.Settle), and deliver what is left, or ask a person.
//   - channel.ErrRejected, ErrUnreachable, ErrWindowClosed, ErrNotOwner, ErrTooLarge, or
//     ErrExpired, ErrSuperseded, ErrCancelled, and channel.ErrUnauthorized if the receipt is not
//     open: the message has ended.
//   - a channel.Error with Moved, also one that matches ErrUnreachable: the platform has renamed
//     the thread. The rest is unsent; set Receipt.To to the new name and deliver it.
//   - channel.ErrRateLimited, with Wait: a pause longer than Config.MaxWait. The rest is unsent;
//     deliver it after Wait.
//   - ErrFenced: another node sends it, or it was cancelled. Read the stored receipt again. Ask for
//     ErrFenced before ErrJournal, which the same error matches.
//   - channel.ErrUnavailable, ErrLimiter, ErrJournal: tried in vain. The rest is unsent.
//   - channel.ErrUnauthorized, channel.ErrCredit: the platform refused the account. The rest is
//     unsent; see Renew.
//   - ErrBusy: another Deliver has the receipt. This one did nothing.
//   - ErrBehind: an earlier message of the thread was given back unsent, and this one with it.
//   - ErrClosed, or the context's error: the rest is unsent.
//
// A part that is begun already was under way when its process ended: it becomes uncertain. See
// decision 235.
func (d *Dispatcher) Deliver(ctx context.Context, r Receipt) (Receipt, error) {
	p, err := d.Accept(ctx, r)
	if err != nil {
		return r, err
	}
	return p.Wait()
}

// Accept gives a receipt its place in the queue of its thread at once, and delivers it from there,
// without a goroutine that waits. The messages of one thread are sent in the order in which they
// were accepted; after a restart, accept the open receipts first, oldest first, with AcceptAll. ctx
// is that of the delivery: when it ends, a call under way is broken off. The receipt's parts must
// not be changed meanwhile.
//
// The error is ErrBusy if a receipt with this key is being delivered, ErrClosed, or that of ctx. It
// matches channel.ErrUnavailable if the sender does not know the thread's limits, and
// channel.ErrRejected if the receipt has no key or no part.
func (d *Dispatcher) Accept(ctx context.Context, r Receipt) (*Pending, error) {
	pending, err := d.AcceptAll(ctx, []Receipt{r})
	if err != nil {
		return nil, err
	}
	return pending[0], nil
}

// AcceptAll accepts receipts, in their order and all at one time. If one of them is given back
// unsent, those after it in its thread are given back with it. Calls of Accept do not promise that:
// the first receipt may be back before the second is accepted, and the second is then sent before
// it.
//
// If one cannot be accepted, AcceptAll returns those before it, and its error.
func (d *Dispatcher) AcceptAll(ctx context.Context, receipts []Receipt) ([]*Pending, error) {
	return d.acceptAll(receipts, func(Receipt) context.Context { return ctx })
}

// acceptAll is AcceptAll with a context for each receipt.
func (d *Dispatcher) acceptAll(receipts []Receipt, contextOf func(Receipt) context.Context) ([]*Pending, error) {
	var pending []*Pending
	var apps []string
	var failed error
	for _, r := range receipts {
		p, err := d.newPending(contextOf(r), r)
		if err != nil {
			failed = err
			break
		}
		pending, apps = append(pending, p), append(apps, d.app(r.To))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, p := range pending {
		switch {
		case p.over:
		case d.closed:
			return pending[:i], ErrClosed
		case d.pending[p.receipt.Key] != nil:
			return pending[:i], ErrBusy
		default:
			d.enter(p, apps[i])
		}
	}
	return pending, failed
}

// newPending makes a receipt pending. It is over at once if nothing of it is to be sent.
func (d *Dispatcher) newPending(ctx context.Context, r Receipt) (*Pending, error) {
	p := &Pending{d: d, ctx: ctx, receipt: r}
	if r.Key == "" || len(r.Parts) == 0 {
		return nil, &channel.Error{Op: channel.OpSend, Platform: r.To.Platform, Kind: channel.ErrRejected,
			Err: &channel.FieldError{Field: "key", Code: channel.CodeMissing, Reason: "receipt needs a key and at least one part"}}
	}
	if !r.Open() {
		p.err, p.over = r.Err(), true
		return p, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	limits := d.sender.Limits(r.To)
	if limits.IsZero() {
		return nil, unavailable(r.To)
	}
	p.rates = limits.Rates
	return p, nil
}

// enter puts a pending receipt into the queue of its thread.
func (d *Dispatcher) enter(p *Pending, app string) {
	r, now := p.receipt, d.now()
	next := r.Parts[r.next()]
	p.accepted, p.account = now, d.accounts.of(accountID{r.To.Platform, r.To.Account}, app, now)
	p.account.pending++
	p.job = queue.Job{
		Key: r.Key, Thread: string(pace.ThreadBucket(r.To)), Level: levelOf(r.Priority), Last: next.Refused > 0,
		Wide: p.account.wide(kindsOf(p.rates, next.Message)),
	}
	d.pending[r.Key] = p
	d.note(Observation{Event: EventAccepted, Key: r.Key, To: r.To, Priority: r.Priority, Parts: len(r.Parts)})
	if waiting, ok := d.settling.of(p.job.Thread); ok && waiting.Key == r.Key {
		d.settling.remove(p.job.Thread) // the rest of the message that the others wait for
		d.queue.PushFirst(&p.job, now)
	} else {
		d.queue.Push(&p.job, now)
	}
	if r.Priority == Person {
		d.supersede(p)
	}
	if p.ctx.Done() != nil {
		d.work.Add(1)
		p.release = context.AfterFunc(p.ctx, func() {
			defer d.work.Done()
			d.mu.Lock()
			defer d.mu.Unlock()
			d.leave(p, p.ctx.Err())
		})
	}
	d.changed()
}

// levelOf is a priority as the queue's level.
func levelOf(p Priority) int {
	switch p {
	case Person:
		return 0
	case Notice:
		return 2
	default:
		return 1
	}
}

// Done is closed when the delivery is over.
func (p *Pending) Done() <-chan struct{} {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	if p.done == nil {
		p.done = make(chan struct{})
		if p.over {
			close(p.done)
		}
	}
	return p.done
}

// Wait waits until the delivery is over and returns what Deliver does.
func (p *Pending) Wait() (Receipt, error) {
	<-p.Done()
	return p.receipt, p.err
}

// Withdraw cancels the receipt with this key, as far as it has not left, and returns it once a call
// that is under way is over. Deliver returns ErrCancelled with it, unless all of it was sent, or
// that call ended the message in another way: then Deliver returns the error of the call, such as
// channel.ErrUncertain. It is not ok if no receipt with this key is being delivered.
//
// The journal is not told of the cancellation. Store it before the call of Withdraw
// (Receipt.Cancel): otherwise the stored receipt is open, and is sent after a restart.
func (d *Dispatcher) Withdraw(key string) (r Receipt, ok bool) {
	p := d.withdraw(key)
	if p == nil {
		return Receipt{}, false
	}
	r, _ = p.Wait()
	return r, true
}

// withdraw is Withdraw without waiting. It returns nil if no such receipt waits.
func (d *Dispatcher) withdraw(key string) *Pending {
	d.mu.Lock()
	defer d.mu.Unlock()
	p := d.pending[key]
	if p != nil {
		d.leave(p, ErrCancelled)
	}
	return p
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
