package conversation

import (
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/plan"
	"github.com/contactkit/contactkit/session"
)

// A View is a thread as it is stored, locked against every other change of it until the store has
// stored the Change.
type View struct {
	Now time.Time // by the clock of the store
	Row Row       // if the thread has no row, only Thread is set
	// Inputs are those that are to be applied, held ones included, in the order in which they were
	// stored.
	Inputs []Input
	// Receipts are those of the thread that are not closed, in the order in which they were
	// inserted.
	Receipts []dispatch.Receipt
	// Named are the closed receipts of the thread that Lookup(Inputs) names.
	Named []dispatch.Receipt
	// Calls are those of the thread, oldest first.
	Calls []Call
	// Taken says that the thread which MovedTo(Inputs) names has a row already.
	Taken bool
}

// A Change is what a store stores of a thread, all of it or nothing, in the order of the fields. A
// thread's line, and receipts, are those of package dispatch ([dispatch.OutboxStore]).
type Change struct {
	// Row is the thread's new row. If Row.Thread is zero, the store writes no row: events without a
	// contact have no conversation. A row that the store inserted only to lock the thread is
	// deleted again.
	Row Row

	Applied []Input // not in a View any more
	Held    []Input // not due, but in every View of the thread; Note makes them due, see Store
	Bad     []Input // not in a View any more; kept for an administrator, since deciding on it panicked

	// Steps are the events that the session heard, in their order, each with what it decided.
	// A host that counts step by step, as metrics.Span.Fold does, needs them.
	Steps []Step
	// Actions are what was decided in all steps, each once by its Key. A host makes its own rows of
	// them (queue, offers, history) in the same transaction: see the hook of its store. Deliver and
	// Notify to the contact are in New already, StartRobot and Forward to the robot in Calls.
	Actions []session.Action

	New     []dispatch.Receipt // inserted, unless the key is there
	Changed []dispatch.Receipt // settled, cancelled or to be sent again; if a receipt is open again, its mark as closed is removed
	Closed  []string           // keys of receipts that need no more attention

	Calls   []Call   // inserted; if the key is there, replaced
	Dropped []string // keys of calls to delete

	// Move is the thread's new name, if the platform renamed it. The store gives it to the thread's
	// row, unless that name has a row, and to its inputs, its calls, its receipts (Receipt.To) and
	// its line, which is due now. Claims of its calls end: the robot is asked again, since an
	// answer to the former name is not heard.
	Move *channel.Thread

	// Echoes are the IDs of applied inputs that tell nothing but what a receipt says: echoes of
	// what was sent from here, and word of its failure. A screen shows no line for them.
	Echoes []string
	// Degraded lists what was changed in a message because the platform does not take it as it was
	// (plan.Degradation), by the key of the message's receipt in New.
	Degraded map[string][]plan.Degradation

	settled []channel.Event // each has settled a receipt: a hint for the dispatcher
}

// A Step is one event that the session heard, and what that led to.
type Step struct {
	Event         session.Event // as the policy got it; the zero Event is the passing of time
	At            time.Time     // the policy's now: when the input was stored, or the View's Now
	Before, After session.State
	Actions       []session.Action
}
