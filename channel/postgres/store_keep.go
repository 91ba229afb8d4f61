package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/contactkit/contactkit/channel"
)

// moves give what belongs to a thread to another: $1 is the new key, $2 the present one. If the new
// thread has a row, the present one keeps its own. Applied and closed things go along, so that
// nothing that is delivered again or echoed is taken for new.
var moves = []string{
	`UPDATE contactkit_thread SET thread = $1 WHERE thread = $2 AND NOT EXISTS (SELECT FROM contactkit_thread WHERE thread = $1)`,
	`UPDATE contactkit_input SET thread = $1 WHERE thread = $2`,
	`UPDATE contactkit_call SET thread = $1, node = '', until = '-infinity' WHERE thread = $2`,
	`UPDATE contactkit_receipt SET thread = $1 WHERE thread = $2`,
}

// move renames a thread.
func move(ctx context.Context, tx pgx.Tx, from, to channel.Thread) error {
	if from == to {
		return nil
	}
	for _, statement := range moves {
		if _, err := tx.Exec(ctx, statement, to.Key(), from.Key()); err != nil {
			return err
		}
	}
	name, err := json.Marshal(to)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `WITH gone AS (DELETE FROM contactkit_line WHERE thread = $2 RETURNING count, since)
		INSERT INTO contactkit_line AS l (thread, name, due, count, since) SELECT $1, $3::json, contactkit_now(), count, since FROM gone
		ON CONFLICT (thread) DO UPDATE SET due = excluded.due, count = l.count + excluded.count, since = least(l.since, excluded.since)`, to.Key(), from.Key(), string(name))
	return err
}

// Statements of Prune.
const (
	pruneInputs = `DELETE FROM contactkit_input WHERE id IN (SELECT id FROM contactkit_input
		WHERE status >= 2 AND at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)`
	pruneReceipts = `WITH gone AS (DELETE FROM contactkit_receipt WHERE key IN (SELECT key FROM contactkit_receipt
				WHERE state > 0 AND (state = 1 OR closed) AND at < $1 ORDER BY at, seq LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING key),
			names AS (DELETE FROM contactkit_name n USING gone WHERE n.receipt = gone.key)
		SELECT count(*) FROM gone`
)

// Prune deletes what was stored before an instant and is over, at most max, and returns how many:
// inputs that were applied, skipped, bad or erased, and receipts that are closed or uncertain. An
// input that comes again afterwards is taken for new. Several nodes may call it: each deletes what
// the others do not.
func (s *Store) Prune(ctx context.Context, before time.Time, max int) (pruned int, err error) {
	err = s.write(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, pruneInputs, before, max)
		if err != nil {
			return err
		}
		receipts := 0
		err = tx.QueryRow(ctx, pruneReceipts, before, max-int(tag.RowsAffected())).Scan(&receipts)
		pruned = int(tag.RowsAffected()) + receipts
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("postgres: store: %w", err)
	}
	return pruned, nil
}
