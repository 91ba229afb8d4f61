package conversation

import (
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/plan"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/keyword"
)

// Rules are how one thread is served. The functions are called within the transaction of a store,
// and perhaps again: they must be quick, do no I/O and change nothing. EntryRules makes them of a
// channel's record.
type Rules struct {
	// Policy decides. It must be set, and be that of the thread (directory.Entry.PolicyFor).
	Policy *session.Policy
	// Prepare plans a message and freezes it into a receipt: dispatch.Dispatcher.Prepare. It must
	// be set; a Service sets it if it is nil.
	Prepare func(key string, to channel.Thread, m channel.Message) (dispatch.Receipt, []plan.Degradation, error)

	// Patience is how long a thread waits for Prepare if its limits are not known
	// (channel.ErrUnavailable). After that time it goes on, and what would be said in it fails. If
	// 0, Plan waits without end, and a Service puts Config.Patience in the place of 0. If negative,
	// both wait without end.
	Patience time.Duration

	Keywords *keyword.Matcher // words that ask for a person; if nil, none do
	Thanks   *keyword.Matcher // whole messages that want no answer; if nil, none are
	App      string           // our app's id on platforms where several apps share a thread; if empty, a Handover changes nothing

	// Text is what a notice to the contact says. If it is nil or returns the empty string, nothing
	// is sent. The session package's Action.Notice and Action.Until say which notice.
	Text func(a session.Action, row Row, now time.Time) string
	// Present reports whether an agent is on duty and has room. If nil, no agent is.
	Present func(agent string) bool
}
