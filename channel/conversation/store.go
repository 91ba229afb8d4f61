package conversation

import (
	"context"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// A Store keeps conversations: rows, inputs, receipts and calls. It decides nothing. NewMemory
// makes one in memory; package conversation/sqlite keeps them with database/sql. Package storetest
// checks an implementation.
//
// Its methods may be called concurrently, and by several processes. All times are by the clock of
// the store. A transaction that the database breaks off for a deadlock or a conflict is tried again
// by the store, at most three times.
//
// A store of a database should have a hook, called in the transaction of Update with the
// transaction, the View and the Change before the commit, for the host's own rows. If the hook
// fails, nothing is stored, also not the inputs.
type Store interface {
	// The outbox. A receipt that ended is not in Open, whether it is closed or not. Revise is given
	// receipts that are open or unsettled, closed or not. Open and Revise give Receipt.To the name
	// that the thread has now.
	//
	// A Note of anything but Begun also makes the thread's held inputs due: what they waited for
	// may be over. If the receipt is uncertain after a Note, and its thread has a row, the thread
	// is due now as if Row.Wake had come, so that the host's rows can show it. Update must lock the
	// receipts of the View, so that a Note comes before its View or after its commit.
	dispatch.OutboxStore

	// Add stores the inputs whose ID is new, in one transaction, and leaves out the others. The
	// inputs of one call keep their order, and come behind those of earlier calls. To avoid
	// deadlocks they are inserted in the order of their IDs. One with Skipped waits for Release.
	//
	// If the stored input is an event on standby and the new one shows the same event without
	// standby (channel.Event.Replaces), the new event replaces the stored one. If that was applied
	// already, it is to be applied again, with Live set and stored now.
	Add(ctx context.Context, in []Input) error

	// Update locks a thread, adds inputs as Add does, asks plan what is to become of the thread,
	// and stores that, in one transaction. All inputs are of the thread. If plan returns an error,
	// nothing is stored, also not the inputs, and Update returns an error that matches it. plan
	// may be called again, so it must do nothing but compute. If a Change moves the thread
	// (MovedTo), both names are locked in the order of their Key.
	//
	// With each new receipt it inserts the thread's line, as dispatch.OutboxStore says. With each
	// changed receipt the line is inserted or made due now.
	Update(ctx context.Context, thread channel.Thread, in []Input, plan func(View) (Change, error)) error

	// Due returns threads for which Update has something to do, without those in q.Skip, longest
	// due first. There is something to do if an input waits to be applied (held, skipped and bad
	// ones do not), if Row.Wake has come, or if a receipt has ended (it is neither open nor
	// uncertain) and is not closed.
	Due(ctx context.Context, q DueQuery) ([]channel.Thread, error)

	// Calls claims questions to robots for a node, oldest first: of each thread no more than the
	// oldest one, and none while a claim of it holds. A claim ends with its lease; the Change that
	// drops a call ends it before.
	Calls(ctx context.Context, q CallQuery) ([]Call, error)

	// Release makes skipped inputs due, oldest first, and returns how many: those of a channel, and
	// with q.Account also those of no channel whose thread has the platform and account. Released
	// inputs are of the channel, and stored now, in the order in which they were.
	Release(ctx context.Context, q ReleaseQuery) (int, error)

	// Wake makes every thread of a channel with an open session due now: its policy has changed, or
	// an outage is over.
	Wake(ctx context.Context, channelID string) error

	// Erase deletes what is stored of a thread: row, inputs, receipts with their names, calls and
	// line, and the keys of what was decided. Of the inputs it keeps ErasedID of each ID, so that
	// a redelivery stays known. If a worker has a claim of the thread's line that holds, nothing
	// is deleted, and the error matches dispatch.ErrClaimed. A thread of which nothing is stored
	// is no error.
	Erase(ctx context.Context, thread channel.Thread) error

	// Prune deletes up to max (not negative) things that were stored before an instant and are
	// over, and returns how many: inputs that were applied, skipped or set aside as bad, erased
	// IDs, and receipts that are closed or uncertain, with their names. Rows stay, and so does what
	// is still to be done. The instant should be longer ago than platforms deliver again (X: five
	// days).
	Prune(ctx context.Context, before time.Time, max int) (int, error)
}

// DueQuery says which due threads are wanted.
type DueQuery struct {
	Max  int              // most threads to return; zero: none
	Skip []channel.Thread // at most a thousand: threads that failed just now
}

// CallQuery says which calls a node wants to claim.
type CallQuery struct {
	Node  string        // names the process; different for each process and each start
	Lease time.Duration // how long a claim lasts
	Max   int           // most calls to claim; zero: none
}

// ReleaseQuery says which skipped inputs are to be applied.
type ReleaseQuery struct {
	Channel string // id of the record: its inputs
	// Platform and Account name an account of the channel: inputs to it that had no channel when
	// they came are released as well. If Account is empty, they are not.
	Platform, Account string
	Max               int // most inputs to release; zero: none
}

// A Waiter is a Store that can tell when something may be due, for example by LISTEN.
type Waiter interface {
	// Wait returns nil when something may be due, at once if that was so since the last call, and
	// the error of ctx when that ends. It is a hint: it may come for nothing, and may be lost.
	Wait(ctx context.Context) error
}

// An Excluder is a Store of several processes that lets one of them at a time do something for all.
// Run uses it to ask platforms about uncertain messages (Config.Doubt, Config.Resend).
type Excluder interface {
	// Exclusive calls f unless a process is in f under the same name already, and reports whether
	// it did. If a process is killed in f, or loses the store, another one may call f. The context
	// of f ends when its process loses the store. The error is that of f, or that of the store.
	Exclusive(ctx context.Context, name string, f func(context.Context) error) (ran bool, err error)
}

// ErasedID is what a store keeps of the ID of an input whose thread was erased.
func ErasedID(id string) string { return "erased/" + channel.Fingerprint([]byte(id)) }
