package dispatch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// errStore marks an error of the store.
var errStore = errors.New("dispatch: the outbox's store failed")

// How long a thread waits after what stopped it, unless the platform says how long.
const (
	waitRenewal = time.Minute      // for new credentials, or for money
	waitBusy    = time.Second      // for a delivery of the same receipt under another name of its thread
	waitFailed  = 15 * time.Second // after attempts in vain, and failures of journal, limiter and store
	readAgain   = 0                // not at all: the stored receipts have changed
)

// mostFenced is how often in a row a worker reads a thread again because a part was begun
// elsewhere.
const mostFenced = 3

// DeliverThread claims one thread and delivers what is open in it, oldest first, until nothing is,
// or until a receipt is given back unsent. It is for a job engine that keeps one job for each
// thread; Run calls the same. Several calls for one thread, on any nodes, are safe.
//
// The error is nil if nothing is left to deliver. It matches [ErrClaimed] if another worker
// delivers the thread. Otherwise it is that of [Dispatcher.Deliver] for the receipt that was given
// back, that of the store or of Tell, or, while the thread waits for the echo of an uncertain
// message, one that matches channel.ErrUnavailable. Try the thread again later, after
// channel.Error.Wait if that is set.
func (o *Outbox) DeliverThread(ctx context.Context, to channel.Thread) error {
	until := o.since.Elapsed() + o.cfg.Lease
	claims, err := o.cfg.Store.Claim(ctx, ClaimQuery{Worker: o.cfg.Worker, Lease: o.cfg.Lease, Max: 1, Thread: to})
	if err != nil || len(claims) == 0 {
		return err
	}
	h := o.hold(claims[0], until)
	if h == nil {
		return ErrClaimed
	}
	o.working.Add(1)
	defer o.working.Done()
	return o.deliver(ctx, h)
}

// deliver works on a claimed thread until nothing is left in it or it has to wait, and yields it.
func (o *Outbox) deliver(ctx context.Context, h *held) error {
	told := make(map[string]bool)
	for fenced := 0; ; {
		wait, err := o.round(ctx, h, told)
		if errors.Is(err, ErrFenced) {
			fenced++
		} else {
			fenced = 0
		}
		switch {
		case errors.Is(err, ErrClosed), errors.Is(err, ErrClaimed):
		case fenced == mostFenced:
			wait = waitFailed
		case wait == readAgain:
			continue
		}
		o.mu.Lock()
		delete(o.claims, h.claim.Thread.Key())
		o.mu.Unlock()
		h.end()
		after, cancel := o.dispatcher.after(ctx)
		defer cancel()
		if failed := o.cfg.Store.Yield(after, h.claim, wait); failed != nil {
			return with(err, fmt.Errorf("%w: yield: %w", errStore, failed))
		}
		return with(err, o.settledMeanwhile(after, h.claim.Thread))
	}
}

// round reads what is open and delivers it once. It returns how long the thread has to wait:
// NothingLeft if nothing was open, zero if the rows are to be read again. told are the receipts
// whose end was told.
func (o *Outbox) round(ctx context.Context, h *held, told map[string]bool) (time.Duration, error) {
	receipts, err := o.cfg.Store.Open(ctx, h.claim)
	if err != nil {
		return waitFailed, fmt.Errorf("%w: open: %w", errStore, err)
	}
	var open []Receipt
	for _, r := range receipts { // ends that were not told, before what comes after them
		if r.Open() {
			open = append(open, r)
			continue
		}
		if o.cfg.Tell == nil || told[r.Key] {
			continue
		}
		if err := o.cfg.Tell(ctx, r, r.Err()); err != nil {
			return waitFailed, fmt.Errorf("%w: tell: %w", errStore, err)
		}
		told[r.Key] = true
	}
	wait := o.settleWait(ctx, h.claim.Thread)
	if wait <= 0 && len(open) > 0 && !h.looked {
		wait, h.looked = o.storedSettleWait(ctx, h.claim.Thread), true
	}
	if wait > 0 {
		return wait, awaited(h.claim.Thread, len(open), wait)
	}
	if len(open) == 0 {
		return NothingLeft, nil
	}
	for _, r := range open {
		o.mu.Lock()
		o.keys[r.Key] = h
		o.mu.Unlock()
		defer o.forget(r.Key)
		delete(told, r.Key)
	}
	// All at one time: if the first is given back, so are those behind it.
	pending, first := o.dispatcher.acceptAll(open, func(r Receipt) context.Context {
		if o.cfg.Context == nil {
			return ctx
		}
		return o.cfg.Context(ctx, r)
	})
	var untold error
	for _, p := range pending { // all of them, or the next round would meet them still on their way
		r, err := p.Wait()
		if err == nil || !r.Open() {
			continue
		}
		if first == nil {
			first = err
		}
		if o.cfg.Tell != nil && waitAfter(err) != readAgain {
			untold = with(untold, o.cfg.Tell(ctx, r, err))
		}
	}
	if untold != nil {
		return waitFailed, fmt.Errorf("%w: tell: %w", errStore, untold)
	}
	if first != nil {
		return waitAfter(first), first
	}
	return readAgain, nil
}

