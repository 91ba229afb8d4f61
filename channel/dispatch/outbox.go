package dispatch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/pace"
)

// OutboxConfig says how an Outbox works. Store must be set; everything else has a default. Context
// and Tell may be called concurrently, for different threads.
type OutboxConfig struct {
	// Store keeps the receipts.
	Store OutboxStore
	// Dispatch is the configuration of the dispatcher. Its Journal must be nil: the store is the
	// journal.
	Dispatch Config

	// Worker names this worker in claims. It must differ for each process and each start. Defaults
	// to a random name.
	Worker string
	// Lease is how long a claim lasts. It must be longer than Dispatch.Timeout; the difference is
	// what the clocks of worker and store may run apart in that time. Defaults to twice
	// Dispatch.Timeout.
	Lease time.Duration
	// Threads bounds the threads that this worker delivers at one time. Defaults to 1,000.
	Threads int
	// Poll is how often the store is asked for lines that are due. Defaults to 1 s.
	Poll time.Duration

	// Context returns the context of a receipt's calls, so that they belong to the trace that led
	// to the receipt (Receipt.Trace), on whichever node sends it. The result must be ctx or come
	// from it. If nil, ctx is used.
	Context func(ctx context.Context, r Receipt) context.Context

	// Tell is called with each receipt that ended, as it is stored; err is then r.Err(), which is
	// nil if everything was sent. It is called again until Tell returns nil. It is also called with
	// each receipt that was given back unsent, with the error of Deliver; for those r.Open() is
	// true. After ErrClosed or ErrFenced it is not called: this worker or another reads the stored
	// receipts again. A receipt that ended stays in Store.Open until the host closes it, which it
	// does in the transaction in which it stores what the end means. An uncertain receipt ends anew
	// when its echo comes, and is told again, closed or not. If nil, no end is told, and the store
	// closes what has ended.
	Tell func(ctx context.Context, r Receipt, err error) error
}

// An Outbox delivers what is stored in an OutboxStore: it claims threads, sends their receipts in
// order over a dispatcher, tries again what was given back, and tells how each ended. Several of
// them, on several nodes, can work on one store: each receipt is sent once. Its methods may be
// called concurrently.
//
//	o, err := dispatch.NewOutbox(sender, dispatch.OutboxConfig{Store: store, Tell: shown})
//	r, _, err := o.Dispatcher().Prepare(key, to, m) // store r in the transaction that decides to send
//	o.Wake()                                        // after its commit; without it, Poll finds it
//	err = o.Run(ctx)                                // delivers until ctx ends
//
// A host with a job engine of its own calls [Outbox.DeliverThread] from a job instead of Run.
type Outbox struct {
	cfg        OutboxConfig
	dispatcher *Dispatcher
	since      *pace.Stopwatch
	wake       chan struct{}

	mu      sync.Mutex
	claims  map[string]*held // by Thread.Key
	keys    map[string]*held // by Receipt.Key, of receipts that are being delivered
	working sync.WaitGroup
}

// held is a claim of this worker, and until when it holds by the worker's own clock.
type held struct {
	claim  Claim
	until  time.Duration
	looked bool // for uncertain parts of other workers; by the goroutine that delivers alone

	storing chan struct{} // full while the store prolongs the claim
	over    bool          // the claim is given back, and must not be prolonged; behind storing
}

// NewOutbox makes an outbox and its dispatcher. It does no I/O and starts nothing. It joins all
// complaints about the configuration, one *channel.FieldError each.
func NewOutbox(s channel.Sender, cfg OutboxConfig) (*Outbox, error) {
	o := &Outbox{wake: make(chan struct{}, 1), claims: make(map[string]*held), keys: make(map[string]*held)}
	var errs []error
	complain := func(is bool, field, code, reason string) {
		if is {
			errs = append(errs, &channel.FieldError{Field: field, Code: code, Reason: reason})
		}
	}
	complain(cfg.Store == nil, "store", channel.CodeMissing, "outbox needs a store")
	complain(cfg.Dispatch.Journal != nil, "dispatch.journal", channel.CodeConflict, "must be nil: the store is the journal")
	cfg.Dispatch.Journal = o
	d, err := New(s, cfg.Dispatch)
	errs = append(errs, err)
	if err == nil {
		cfg.Dispatch = d.cfg
	}
	cfg.Lease = cmp.Or(cfg.Lease, 2*cfg.Dispatch.Timeout)
	complain(err == nil && cfg.Lease <= cfg.Dispatch.Timeout, "lease", channel.CodeInvalid, "must be longer than dispatch.timeout")
	complain(cfg.Threads < 0, "threads", channel.CodeInvalid, "must not be negative")
	complain(cfg.Poll < 0, "poll", channel.CodeInvalid, "must not be negative")
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("dispatch: outbox: %w", err)
	}
	cfg.Worker = cmp.Or(cfg.Worker, newToken()+newToken())
	cfg.Threads = cmp.Or(cfg.Threads, 1000)
	cfg.Poll = cmp.Or(cfg.Poll, time.Second)
	d.settling.yields = true
	o.cfg, o.dispatcher, o.since = cfg, d, pace.NewStopwatch(cfg.Dispatch.Clock.Now)
	return o, nil
}

