package session

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Version is the schema version that Step writes into State.V. Every new field of State raises it,
// since an older node would drop the field. So all nodes of a host are updated before one of them
// writes: an older one refuses the state with a [*VersionError].
const Version = 2

// MaxID is the length in bytes up to which ids of agents and queues are taken.
const MaxID = 128

// A State is all the package knows of one thread. The host keeps it in a row,
// gives it to Step and stores what comes back; it never changes a field but ID.
// The zero State with an ID is a thread that has not had a session yet.
//
// It outlives a session: the reopen window, the numbers, what the contact was
// told and the ids of the last events belong to the thread. It is comparable,
// holds no text of the contact, and equals itself after a JSON round trip.
type State struct {
	ID  string `json:"id"`           // the thread; opaque, valid UTF-8; set by the host, and changed only when the platform moves the thread
	Rev uint64 `json:"rev,omitzero"` // rises by one with each step that changes the state: for compare-and-swap only

	V        uint8   `json:"v"` // schema version of the code that last changed it
	Phase    Phase   `json:"phase"`
	Owes     Party   `json:"owes,omitzero"`     // whose turn it is, in an open session
	Asks     Party   `json:"asks,omitzero"`     // transfer requested: Queue while waiting in one, Agent while offered
	Reason   Reason  `json:"reason,omitzero"`   // why the last session was closed, while closed
	Hops     uint8   `json:"hops,omitzero"`     // agents in this session who did not take or answer it; the count stops at Config.MaxHops
	Turns    uint8   `json:"turns,omitzero"`    // answers to the robot in a row too fast for a human
	Control  Control `json:"control,omitzero"`  // who controls the thread
	Priority int16   `json:"priority,omitzero"` // carried through to Enqueue

	Answered  bool `json:"answered,omitzero"`  // it is the contact's turn while the session waits for an agent, as after a transfer
	Called    bool `json:"called,omitzero"`    // it is for an agent to write first: the contact left a message, or was written to unasked
	Kept      bool `json:"kept,omitzero"`      // this session has its offline message
	Replied   bool `json:"replied,omitzero"`   // this agent has answered
	Preferred bool `json:"preferred,omitzero"` // queued for LastAgent first
	Shut      bool `json:"shut,omitzero"`      // offline since a time when the desk was closed
	Served    bool `json:"served,omitzero"`    // people have answered in this session
	Warned    bool `json:"warned,omitzero"`    // the agent was told in this turn that the reply window ends
	Joining   Role `json:"joining,omitzero"`   // the request is for a helper of this role, not for a transfer

	Session uint32 `json:"session,omitzero"` // sessions in this thread so far

	Debt  uint32  `json:"debt,omitzero"`  // number of the present turn
	Taken uint32  `json:"taken,omitzero"` // silence in seconds of the last rung taken in it
	Part  uint32  `json:"part,omitzero"`  // number of the present phase, offer or transfer request; Action.Offer is this number
	Since Instant `json:"since,omitzero"` // when the turn began
	Used  int64   `json:"used,omitzero"`  // microseconds of the turn that were counted before Since, as before a hold
	From  Instant `json:"from,omitzero"`  // when the phase, offer or request began
	At    Instant `json:"at,omitzero"`    // last event or change of phase

	Agent    string `json:"agent,omitzero"`    // who serves, holds or is offered the session; empty in PhaseAgent is a person in the platform's own inbox
	Queue    string `json:"queue,omitzero"`    // skill queue
	Ask      string `json:"ask,omitzero"`      // queue of the transfer requested, a line feed, its agent
	Excluded List   `json:"excluded,omitzero"` // agents who may not get it again
	Members  List   `json:"members,omitzero"`  // who helps the agent in charge, each with the digit of the role in front

	LastAgent string  `json:"lastAgent,omitzero"` // who last answered in this thread
	LastAt    Instant `json:"lastAt,omitzero"`    // when

	Heard        Instant `json:"heard,omitzero"`        // the platform's time of the contact's newest message
	Window       Instant `json:"window,omitzero"`       // the platform's time of the newest message that opened the reply window
	Outside      Instant `json:"outside,omitzero"`      // the platform's time of the newest message from the platform's own inbox
	Stored       Instant `json:"stored,omitzero"`       // when the session became an offline message, until an agent takes it
	NoticedUntil Instant `json:"noticedUntil,omitzero"` // the next opening as last announced

	Last Seen `json:"last,omitzero"` // the last events applied
}

// A List is a set of at most eight ids, oldest first, one a line. A ninth id takes the place of the
// oldest. It is a string to keep [State] comparable.
type List string

const maxList = 8

// Has reports whether the list holds the id.
func (l List) Has(id string) bool {
	for one := range l.each {
		if one == id {
			return true
		}
	}
	return false
}

// Slice returns the ids, or nil.
func (l List) Slice() []string {
	if l == "" {
		return nil
	}
	return strings.Split(string(l), "\n")
}

func (l List) each(yield func(string) bool) {
	for rest, more := string(l), l != ""; more; {
		var one string
		one, rest, more = strings.Cut(rest, "\n")
		if !yield(one) {
			return
		}
	}
}

// with adds an id; of more than eight the oldest goes.
func (l List) with(id string) List {
	if id == "" || l.Has(id) {
		return l
	}
	if l == "" {
		return List(id)
	}
	if strings.Count(string(l), "\n")+1 >= maxList {
		_, rest, _ := strings.Cut(string(l), "\n")
		l = List(rest)
	}
	return l + "\n" + List(id)
}

// without removes an id.
func (l List) without(id string) List {
	if !l.Has(id) {
		return l
	}
	var keep []string
	for one := range l.each {
		if one != id {
			keep = append(keep, one)
		}
	}
	return List(strings.Join(keep, "\n"))
}

// validID reports whether an id may be kept in a State: valid UTF-8 of 1 to
// MaxID bytes without control characters, which separate lists.
func validID(id string) bool {
	return id != "" && len(id) <= MaxID && utf8.ValidString(id) && strings.IndexFunc(id, unicode.IsControl) < 0
}
