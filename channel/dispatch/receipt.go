package dispatch

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Receipt is a message on its way: what is to be sent in which parts, and how far that is. It is
// plain data; its JSON form is lossless. Its methods return changed copies and leave it alone.
type Receipt struct {
	Key      string         `json:"key"` // the host's own name of the effect; unique
	To       channel.Thread `json:"to"`
	Priority Priority       `json:"priority"`
	// Perishable: a notice that is useless once a person writes. It is dropped only if none of its
	// parts has left.
	Perishable bool   `json:"perishable,omitempty"`
	Echoes     Echoes `json:"echoes,omitempty"`
	Parts      []Part `json:"parts"`

	// Trace is the host's trace context: see OutboxConfig.Context.
	Trace string `json:"trace,omitempty"`
}

// Part is one platform message of a Receipt.
type Part struct {
	Message channel.Message `json:"message"`
	Status  Status          `json:"status,omitempty"`
	Try     int             `json:"try,omitempty"`     // how often it left
	IDs     []string        `json:"ids,omitempty"`     // the platform's names for it
	Begun   time.Time       `json:"begun,omitzero"`    // when it left last, UTC
	Ended   time.Time       `json:"ended,omitzero"`    // when its fate was known, UTC
	Reason  Reason          `json:"reason,omitempty"`  // of the failure; of a begun part: see Receipt.Cancel
	Code    string          `json:"code,omitempty"`    // the platform's word for that
	Error   string          `json:"error,omitempty"`   // the same for a person; no credential
	Affects channel.Affects `json:"affects,omitempty"` // whom or what the refusal concerns
	Scope   channel.Scope   `json:"scope,omitempty"`   // of the refusal
	Token   string          `json:"token,omitempty"`   // of the call that left last; see Entry.Token
	Refused int             `json:"refused,omitempty"` // how often the account refused it without accepting it

	// Ready holds the message's attachments as the platform holds them since ReadyAt, if files were
	// prepared before the message: a second try does not upload them again. An attachment with
	// a File was not prepared so far; if it has an ID as well, the platform is processing it.
	Ready   []channel.Attachment `json:"ready,omitempty"`
	ReadyAt time.Time            `json:"readyAt,omitzero"`
}

// Status says how far a part or a whole receipt is.
type Status string

// Statuses. A part is begun while its call is under way. If another process finds it begun, or the
// same one after a restart, it is not known whether the part was sent.
const (
	Unsent    Status = ""
	Begun     Status = "begun"
	Sent      Status = "sent"
	Uncertain Status = "uncertain" // it may have arrived; an echo may settle it
	Failed    Status = "failed"    // the platform refused it
	Dropped   Status = "dropped"   // it was no longer of use
	Cancelled Status = "cancelled" // the host took it back
	Prepared  Status = "prepared"  // of an Entry alone: its files are at the platform; the part stays unsent
)

// Reason says why a part was not sent.
type Reason string

// Reasons of a part that was not sent, each with the error that Deliver returns for it.
const (
	ReasonRejected     Reason = "rejected"      // channel.ErrRejected
	ReasonTooLarge     Reason = "too_large"     // channel.ErrTooLarge
	ReasonUnreachable  Reason = "unreachable"   // channel.ErrUnreachable
	ReasonWindow       Reason = "window_closed" // channel.ErrWindowClosed
	ReasonUnauthorized Reason = "unauthorized"  // channel.ErrUnauthorized, of a message or a person, or too often
	ReasonNotOwner     Reason = "not_owner"     // channel.ErrNotOwner
	ReasonExpired      Reason = "expired"       // ErrExpired
	ReasonSuperseded   Reason = "superseded"    // ErrSuperseded
	ReasonCancelled    Reason = "cancelled"     // ErrCancelled
)

// Priority decides which thread gets the next permit.
type Priority string

// The priorities, highest first. The zero Priority counts as Robot.
const (
	Person Priority = "person" // an agent wrote it
	Robot  Priority = "robot"  // a robot wrote it, or the author is not known
	Notice Priority = "notice" // an automatic message
)

// priorityOf is the priority of a message by its author.
func priorityOf(by channel.Author) Priority {
	switch by {
	case channel.ByPerson:
		return Person
	case channel.ByAutomatic:
		return Notice
	default:
		return Robot
	}
}

// Echoes is how an echo can be told to belong to a part.
type Echoes string

// Ways to match an echo with a part. If there is none, an uncertain part stays uncertain.
const (
	EchoesNone Echoes = ""
	EchoesRef  Echoes = "ref" // by Message.Ref
	EchoesOwn  Echoes = "own" // by its text, time and thread
)

