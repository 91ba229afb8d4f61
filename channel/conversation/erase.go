package conversation

import (
	"context"
	"errors"
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/erase"
)

// A ContactEraser is a Store that can delete everything of a contact, also from groups. All stores
// of this library are; package storetest checks them.
type ContactEraser interface {
	// EraseContact deletes the threads of the contact, as Store.Erase does, and in threads of
	// others, as groups are, what is the contact's: events, questions to robots about them
	// ([Call.Of]) and the name in the row ([Row.Without]). Of each input it keeps ErasedID of its
	// ID. Threads that a worker has claimed stay, and the error matches dispatch.ErrClaimed: call
	// it again. It reads all threads of the platform, so it takes its time.
	EraseContact(ctx context.Context, plan erase.Plan) error

	// Left counts what the store still has of a contact, for erase.Plan.Verify: receipts that are
	// not over and lines (erase.Sending), rows and questions (Sessions), receipts that are over
	// (Receipts), inputs (Events; those of the contact's own threads also under Seen), and rows of
	// threads of others with the contact's name (Profiles). Of other kinds of data it has none.
	Left(ctx context.Context, plan erase.Plan, step erase.Step) (int, error)
}

// EraseContact deletes everything that the store has of a contact: see [ContactEraser]. The host
// deletes its own tables, files and logs. A platform may still tell of what was sent just before:
// such an echo begins the thread anew, and is deleted by another call. If the store is no
// ContactEraser, the error matches errors.ErrUnsupported.
func (s *Service) EraseContact(ctx context.Context, plan erase.Plan) error {
	if e, ok := s.cfg.Store.(ContactEraser); ok {
		return e.EraseContact(ctx, plan)
	}
	return errNoEraser
}

var errNoEraser = fmt.Errorf("conversation: the store cannot erase a contact: %w", errors.ErrUnsupported)

// Of reports whether an input belongs to the contact of the plan: it is of a thread of the
// contact's, or an event of the contact's in a thread of others.
func (in Input) Of(p erase.Plan) bool {
	return p.Thread(in.Thread) || in.Event != nil && p.Event(*in.Event)
}

// Of reports whether a question is about something that the contact of the plan said, or belongs to
// one of the contact's threads.
func (c Call) Of(p erase.Plan) bool {
	return p.Thread(c.Thread) || c.Event != nil && p.Event(*c.Event)
}

// Without returns the row of a thread of others without the contact, and whether it had the
// contact: a group's row has the person who wrote last.
func (r Row) Without(p erase.Plan) (Row, bool) {
	if p.Thread(r.Thread) || !p.Event(channel.Event{Thread: r.Thread, From: r.Person}) {
		return r, false
	}
	r.Person = channel.Person{}
	return r, true
}
