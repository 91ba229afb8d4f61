package dispatch

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/channel/plan"
)

// Dispatcher sends receipts over a Sender. Its methods may be called concurrently. New makes one; Close ends it.
type Dispatcher struct {
	sender channel.Sender
	cfg    Config
	sends  *semaphore.Weighted
	since  *pace.Stopwatch // the start: what the dispatcher's own instants count from
	busy   sync.WaitGroup  // goroutines of this dispatcher

	mu       sync.Mutex
	closed   bool
	seq      uint64
	lines    map[pace.Bucket]*line
	tickets  map[string]*Ticket // accepted and not done, by key
	accounts map[accountID]*account
	board    board
	alarms   heap[*alarm]
	stop     func() bool // of the clock's next call
	stopAt   time.Duration
	armed    uint64 // calls asked of the clock
	chores   []chore
	grants   int    // permits given
	renewals uint64 // calls of Renew
	untold   []telling
	telling  bool // somebody tells what is untold
}

// New makes a dispatcher. It does no I/O and starts nothing. It joins all complaints about the Config, one *channel.FieldError each.
func New(s channel.Sender, cfg Config) (*Dispatcher, error) {
	cfg, err := cfg.withDefaults()
	if s == nil {
		err = errors.Join(&channel.FieldError{Field: "sender", Code: channel.CodeMissing, Reason: "there is nothing to send with"}, err)
	}
	if err != nil {
		return nil, fmt.Errorf("dispatch: %w", err)
	}
	d := &Dispatcher{
		sender: s, cfg: cfg, sends: semaphore.NewWeighted(int64(cfg.Concurrency)), since: pace.NewStopwatch(cfg.Clock.Now),
		lines: make(map[pace.Bucket]*line), tickets: make(map[string]*Ticket), accounts: make(map[accountID]*account),
		board: newBoard(),
		alarms: heap[*alarm]{
			less:  func(a, b *alarm) bool { return a.at < b.at },
			place: func(a *alarm) *int { return &a.place },
		},
	}
	return d, nil
}

// Prepare plans a message and freezes its parts into a receipt, without I/O: store it in the transaction that decides to send.
// key is the host's own name of the effect. The parts' Ref is made from it, in place of the message's own.
//
// What differs from the message is reported. A message that cannot be said at all makes a receipt that has failed: Deliver
// returns its error, which matches channel.ErrRejected, and sends nothing. The receipt may share memory with m.
func (d *Dispatcher) Prepare(key string, to channel.Thread, m channel.Message) (Receipt, []plan.Degradation) {
	r := Receipt{Key: key, To: to, Priority: priorityOf(m.By)}
	m.Ref = ""
	l := d.sender.Limits(to)
	messages, changes, err := plan.Fit(m, l, d.cfg.Overflow)
	if key == "" {
		err = errors.Join(&channel.FieldError{Field: "key", Code: channel.CodeMissing, Reason: "a receipt has a key"}, err)
	}
	if err != nil {
		r.Parts = []Part{{Message: m, Status: Failed, Reason: ReasonRejected, Error: err.Error()}}
		d.observe(Observation{Event: EventPrepared, Key: key, To: to, Priority: r.Priority, Err: r.Err()})
		return r, nil
	}
	switch {
	case l.EchoesRef:
		r.Echoes = EchoesRef
	case l.EchoesOwn:
		r.Echoes = EchoesOwn
	}
	r.Parts = make([]Part, len(messages))
	for i, m := range messages {
		m.Ref = refOf(key, i)
		r.Parts[i].Message = m
	}
	d.observe(Observation{Event: EventPrepared, Key: key, To: to, Parts: len(r.Parts), Priority: r.Priority})
	return r, changes
}

// Renew closes the circuit of an account: call it when its credentials were replaced. Until then every Deliver returns at once with an error
// that matches channel.ErrUnauthorized, and nothing is sent. Both names empty: of every account.
func (d *Dispatcher) Renew(platform, account string) {
	d.mu.Lock()
	d.renewals++
	for id, a := range d.accounts {
		if a.open && (platform == "" && account == "" || id == accountID{platform, account}) {
			a.open = false
			d.note(Observation{Event: EventCircuitClosed, To: channel.Thread{Platform: id.platform, Account: id.account}})
		}
	}
	d.unlock()
}

// Settle tells the dispatcher of an event that this node received, before or after the answer it is the echo of. It returns the
// receipt that the event settles, as Receipt.Settle does. Later messages of the thread then wait no longer for it, unless some of it is
// unsent: deliver that within SettleWithin, and it goes before them.
func (d *Dispatcher) Settle(e channel.Event) (Receipt, bool) {
	d.mu.Lock()
	defer d.unlock()
	l := d.lines[pace.ThreadBucket(e.Thread)]
	if l == nil {
		return Receipt{}, false
	}
	if l.unsettled != nil {
		if r, ok := l.unsettled.Settle(e); ok {
			if l.unsettled = &r; !r.Open() {
				l.settle = 0
			}
			d.place(l)
			d.pump()
			return r, true
		}
	}
	if l.busy && len(l.queue) > 0 {
		t := l.queue[0]
		if r, ok := t.receipt.Settle(e); ok {
			t.receipt = r
			return r, true
		}
	}
	return Receipt{}, false
}

// Waiting returns how many accepted receipts are not done, and over how many threads.
func (d *Dispatcher) Waiting() (receipts, threads int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.tickets), len(d.lines)
}

// now is the present instant, since the start: half as large as a time.Time, of which there may be many.
func (d *Dispatcher) now() time.Duration { return d.since.Elapsed() }

// stamp is the present instant as it is stored: equal after a JSON round trip and in a database column.
func (d *Dispatcher) stamp() time.Time {
	return d.cfg.Clock.Now().UTC().Round(0).Truncate(time.Microsecond)
}