func (o *Outbox) forget(key string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.keys, key)
}

// waitAfter returns how long a thread waits after a receipt was given back.
func waitAfter(err error) time.Duration {
	e, ok := errors.AsType[*channel.Error](err)
	switch {
	case errors.Is(err, ErrClosed), errors.Is(err, ErrFenced), errors.Is(err, channel.ErrUncertain):
		return readAgain // another node knows better, or an echo came in this very moment
	case ok && e.Wait > 0:
		return e.Wait
	case errors.Is(err, ErrBusy):
		return waitBusy
	case errors.Is(err, channel.ErrUnauthorized), errors.Is(err, channel.ErrCredit):
		return waitRenewal
	default:
		return waitFailed
	}
}

// Note makes the outbox the [Journal] of its own dispatcher; a host does not call it. It stores the
// entry in the store. It lets a part begin only if the worker's claim lasts longer than one call,
// by the worker's clock, and prolongs a claim that would end.
func (o *Outbox) Note(ctx context.Context, e Entry) error {
	if e.Status == Begun {
		o.mu.Lock()
		h := o.keys[e.Key]
		o.mu.Unlock()
		if h != nil {
			if err := o.prolong(ctx, h, o.cfg.Dispatch.Timeout); err != nil {
				return fmt.Errorf("%w: %w", ErrFenced, err)
			}
		}
	}
	return o.cfg.Store.Note(ctx, e)
}

// prolong makes sure that a claim lasts longer than d from now on.
func (o *Outbox) prolong(ctx context.Context, h *held, d time.Duration) error {
	now := o.since.Elapsed()
	o.mu.Lock()
	left := h.until - now
	o.mu.Unlock()
	if left > d {
		return nil
	}
	h.storing <- struct{}{}
	defer func() { <-h.storing }()
	if h.over { // to claim it now would leave the thread alone until the lease ends
		return ErrClaimed
	}
	claims, err := o.cfg.Store.Claim(ctx, ClaimQuery{Worker: o.cfg.Worker, Lease: o.cfg.Lease, Max: 1, Thread: h.claim.Thread})
	switch {
	case err != nil:
		return err
	case len(claims) == 0:
		return ErrClaimed
	}
	o.mu.Lock()
	h.until = now + o.cfg.Lease
	o.mu.Unlock()
	return nil
}

// end waits for the store if it prolongs the claim, and lets nothing prolong it from now on.
func (h *held) end() {
	h.storing <- struct{}{}
	h.over = true
	<-h.storing
}

// prolongAll prolongs the claims that are half over and still worked on: receipts may wait long for
// a permit. A claim that is lost is noticed when its next part would begin.
func (o *Outbox) prolongAll(ctx context.Context) error {
	now := o.since.Elapsed()
	var old []*held
	o.mu.Lock()
	for _, h := range o.claims {
		if h.until-now < o.cfg.Lease/2 {
			old = append(old, h)
		}
	}
	o.mu.Unlock()
	var errs []error
	for _, h := range old {
		if err := o.prolong(ctx, h, o.cfg.Lease/2); err != nil && !errors.Is(err, ErrClaimed) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
