package dispatch

import (
	"context"
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// An OutboxStore keeps receipts in rows, with one line for each thread in which something is to be
// delivered. The line is what workers claim. [NewMemoryOutbox] makes one in memory; the SQL of one
// is in examples/outbox. Package outboxtest checks an implementation.
//
// A store inserts receipts as it likes, in the transaction that decides to send them. With each
// receipt it inserts the thread's line, due now, or if there is one raises the line's count and
// leaves the rest as it is. Its methods may be called concurrently, and by several processes. All
// times are measured by the clock of the store.
type OutboxStore interface {
	// Note is the fence: see Journal. Package outboxtest runs the cases of journaltest.
	Journal

	// Claim takes lines that are due and that no other worker has claimed, longest due first. A
	// claim ends by itself after q.Lease. With q.Thread it takes the line of that thread, whether
	// due or not, or prolongs the worker's own claim of it; if another worker has claimed it, the
	// error matches [ErrClaimed]. A thread without a line is no error: there is nothing to claim.
	Claim(ctx context.Context, q ClaimQuery) ([]Claim, error)

	// Open returns the receipts of the claimed thread that are open (Receipt.Open), in the order in
	// which they were inserted. If the host wants to hear of ends (OutboxConfig.Tell), it returns
	// those as well that have ended and that the host has not closed.
	Open(ctx context.Context, c Claim) ([]Receipt, error)

	// Yield gives a claim back. If wait is [NothingLeft], it removes the line, unless its count
	// differs from c.Count: then a receipt was inserted since the claim, and the line stays, due
	// now. Otherwise the line is due after wait. If the worker has lost the claim, Yield does
	// nothing.
	Yield(ctx context.Context, c Claim, wait time.Duration) error

	// Revise lets a function change receipts of a thread, in one transaction. It gets those that
	// are open or unsettled (Receipt.Open, Receipt.Unsettled), in the order in which they were
	// inserted, also those that the host has closed: an echo may come long after. It returns those
	// that it changed, which Revise stores. If there are any, the thread's line is inserted or made
	// due now, and its count raised. A receipt that was changed is closed no longer: the host hears
	// of its new end as it did of the first, whichever process dies meanwhile. The function may be
	// called again, so it must do nothing but compute.
	Revise(ctx context.Context, to channel.Thread, change func([]Receipt) []Receipt) error
}

// NothingLeft is the wait of Yield for a thread in which nothing is to be delivered.
const NothingLeft time.Duration = -1

// ErrClaimed means that another worker delivers the thread.
var ErrClaimed = errors.New("dispatch: another worker has claimed the thread")

// ClaimQuery says which lines a worker wants to claim.
type ClaimQuery struct {
	Worker string         // names the worker; different for each process and start
	Lease  time.Duration  // how long the claim lasts
	Max    int            // most lines to claim; zero: none. Without meaning if Thread is set
	Thread channel.Thread // if set, the line of this thread alone
}

// Claim is a worker's right to deliver a thread, until its lease ends.
type Claim struct {
	Thread channel.Thread
	Worker string
	Count  int64 // of the thread's line (see OutboxStore) when it was claimed; it changes with each receipt that is inserted
}
