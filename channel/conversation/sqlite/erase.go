package sqlite

import (
	"context"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// erasures delete what belongs to a thread, but for its inputs.
var erasures = []string{
	`DELETE FROM conversation_name WHERE receipt IN (SELECT key FROM conversation_receipt WHERE thread = ?)`,
	`DELETE FROM conversation_receipt WHERE thread = ?`,
	`DELETE FROM conversation_call WHERE thread = ?`,
	`DELETE FROM conversation_line WHERE thread = ?`,
	`DELETE FROM conversation_thread WHERE thread = ?`,
}

// Erase deletes everything of a thread, but for conversation.ErasedID of its inputs. SQLite may
// leave deleted content in free pages of the file: if it must not, open the database with the
// pragma secure_delete, and checkpoint the write-ahead log.
func (s *Store) Erase(ctx context.Context, thread channel.Thread) error {
	key := thread.Key()
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		var isClaimed bool
		if err := t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM conversation_line WHERE thread = ? AND worker <> '' AND until > ?)`,
			key, t.now.UnixMicro()).Scan(&isClaimed); err != nil {
			return fmt.Errorf("sqlite: %w", err)
		}
		if isClaimed {
			return dispatch.ErrClaimed
		}
		for _, statement := range erasures {
			if _, err := t.exec(ctx, statement, key); err != nil {
				return err
			}
		}
		ids, err := list(ctx, t, text, `SELECT id FROM conversation_input WHERE thread = ?`, key)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := t.eraseInput(ctx, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// eraseInput keeps conversation.ErasedID of an input alone.
func (t *tx) eraseInput(ctx context.Context, id string) error {
	_, err := t.exec(ctx, `UPDATE conversation_input SET id = ?, at = ?, thread = '', account = '', channel = '', status = 3, data = '' WHERE id = ?`,
		conversation.ErasedID(id), t.now.UnixMicro(), id)
	return err
}

// Prune deletes what was stored before an instant and is over, at most max, and returns how many:
// inputs that were applied, skipped, bad or erased, and receipts that are closed or uncertain. An
// input that comes again afterwards is taken for new.
func (s *Store) Prune(ctx context.Context, before time.Time, max int) (pruned int, err error) {
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		inputs, err := t.exec(ctx, `DELETE FROM conversation_input WHERE seq IN
			(SELECT seq FROM conversation_input WHERE status >= 2 AND at < ? ORDER BY at LIMIT ?)`, micros(before), max)
		if err != nil {
			return err
		}
		const over = `SELECT key FROM conversation_receipt WHERE status > 0 AND (status = 1 OR closed = 1) AND at < ? ORDER BY at, seq LIMIT ?`
		left := max - int(inputs)
		if _, err := t.exec(ctx, `DELETE FROM conversation_name WHERE receipt IN (`+over+`)`, micros(before), left); err != nil {
			return err
		}
		receipts, err := t.exec(ctx, `DELETE FROM conversation_receipt WHERE key IN (`+over+`)`, micros(before), left)
		pruned = int(inputs + receipts)
		return err
	})
	return pruned, err
}
