package dispatch

import (
	"context"
	"slices"
	"time"
)

// A Journal stores what happens to the parts of receipts, so that a process that was killed does not send a part twice. Its
// methods may be called concurrently, but not for one receipt.
type Journal interface {
	// Note stores an entry, for example as
	//
	//	UPDATE outbox SET receipt = <the stored receipt>.Apply(entry) WHERE key = entry.Key
	//
	// in a transaction, or as a line of a file. An entry with the state Begun must be stored when Note returns nil: then the part
	// leaves. If Note fails, it does not. The other entries say how that ended; one that is lost leaves the part begun, and so uncertain.
	Note(ctx context.Context, e Entry) error
}

// Entry is one step of one part.
type Entry struct {
	Key    string    `json:"key"` // of the receipt
	Part   int       `json:"part"`
	Try    int       `json:"try"` // counts from 1
	Status Status    `json:"status"`
	At     time.Time `json:"at"`
	IDs    []string  `json:"ids,omitempty"`
	Reason Reason    `json:"reason,omitempty"`
	Code   string    `json:"code,omitempty"`
	Error  string    `json:"error,omitempty"`
}

// Apply returns the receipt after the entry. Entries may come twice or late, and after an echo has settled the part: what is
// known to be sent stays so.
func (r Receipt) Apply(e Entry) Receipt {
	if e.Key != r.Key || e.Part < 0 || e.Part >= len(r.Parts) {
		return r
	}
	old := r.Parts[e.Part]
	if e.Try < old.Try || e.Try == old.Try && rank(e.Status) < rank(old.Status) {
		return r
	}
	if old.Status == Sent && e.Status != Sent {
		return r
	}
	r.Parts = slices.Clone(r.Parts)
	p := &r.Parts[e.Part]
	p.Status, p.Try, p.Reason, p.Code, p.Error = e.Status, e.Try, e.Reason, e.Code, e.Error
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

// rank orders what can be known of one try: later words are firmer.
func rank(s Status) int {
	switch s {
	case Begun:
		return 0
	case Unsent:
		return 1
	case Uncertain:
		return 2
	case Sent:
		return 4
	default:
		return 3
	}
}