// Dispatcher returns the dispatcher that the outbox sends with, for Prepare, Renew and Waiting.
func (o *Outbox) Dispatcher() *Dispatcher { return o.dispatcher }

// Wake lets Run look at the store at once: call it after the commit that inserted a receipt. It
// does not block. A call that is lost costs no more than Poll.
func (o *Outbox) Wake() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// Run claims threads that are due and delivers them, until ctx ends. Then it closes the dispatcher,
// as Close does, with ten seconds for the calls that are under way, and returns nil, or the error
// of Close. If Close is called while Run works, Run returns nil once the calls are over. An outbox
// runs once: a later Run returns at once. If the store fails, the error is observed
// (EventStoreFailed), and the store is asked again after Poll.
func (o *Outbox) Run(ctx context.Context) error {
	for ctx.Err() == nil && !o.dispatcher.isClosed() {
		more, err := o.claimDue(ctx)
		if err = errors.Join(err, o.prolongAll(ctx)); err != nil && ctx.Err() == nil {
			o.dispatcher.observe(Observation{Event: EventStoreFailed, Err: err})
		}
		if !more {
			o.sleep(ctx, o.cfg.Poll)
		}
	}
	if ctx.Err() == nil { // Close was called: its context bounds the calls that are under way
		over := make(chan struct{})
		go func() {
			o.working.Wait()
			close(over)
		}()
		select {
		case <-over:
			return nil
		case <-ctx.Done():
		}
	}
	finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return o.Close(finish)
}

// Close ends the outbox and its dispatcher, as Dispatcher.Close does, and with them Run. Unsent
// receipts stay stored and due; another worker can take them at once.
func (o *Outbox) Close(ctx context.Context) error {
	err := o.dispatcher.Close(ctx)
	o.Wake() // Run, which then ends
	o.working.Wait()
	return err
}

// claimDue claims what is due and starts to deliver it. It reports whether there may be more.
func (o *Outbox) claimDue(ctx context.Context) (more bool, err error) {
	o.mu.Lock()
	room := min(o.cfg.Threads-len(o.claims), 100)
	o.mu.Unlock()
	if room <= 0 {
		return false, nil // a thread that is done wakes Run
	}
	until := o.since.Elapsed() + o.cfg.Lease // by the own clock, from before the question
	claims, err := o.cfg.Store.Claim(ctx, ClaimQuery{Worker: o.cfg.Worker, Lease: o.cfg.Lease, Max: room})
	for _, c := range claims {
		h := o.hold(c, until)
		if h == nil {
			continue
		}
		o.working.Go(func() {
			defer o.Wake()
			if err := o.deliver(context.WithoutCancel(ctx), h); errors.Is(err, errStore) {
				o.dispatcher.observe(Observation{Event: EventStoreFailed, To: c.Thread, Err: err})
			}
		})
	}
	return len(claims) == room, err
}

// hold remembers a claim. It returns nil if this worker delivers the thread already.
func (o *Outbox) hold(c Claim, until time.Duration) *held {
	o.mu.Lock()
	defer o.mu.Unlock()
	key := c.Thread.Key()
	if o.claims[key] != nil {
		return nil
	}
	h := &held{claim: c, until: until, storing: make(chan struct{}, 1)}
	o.claims[key] = h
	return h
}

// sleep waits until d has passed, Wake is called or ctx ends.
func (o *Outbox) sleep(ctx context.Context, d time.Duration) {
	stop := o.cfg.Dispatch.Clock.AfterFunc(d, o.Wake)
	defer stop()
	select {
	case <-o.wake:
	case <-ctx.Done():
	}
}
