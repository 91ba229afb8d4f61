// Package erase plans how a host deletes what it holds of one contact: which threads are the
// contact's own, which events and messages are in threads of others, and every kind of row that a
// host of this library keeps. The plan is plain data: the host carries it out in its own store and
// then asks [Plan.Verify] whether anything is left.
//
//	plan, err := erase.New(erase.Request{Platform: "telegram", IDs: []string{"7001"}})
//	for _, ev := range events { // yours: comments that the contact wrote
//		if thread, ok := plan.Comment(ev); ok {
//			plan = plan.With(thread)
//		}
//	}
//	for _, step := range plan.Steps {
//		err := delete(ctx, step) // yours
//	}
//	err = plan.Verify(func(s erase.Step) (int, error) { return count(ctx, s) })
//
// It does no I/O and knows no database.
package erase

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// Request names the contact. A contact may have several ids on one platform: those of two Pages,
// one that a plug-in gave before the person was known, the one by which Meta names the person in a
// deletion request.
type Request struct {
	Platform string   `json:"platform"`
	Accounts []string `json:"accounts,omitempty"` // whose data is deleted; empty: every account of the tenant
	IDs      []string `json:"ids"`                // the platform's ids of the contact, at least one
	// Threads are the contact's though their names do not say so: those of comments that the
	// contact wrote. Plan.Comment finds them, and Plan.With adds them.
	Threads []channel.Thread `json:"threads,omitempty"`
}

// Data is a kind of data that hosts keep.
type Data string

// Kinds of data that a host of this library may keep of a contact, in the order of deletion. The
// kinds that lead to new data are deleted first, and the proof that a call was seen last.
const (
	Sending   Data = "sending"   // receipts and journals that are not closed: withdrawn, so that nothing is sent meanwhile
	Sessions  Data = "sessions"  // session rows with their wake times, questions to robots, places in queues
	Decisions Data = "decisions" // keys of decided actions: without the state, a later conversation makes the same keys again
	Events    Data = "events"    // stored events, raw bodies, histories, notes and labels
	Receipts  Data = "receipts"  // what was sent, with its texts and the platform's ids
	Media     Data = "media"     // files received, files sent, previews
	Profiles  Data = "profiles"  // name, handle, picture, attributes, last agent
	Exports   Data = "exports"   // files written by exports, and their manifests
	Indexes   Data = "indexes"   // search indexes, caches, counters by contact
	Logs      Data = "logs"      // log lines and traces with names, texts or ids
	Seen      Data = "seen"      // ids of events and other inputs: kept as hashes until the platform no longer redelivers
)

// Step is one kind of data to delete.
type Step struct {
	Data Data   `json:"data"`
	Do   string `json:"do"` // one sentence for the person who carries it out
	// Hash says that rows stay with a hash in place of each id.
	Hash bool `json:"hash,omitempty"`
}

// Remainder is what no host can delete, with the reason to tell the person.
type Remainder struct {
	Where  string `json:"where"`
	Reason string `json:"reason"`
}

// Plan is what to delete, and which rows are meant: ask Thread and Event.
type Plan struct {
	Request Request     `json:"request"`
	Steps   []Step      `json:"steps"`
	Remain  []Remainder `json:"remain"` // what no host can delete: tell the person
}

// New makes the plan. It complains about a request without a platform or without an id, and about
// an empty id: the error joins one *channel.FieldError for each complaint.
func New(r Request) (Plan, error) {
	var errs []error
	if r.Platform == "" {
		errs = append(errs, &channel.FieldError{Field: "platform", Code: channel.CodeMissing, Reason: "request needs a platform"})
	}
	if len(r.IDs) == 0 {
		errs = append(errs, &channel.FieldError{Field: "ids", Code: channel.CodeMissing, Reason: "request needs at least one id of the contact"})
	}
	for i, id := range r.IDs {
		if strings.TrimSpace(id) == "" {
			errs = append(errs, &channel.FieldError{Field: fmt.Sprintf("ids[%d]", i), Code: channel.CodeMissing, Reason: "id must not be empty"})
		}
	}
	if err := errors.Join(errs...); err != nil {
		return Plan{}, err
	}
	return Plan{
		Request: Request{Platform: r.Platform, Accounts: slices.Clone(r.Accounts), IDs: slices.Clone(r.IDs), Threads: slices.Clone(r.Threads)},
		Steps: []Step{
			{Data: Sending, Do: "Withdraw open receipts of the contact's threads and close their journals, under the claim of the thread, so that no call is under way."},
			{Data: Sessions, Do: "Delete the session rows of the contact's threads, their wake times, robots' questions and places in queues."},
			{Data: Decisions, Do: "Delete the keys of decided actions of these threads together with the session rows: numbers begin anew."},
			{Data: Events, Do: "Delete stored events of these threads with their raw bodies, notes and labels. In groups and under posts delete those of the contact alone; first note which comments are the contact's (Comment)."},
			{Data: Receipts, Do: "Delete closed receipts of these threads with their texts and platform ids."},
			{Data: Media, Do: "Delete the files of these events and receipts, and their previews."},
			{Data: Profiles, Do: "Delete the contact's profile, picture, attributes and the memory of the last agent."},
			{Data: Exports, Do: "Delete or rewrite export files that hold the contact's rows, and tell those who downloaded them."},
			{Data: Indexes, Do: "Remove the contact from search indexes, caches and counters."},
			{Data: Logs, Do: "Remove or let expire log lines and traces that hold names, texts or ids of the contact."},
			{Data: Seen, Hash: true, Do: "Replace the ids of applied inputs by hashes, and delete those once the platform delivers nothing again, so that a late redelivery does not bring the data back."},
		},
		Remain: remainders(r.Platform),
	}, nil
}

