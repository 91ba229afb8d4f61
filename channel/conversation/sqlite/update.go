package sqlite

import (
	"context"
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// Update stores inputs of a thread and what plan makes of the thread as it is then, in one
// transaction. plan is called once, while the transaction is alone with the database.
func (s *Store) Update(ctx context.Context, thread channel.Thread, in []conversation.Input, plan func(conversation.View) (conversation.Change, error)) error {
	for _, i := range in {
		if i.Thread != thread {
			return fmt.Errorf("sqlite: input %q: %w", i.ID, &channel.FieldError{Field: "thread", Code: channel.CodeConflict, Reason: "all inputs of an update must be of its thread"})
		}
	}
	return s.writeDue(ctx, func(ctx context.Context, t *tx) error {
		if err := t.addInputs(ctx, in); err != nil {
			return err
		}
		v, err := t.view(ctx, thread)
		if err != nil {
			return err
		}
		c, err := plan(v)
		if err != nil {
			return err
		}
		if err := t.save(ctx, thread, c); err != nil {
			return err
		}
		if s.o.Also == nil {
			return nil
		}
		return s.o.Also(ctx, t.Tx, v, c)
	})
}

// The parts of a View of a thread. The inputs are openInputs.
const (
	unclosed = `SELECT data FROM conversation_receipt INDEXED BY conversation_receipt_unclosed WHERE thread = ? AND closed = 0 ORDER BY seq`
	callsOf  = `SELECT thread, data FROM conversation_call WHERE thread = ? ORDER BY seq`
)

// view reads a thread.
func (t *tx) view(ctx context.Context, thread channel.Thread) (v conversation.View, err error) {
	key := thread.Key()
	v.Now, v.Row.Thread = t.now, thread
	rows, err := list(ctx, t, decoded[conversation.Row], `SELECT data FROM conversation_thread WHERE thread = ?`, key)
	if err != nil {
		return v, err
	}
	if len(rows) > 0 {
		v.Row = rows[0]
		v.Row.Thread = thread // also after a move
	}
	if v.Inputs, err = list(ctx, t, scanInput, openInputs, key); err != nil {
		return v, err
	}
	if to, ok := conversation.MovedTo(v.Inputs); ok {
		if err := t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM conversation_thread WHERE thread = ?)`, to.Key()).Scan(&v.Taken); err != nil {
			return v, fmt.Errorf("sqlite: %w", err)
		}
	}
	if v.Receipts, err = list(ctx, t, decoded[dispatch.Receipt], unclosed, key); err != nil {
		return v, err
	}
	if v.Named, err = t.named(ctx, key, conversation.Lookup(v.Inputs)); err != nil {
		return v, err
	}
	v.Calls, err = list(ctx, t, scanCall, callsOf, key)
	return v, err
}