// Errors of receipts that were not sent although no platform refused them.
var (
	ErrExpired    = errors.New("dispatch: dropped, its time was over")            // Message.NotAfter
	ErrSuperseded = errors.New("dispatch: dropped, a person wrote in the thread") // Receipt.Perishable
	ErrCancelled  = errors.New("dispatch: cancelled")
)

var errorOf = map[Reason]error{
	ReasonRejected: channel.ErrRejected, ReasonTooLarge: channel.ErrTooLarge, ReasonUnreachable: channel.ErrUnreachable, ReasonWindow: channel.ErrWindowClosed,
	ReasonUnauthorized: channel.ErrUnauthorized, ReasonNotOwner: channel.ErrNotOwner, ReasonExpired: ErrExpired, ReasonSuperseded: ErrSuperseded, ReasonCancelled: ErrCancelled,
}

// Status returns the status of the receipt as a whole: that of the first part that was not sent. If
// some parts were sent and the next one is unsent, the receipt is Begun.
func (r Receipt) Status() Status {
	i := r.next()
	switch {
	case i == len(r.Parts):
		return Sent
	case r.Parts[i].Status == Unsent && i > 0:
		return Begun
	default:
		return r.Parts[i].Status
	}
}

// Open reports whether Deliver has something to do: a part to send, or one to find uncertain.
func (r Receipt) Open() bool {
	i := r.next()
	return i < len(r.Parts) && (r.Parts[i].Status == Unsent || r.Parts[i].Status == Begun)
}

// Unsettled reports whether the fate of a part is unknown: it is begun or uncertain, and an echo
// may settle it. A store indexes it as well as Open, for OutboxStore.Revise.
func (r Receipt) Unsettled() bool {
	return slices.ContainsFunc(r.Parts, func(p Part) bool { return p.Status == Begun || p.Status == Uncertain })
}

// IDs returns the platform's names of all that was sent, in order.
func (r Receipt) IDs() []string {
	var ids []string
	for _, p := range r.Parts {
		ids = append(ids, p.IDs...)
	}
	return ids
}

// Err returns why the message ended before it was whole; nil if it was sent, or if its next part is
// unsent. It matches one of the Err… values of package channel, or ErrExpired, ErrSuperseded or
// ErrCancelled. While a call is under way, its part is begun and Err matches channel.ErrUncertain,
// although the message has not ended: ask Open first.
func (r Receipt) Err() error {
	i := r.next()
	if i == len(r.Parts) {
		return nil
	}
	p := r.Parts[i]
	if p.Status == Unsent {
		return nil
	}
	err := &channel.Error{Op: channel.OpSend, Platform: r.To.Platform, Kind: p.kind(), Code: p.Code, Affects: p.Affects, Scope: p.Scope}
	// Error is the text of such an error as it was then: its beginning is not said twice.
	if cause, same := strings.CutPrefix(p.Error+": ", err.Error()+": "); same {
		p.Error = strings.TrimSuffix(cause, ": ")
	}
	if p.Error != "" {
		err.Err = errors.New(p.Error)
	}
	return err
}

// kind is what the error of a part that was not sent matches.
func (p Part) kind() error {
	if p.Status == Begun || p.Status == Uncertain {
		return channel.ErrUncertain
	}
	if err := errorOf[p.Reason]; err != nil {
		return err
	}
	return channel.ErrRejected
}

// Cancel withdraws the parts that have not left yet. A part that is under way or uncertain stays
// so. A part under way gets the reason ReasonCancelled: if its call ends unsent, Apply cancels it.
func (r Receipt) Cancel() Receipt {
	r.Parts = slices.Clone(r.Parts)
	for i := range r.Parts {
		switch p := &r.Parts[i]; p.Status {
		case Unsent:
			p.Status, p.Reason = Cancelled, ReasonCancelled
		case Begun:
			p.Reason = ReasonCancelled
		}
	}
	return r
}

// Retry makes every part that was not sent unsent again, also one that may have arrived: the host
// decides so, knowing that a person may see it twice. The files of a part that was refused are
// prepared anew.
func (r Receipt) Retry() Receipt {
	r.Parts = slices.Clone(r.Parts)
	for i := range r.Parts {
		if p := &r.Parts[i]; p.Status != Sent {
			if p.Status == Failed {
				p.Ready, p.ReadyAt = nil, time.Time{}
			}
			p.Status, p.Reason, p.Code, p.Error, p.Ended, p.Affects, p.Scope = Unsent, "", "", "", time.Time{}, "", ""
		}
	}
	return r
}

// next is the first part that was not sent.
func (r Receipt) next() int {
	for i, p := range r.Parts {
		if p.Status != Sent {
			return i
		}
	}
	return len(r.Parts)
}

// refOf names a part to the platform: the same for the same key and part, and nothing of the key
// can be read in it.
func refOf(key string, part int) string {
	return channel.Fingerprint([]byte(key)) + "." + strconv.Itoa(part+1)
}
