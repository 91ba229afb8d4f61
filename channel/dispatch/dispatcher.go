package dispatch

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch/internal/queue"
	"github.com/contactkit/contactkit/channel/pace"
)

// Dispatcher sends receipts over a Sender. Its methods may be called concurrently. New makes one;
// Close ends it.
type Dispatcher struct {
	// Everything that it knows is behind mu, which is never held while a Sender, Limiter, Journal
	// or Observe is called. Its loop alone takes jobs out of the queue and calls Observe.
	sender  channel.Sender
	cfg     Config
	since   *pace.Stopwatch // its own instants count from the start
	work    sync.WaitGroup  // the goroutines of this dispatcher
	wake    chan struct{}   // something has changed, for the loop
	closing chan struct{}   // closed by Close

	mu       sync.Mutex
	running  bool // the loop
	closed   bool
	queue    *queue.Queue
	pending  map[string]*Pending // that are not over, by the key of their receipt
	accounts accounts
	settling settling
	calls    int       // under way
	untold   []telling // what the loop is to tell, in order
}

// New makes a dispatcher. It does no I/O and starts nothing. It joins all complaints about the
// configuration, one *channel.FieldError each.
func New(s channel.Sender, cfg Config) (*Dispatcher, error) {
	cfg, err := cfg.withDefaults()
	if s == nil {
		err = errors.Join(&channel.FieldError{Field: "sender", Code: channel.CodeMissing, Reason: "dispatcher needs a sender"}, err)
	}
	if err != nil {
		return nil, fmt.Errorf("dispatch: %w", err)
	}
	return &Dispatcher{
		sender: s, cfg: cfg, since: pace.NewStopwatch(cfg.Clock.Now), wake: make(chan struct{}, 1), closing: make(chan struct{}),
		queue: queue.New(), pending: make(map[string]*Pending), accounts: make(accounts), settling: newSettling(),
	}, nil
}

// Renew closes the circuit of an account: call it when its bill was paid, or when its credentials
// were replaced. A sender that is a [Renewer] reports new credentials by itself. Until then every
// Deliver returns at once with an error that matches ErrCircuit, and nothing is sent, except that
// for want of money (channel.ErrCredit) one message is tried every fifteen minutes. If both names
// are empty, Renew closes the circuits of all accounts.
func (d *Dispatcher) Renew(platform, account string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return
	}
	for id, a := range d.accounts {
		if platform == "" && account == "" || id == (accountID{platform, account}) {
			d.renew(a)
		}
	}
}

// Settle tells the dispatcher of an event that this node received. The echo of a part may come
// before or after the answer to the part's call. Settle returns the receipt that the event settles,
// as Receipt.Settle does. Later messages of the thread then wait no longer for it, unless some of
// it is unsent: deliver that within SettleWithin, and it goes before them.
//
// The journal is not told. Settle the stored receipt as well, by Receipt.Settle in a transaction.
// Do not store the returned receipt in its place: the next part may begin meanwhile, and the stored
// receipt would lose that.
func (d *Dispatcher) Settle(e channel.Event) (Receipt, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	thread := string(pace.ThreadBucket(e.Thread))
	if waiting, ok := d.settling.of(thread); ok {
		if r, ok := waiting.Settle(e); ok {
			d.settling.update(thread, r)
			if !r.Open() {
				d.queue.Hold(thread, 0, d.now())
				d.changed()
			}
			return r, true
		}
	}
	if j := d.queue.Out(thread); j != nil {
		p := d.pending[j.Key]
		if r, ok := p.receipt.Settle(e); ok {
			p.receipt = r
			return r, true
		}
	}
	return Receipt{}, false
}

// Waiting returns how many accepted receipts are not done, and over how many threads.
func (d *Dispatcher) Waiting() (receipts, threads int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.pending), d.queue.Len()
}

// Close ends the dispatcher. From now on Accept and Deliver return ErrClosed. Receipts that wait
// are given back at once with ErrClosed; those with a call under way when that is over. If the
// context ends first, the calls are cancelled, which leaves their parts uncertain, and Close
// returns its error. Either way no goroutine is left and every Deliver has returned.
func (d *Dispatcher) Close(ctx context.Context) error {
	d.mu.Lock()
	if !d.closed {
		d.closed = true
		close(d.closing)
	}
	for _, p := range d.pending {
		d.leave(p, ErrClosed)
	}
	for _, thread := range d.settling.clear() {
		d.queue.Hold(thread, 0, d.now())
	}
	if d.running {
		d.changed()
	}
	d.mu.Unlock()

	over := make(chan struct{})
	go func() {
		d.work.Wait()
		close(over)
	}()
	select {
	case <-over:
		return nil
	case <-ctx.Done():
	}
	d.mu.Lock()
	for _, p := range d.pending {
		if p.cancel != nil {
			p.cancel()
		}
	}
	d.mu.Unlock()
	<-over
	return ctx.Err()
}

// isClosed reports whether Close was called.
func (d *Dispatcher) isClosed() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.closed
}

// now is the present instant, since the start.
func (d *Dispatcher) now() time.Duration { return d.since.Elapsed() }

// stamp is the present instant as it is stored: equal after a JSON round trip and in a database
// column.
func (d *Dispatcher) stamp() time.Time {
	return d.cfg.Clock.Now().UTC().Round(0).Truncate(time.Microsecond)
}

// after is the context of what follows a call: it does not end with the delivery's.
func (d *Dispatcher) after(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), d.cfg.Timeout)
}
