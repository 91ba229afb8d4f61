package dispatch

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// A Journal stores what happens to the parts of receipts, so that neither a process that was killed
// nor a second node sends a part twice. Its methods may be called concurrently. Package journaltest
// checks an implementation. See decision 082.
type Journal interface {
	// Note stores an entry. An entry with the status Begun is the fence: the part is sent if and
	// only if Note returns nil, so Note must refuse it with [ErrFenced] unless [Receipt.Begin] is
	// ok for the receipt as it is stored, and must have stored it when it returns nil:
	//
	//	BEGIN
	//	SELECT receipt FROM outbox WHERE key = entry.Key FOR UPDATE
	//	begun, ok := receipt.Begin(entry)   // not ok: ROLLBACK, return dispatch.ErrFenced
	//	UPDATE outbox SET receipt = begun WHERE key = entry.Key
	//	COMMIT
	//
	// In a table of entries the same fence is a primary key (key, part, try) and a row that must be
	// inserted, after a check that the receipt was not cancelled.
	//
	// Any other entry is stored as receipt.Apply(entry). It says how the try ended; if it is lost,
	// the part stays begun, and so uncertain. If Note fails, the dispatcher notes the same entry
	// again, with pauses that grow to one second, until it is stored, Note returns ErrFenced (the
	// receipt was erased), or the delivery's context or the dispatcher ends. If the receipt is
	// withdrawn meanwhile, the dispatcher notes the entry one last time. If Note of a Begun fails
	// with any other error, it is unknown whether it was stored. The part does not leave, and the
	// dispatcher notes Unsent for the same try, again and again as above.
	//
	// If the journal of several nodes is out of reach for longer than the lease of a claim
	// ([OutboxConfig].Lease), another worker may claim the thread once the journal is back and
	// before the entry is noted again. It finds the part begun, and so uncertain. If the entry says
	// Sent or Failed, it still decides. If it says Unsent, it comes too late: the part stays
	// uncertain although it did not arrive, until a person sends it again ([Receipt.Retry]).
	Note(ctx context.Context, e Entry) error
}

// ErrFenced is the answer of a Journal to an entry with the status Begun that [Receipt.Begin] does
// not allow: another node sends or has sent the part, or the receipt was cancelled. Nothing is
// sent. Read the stored receipt again.
var ErrFenced = errors.New("dispatch: the part was begun elsewhere, or taken back")

// Entry is one step of one part.
type Entry struct {
	Key    string    `json:"key"`  // of the receipt
	Part   int       `json:"part"` // index in Receipt.Parts
	Try    int       `json:"try"`  // counts from 1
	Status Status    `json:"status"`
	At     time.Time `json:"at"` // UTC
	// Token names the call: all entries of one try by one dispatcher have the same. It tells them
	// from those of another node that tries to begin the same part.
	Token   string               `json:"token,omitempty"`
	IDs     []string             `json:"ids,omitempty"`     // with Sent: the platform's names
	Reason  Reason               `json:"reason,omitempty"`  // why it failed, as Part.Reason
	Code    string               `json:"code,omitempty"`    // the platform's word for that
	Error   string               `json:"error,omitempty"`   // the same for a person; no credential
	Affects channel.Affects      `json:"affects,omitempty"` // whom or what a refusal concerns
	Scope   channel.Scope        `json:"scope,omitempty"`
	Refused int                  `json:"refused,omitempty"` // with Unsent: how often the account refused the part so far
	Ready   []channel.Attachment `json:"ready,omitempty"`   // with Prepared: see Part.Ready; empty: the platform does not hold them
}

// Begin returns the receipt after an entry with the status Begun, and whether the part may leave.
// It may if it is unsent, all before it were sent, and the entry's try is the next one. Ask it of
// the receipt as it is stored, in the transaction that stores the result.
func (r Receipt) Begin(e Entry) (Receipt, bool) {
	if e.Key != r.Key || e.Status != Begun || e.Part != r.next() || e.Part >= len(r.Parts) {
		return r, false
	}
	if p := r.Parts[e.Part]; p.Status != Unsent || e.Try != p.Try+1 {
		return r, false
	}
	return r.Apply(e), true
}

// Apply returns the receipt after the entry. Entries may come twice or late, and after an echo has
// settled the part. A part that is known to be sent stays so. A part whose call ended unsent does
// not become uncertain because a node found it begun. A part that was withdrawn while its call was
// under way is cancelled if the call ends unsent. Apply orders what is known; whether a part may
// leave is for Begin to say.
func (r Receipt) Apply(e Entry) Receipt {
	if e.Key != r.Key || e.Part < 0 || e.Part >= len(r.Parts) {
		return r
	}
	old := r.Parts[e.Part]
	switch {
	case e.Try < old.Try, e.Try == old.Try && rank(e.Status) < rank(old.Status):
		return r
	case old.Status == Sent && e.Status != Sent:
		return r
	case old.Status == Cancelled && (e.Status == Unsent || e.Status == Begun), old.Status == Dropped && e.Status == Unsent:
		return r // only Retry makes it unsent again
	case e.Status == Uncertain && e.Try == old.Try && old.Status == Unsent && old.Try > 0:
		return r // the call that ended it knows more than a node that found it begun
	case e.Status == Unsent && e.Try == old.Try && old.Token != e.Token:
		return r // the part left, or may have, with another node's call
	}
	if e.Status == Unsent && old.Status == Begun && old.Reason == ReasonCancelled {
		e.Status, e.Reason = Cancelled, ReasonCancelled
	}
	r.Parts = slices.Clone(r.Parts)
	p := &r.Parts[e.Part]
	if e.Status == Prepared {
		if p.Status == Unsent {
			p.prepare(e)
		}
		return r
	}
	p.Status, p.Try, p.Reason, p.Code, p.Error = e.Status, e.Try, e.Reason, e.Code, e.Error
	p.Affects, p.Scope = e.Affects, e.Scope
	p.Token, p.Refused = e.Token, max(p.Refused, e.Refused)
	if len(e.IDs) > 0 {
		p.IDs = e.IDs
	}
	if e.Status == Begun {
		p.Begun, p.Ended = e.At, time.Time{}
	} else {
		p.Ended = e.At
	}
	return r
}

// rank orders what can be known of one try: later statuses are firmer.
func rank(s Status) int {
	switch s {
	case Begun:
		return 0
	case Unsent, Prepared:
		return 1
	case Uncertain:
		return 2
	case Sent:
		return 4
	default:
		return 3
	}
}

// newToken names a call.
func newToken() string { return strconv.FormatUint(rand.Uint64(), 36) }
