package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
)

const deliverable = `SELECT thread, data FROM contactkit_receipt WHERE thread = $1 AND NOT closed AND state = 0 ORDER BY seq`

// Open returns what is to be delivered in a claimed thread. It does not return a receipt that has
// ended: Due returns its thread.
func (s *Store) Open(ctx context.Context, c dispatch.Claim) ([]dispatch.Receipt, error) {
	rows, err := s.pool.Query(ctx, deliverable, c.Thread.Key())
	receipts, err := receiptsOf(rows, err)
	if err != nil {
		return nil, fmt.Errorf("postgres: store: %w", err)
	}
	return receipts, nil
}

// releaseHeld makes held inputs due. "status < 2" is what its index is for.
const releaseHeld = `UPDATE contactkit_input SET status = 0 WHERE thread = $1 AND status < 2 AND status = 1`

// Note stores an entry under the lock of its receipt, if [dispatch.Journal] allows it. If the entry
// is not the beginning of a part, held inputs of the thread become due. If the receipt is then
// uncertain, the thread becomes due.
func (s *Store) Note(ctx context.Context, e dispatch.Entry) error {
	write := s.writeDue
	if e.Status == dispatch.Begun {
		write = s.write
	}
	err := write(ctx, func(tx pgx.Tx) error {
		r, err := s.note(ctx, tx, e)
		if err != nil || e.Status == dispatch.Begun {
			return err
		}
		if err := addNames(ctx, tx, r); err != nil {
			return err
		}
		key := r.To.Key()
		if _, err := tx.Exec(ctx, releaseHeld, key); err != nil {
			return err
		}
		if stateOf(r) == stateUncertain { // a screen shows it
			_, err = tx.Exec(ctx, `UPDATE contactkit_thread SET wake = contactkit_now()
				WHERE thread = $1 AND (wake IS NULL OR wake > contactkit_now())`, key)
		}
		return err
	})
	if err == nil || errors.Is(err, dispatch.ErrFenced) {
		return err
	}
	return fmt.Errorf("postgres: journal: %w", err)
}

// Revise changes receipts of a thread: those that are open, or of which a part is begun or
// uncertain.
func (s *Store) Revise(ctx context.Context, to channel.Thread, change func([]dispatch.Receipt) []dispatch.Receipt) error {
	err := s.writeDue(ctx, func(tx pgx.Tx) error {
		changed, err := s.revise(ctx, tx, to, change)
		if err != nil {
			return err
		}
		return addNames(ctx, tx, changed...)
	})
	if err != nil {
		return fmt.Errorf("postgres: store: %w", err)
	}
	return nil
}

// longestName is how long a name of a receipt may be as it is: an index takes no more than about
// 2,700 bytes. A longer one is kept by its fingerprint.
const longestName = 512

func nameKeys(names []string) []string {
	keys := make([]string, len(names))
	for i, name := range names {
		if keys[i] = name; len(name) > longestName {
			keys[i] = "long/" + channel.Fingerprint([]byte(name))
		}
	}
	return keys
}

// addNames keeps the names by which an echo may call receipts.
func addNames(ctx context.Context, tx pgx.Tx, receipts ...dispatch.Receipt) error {
	var names, of []string
	for _, r := range receipts {
		for _, name := range nameKeys(conversation.NamesOf(r)) {
			names, of = append(names, name), append(of, r.Key)
		}
	}
	if len(names) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `INSERT INTO contactkit_name(name, receipt) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING`, names, of)
	return err
}
