package sqlite

import (
	"context"
	"errors"
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// Receipts of a thread, in the order in which they were inserted: those that Open and Revise
// return.
const (
	deliverable = `SELECT data FROM conversation_receipt INDEXED BY conversation_receipt_open WHERE thread = ? AND status = 0 ORDER BY seq`
	revisable   = `SELECT data FROM conversation_receipt INDEXED BY conversation_receipt_open WHERE thread = ? AND (status = 0 OR unsure = 1) ORDER BY seq`
)

// Open returns what is to be delivered in a claimed thread.
func (s *Store) Open(ctx context.Context, c dispatch.Claim) ([]dispatch.Receipt, error) {
	return list(ctx, reader{s}, decoded[dispatch.Receipt],
		deliverable, c.Thread.Key())
}

// Note stores an entry in a transaction in which nothing else changes the receipt, as
// [dispatch.Journal] asks. If the entry is not the beginning of a part, held inputs of the thread
// become due. If the receipt is then uncertain, the thread becomes due.
func (s *Store) Note(ctx context.Context, e dispatch.Entry) error {
	write := s.writeDue
	if e.Status == dispatch.Begun {
		write = s.write
	}
	return write(ctx, func(ctx context.Context, t *tx) error {
		r, err := one(ctx, t, decoded[dispatch.Receipt], `SELECT data FROM conversation_receipt WHERE key = ?`, e.Key)
		switch {
		case errors.Is(err, ErrNotFound):
			return fmt.Errorf("%w: there is no receipt %q", dispatch.ErrFenced, e.Key)
		case err != nil:
			return err
		}
		if e.Status == dispatch.Begun {
			if _, ok := r.Begin(e); !ok {
				return dispatch.ErrFenced
			}
		}
		r = r.Apply(e)
		if err := t.saveReceipt(ctx, r); err != nil || e.Status == dispatch.Begun {
			return err
		}
		if statusOf(r) == uncertain { // a screen shows it
			if _, err := t.exec(ctx, `UPDATE conversation_thread SET wake = ?1 WHERE thread = ?2 AND (wake = 0 OR wake > ?1)`,
				t.now.UnixMicro(), r.To.Key()); err != nil {
				return err
			}
		}
		_, err = t.exec(ctx, `UPDATE conversation_input SET status = 0 WHERE thread = ? AND status < 2 AND status = 1`, r.To.Key())
		return err
	})
}

// Revise changes receipts of a thread: those that are open, or of which a part is begun or
// uncertain.
func (s *Store) Revise(ctx context.Context, to channel.Thread, change func([]dispatch.Receipt) []dispatch.Receipt) error {
	return s.writeDue(ctx, func(ctx context.Context, t *tx) error {
		receipts, err := list(ctx, t, decoded[dispatch.Receipt],
			revisable, to.Key())
		if err != nil {
			return err
		}
		changed := change(receipts)
		for _, r := range changed {
			if err := t.saveReceipt(ctx, r); err != nil {
				return err
			}
		}
		if len(changed) == 0 {
			return nil
		}
		return t.raiseLine(ctx, to, true)
	})
}