// remainders are what the platform keeps whatever a host does.
func remainders(platform string) []Remainder {
	list := []Remainder{{Where: platform, Reason: "The conversation stays in the contact's own app and at the platform. The contact deletes it there."}}
	switch platform {
	case "twitter":
		list = append(list, Remainder{Where: "X", Reason: "Deleting a message by the API removes it from the account's view alone, not from the contact's."})
	case "telegram":
		list = append(list, Remainder{Where: "Telegram", Reason: "A bot can take back messages of the last 48 hours alone."})
	case "facebook":
		list = append(list, Remainder{Where: "Meta", Reason: "No API deletes a message of the contact's. The conversation in the Page's inbox is deleted by hand."})
	}
	return list
}

// schemes are the prefixes of a Contact that is the person under another name: an encrypted
// conversation, an opt-in token or a reference that stood for the person.
var schemes = []string{"chat:", "token:", "ref:", "post:"}

// Thread reports whether everything in a thread is the contact's. It is false for groups, where
// only the contact's own events are, and for the thread of a comment that [Plan.With] has not
// added.
func (p Plan) Thread(t channel.Thread) bool {
	return p.covers(t) && (p.names(t.Contact) || slices.Contains(p.Request.Threads, t))
}

// Comment returns the thread of a comment ("comment:…") that the contact wrote. The thread's key
// names only the comment, not the contact. Without this thread, the account's private reply to the
// comment would be left. Of ev it reads Thread and From.
func (p Plan) Comment(ev channel.Event) (channel.Thread, bool) {
	if scheme, _ := ev.Thread.Scheme(); scheme != "comment" || !p.Event(ev) {
		return channel.Thread{}, false
	}
	return ev.Thread, true
}

// With returns the plan with threads that are the contact's as well.
func (p Plan) With(threads ...channel.Thread) Plan {
	all := slices.Clone(p.Request.Threads)
	for _, t := range threads {
		if !slices.Contains(all, t) {
			all = append(all, t)
		}
	}
	p.Request.Threads = all
	return p
}

// Event reports whether an event is the contact's: it is in a thread of the contact's, or the
// contact is its author, as in a group or under a post.
func (p Plan) Event(ev channel.Event) bool {
	if p.Thread(ev.Thread) {
		return true
	}
	if moved, ok := ev.Body.(channel.Moved); ok && p.Thread(moved.From) {
		return true
	}
	return p.covers(ev.Thread) && ev.From.ID != "" && slices.Contains(p.Request.IDs, ev.From.ID)
}

// covers reports whether a thread is of the platform and one of the accounts.
func (p Plan) covers(t channel.Thread) bool {
	return t.Platform == p.Request.Platform && (len(p.Request.Accounts) == 0 || slices.Contains(p.Request.Accounts, t.Account))
}

func (p Plan) names(contact string) bool {
	for _, scheme := range schemes {
		if id, ok := strings.CutPrefix(contact, scheme); ok {
			return slices.Contains(p.Request.IDs, id) || slices.Contains(p.Request.IDs, contact)
		}
	}
	return slices.Contains(p.Request.IDs, contact)
}

// ErrLeft is matched by the error of Verify if data of the contact is left.
var ErrLeft = errors.New("data of the contact is left")

// Verify asks the host for each step how many rows or files of the contact are left. Its error
// names every step that has rows or files left or could not be counted, and matches [ErrLeft] if
// any are left. For a step with Hash, rows that hold a hash alone do not count.
func (p Plan) Verify(left func(Step) (int, error)) error {
	var errs []error
	for _, s := range p.Steps {
		n, err := left(s)
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("%s: %w", s.Data, err))
		case n > 0:
			errs = append(errs, fmt.Errorf("%s: %w: %d", s.Data, ErrLeft, n))
		}
	}
	return errors.Join(errs...)
}
