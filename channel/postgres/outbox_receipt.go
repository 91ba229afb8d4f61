package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// States of a receipt's row.
const (
	stateOpen = iota
	stateUncertain
	stateEnded
)

func stateOf(r dispatch.Receipt) int16 {
	switch {
	case r.Open():
		return stateOpen
	case r.Status() == dispatch.Uncertain:
		return stateUncertain
	}
	return stateEnded
}

// PutReceipts inserts receipts and the lines of their threads, in a transaction of the host or on
// its own. A receipt whose key is there already is left as it is. The receipts of a thread are
// delivered in the order given.
func PutReceipts(ctx context.Context, db DB, receipts ...dispatch.Receipt) error {
	if len(receipts) == 0 {
		return nil
	}
	err := within(ctx, db, func(tx pgx.Tx) error { return insertReceipts(ctx, tx, receipts, true) })
	if err != nil {
		return fmt.Errorf("postgres: outbox: %w", err)
	}
	return nil
}

// insertReceipts inserts receipts with the lines of their threads. A receipt that has ended is
// closed if that is wanted.
func insertReceipts(ctx context.Context, tx pgx.Tx, receipts []dispatch.Receipt, closeEnded bool) error {
	fresh := make(map[string]channel.Thread)
	for _, r := range receipts {
		data, err := json.Marshal(r)
		if err != nil {
			return fmt.Errorf("receipt %q: %w", r.Key, err)
		}
		tag, err := tx.Exec(ctx, `INSERT INTO contactkit_receipt(key, thread, state, unsure, closed, at, data)
			VALUES ($1, $2, $3, $4, $5, contactkit_now(), $6) ON CONFLICT (key) DO NOTHING`,
			r.Key, r.To.Key(), stateOf(r), r.Unsettled(), closeEnded && !r.Open(), data)
		if err != nil {
			return err
		}
		if tag.RowsAffected() > 0 {
			fresh[r.To.Key()] = r.To
		}
	}
	return raise(ctx, tx, fresh, false)
}

// raise inserts the lines of threads, due now, or raises the count of those that are there. Lines
// are locked in the order of their threads, so that two transactions do not wait for each other.
func raise(ctx context.Context, tx pgx.Tx, threads map[string]channel.Thread, due bool) error {
	keys := make([]string, 0, len(threads))
	for key := range threads {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		name, err := json.Marshal(threads[key])
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO contactkit_line AS l (thread, name, due) VALUES ($1, $2, contactkit_now())
			ON CONFLICT (thread) DO UPDATE SET count = l.count + 1, due = CASE WHEN $3 THEN excluded.due ELSE l.due END`, key, name, due)
		if err != nil {
			return err
		}
	}
	return nil
}

// Receipt returns the receipt with a key, and whether there is one.
func (o *Outbox) Receipt(ctx context.Context, key string) (dispatch.Receipt, bool, error) {
	r, err := receipt(o.db.QueryRow(ctx, `SELECT thread, data FROM contactkit_receipt WHERE key = $1`, key))
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return dispatch.Receipt{}, false, nil
	case err != nil:
		return dispatch.Receipt{}, false, fmt.Errorf("postgres: outbox: receipt %q: %w", key, err)
	}
	return r, true, nil
}

// receipt reads a receipt. Its thread is that of the column, which a move changes.
func receipt(row pgx.Row) (r dispatch.Receipt, err error) {
	var thread string
	var data []byte
	if err = row.Scan(&thread, &data); err != nil {
		return r, err
	}
	if err = json.Unmarshal(data, &r); err != nil {
		return r, err
	}
	r.To, err = channel.ParseThread(thread)
	return r, err
}

// SaveReceipts stores receipts in place of those with their keys, or inserts them if there are
// none, and makes their threads due: for a person's decision to send one again (Receipt.Retry).
// Like PutReceipts it runs in a transaction of the host or on its own.
func SaveReceipts(ctx context.Context, db DB, receipts ...dispatch.Receipt) error {
	err := within(ctx, db, func(tx pgx.Tx) error { return save(ctx, tx, receipts) })
	if err != nil {
		return fmt.Errorf("postgres: outbox: %w", err)
	}
	return nil
}

func save(ctx context.Context, tx pgx.Tx, receipts []dispatch.Receipt) error {
	threads := make(map[string]channel.Thread)
	for _, r := range receipts {
		data, err := json.Marshal(r)
		if err != nil {
			return fmt.Errorf("receipt %q: %w", r.Key, err)
		}
		_, err = tx.Exec(ctx, `INSERT INTO contactkit_receipt AS r (key, thread, state, unsure, at, data) VALUES ($1, $2, $3, $4, contactkit_now(), $5)
			ON CONFLICT (key) DO UPDATE SET state = excluded.state, unsure = excluded.unsure, at = excluded.at, data = excluded.data,
				closed = r.closed AND excluded.state > 0`, r.Key, r.To.Key(), stateOf(r), r.Unsettled(), data)
		if err != nil {
			return err
		}
		threads[r.To.Key()] = r.To
	}
	return raise(ctx, tx, threads, true)
}

// Done closes receipts that have ended: Open does not return them any more. It may run in the
// transaction in which the host stores the end.
func Done(ctx context.Context, db DB, keys ...string) error {
	_, err := db.Exec(ctx, `UPDATE contactkit_receipt SET closed = true WHERE key = ANY($1) AND state > 0`, keys)
	if err != nil {
		return fmt.Errorf("postgres: outbox: %w", err)
	}
	return nil
}

func receiptsOf(rows pgx.Rows, err error) ([]dispatch.Receipt, error) {
	return collect(rows, err, func(row pgx.CollectableRow) (dispatch.Receipt, error) { return receipt(row) })
}

// PruneReceipts removes up to max (not negative) receipts that have ended, are closed, and were
// last changed before an instant. It returns how many. Keep them for as long as a platform may send
// their echoes again.
func PruneReceipts(ctx context.Context, db DB, before time.Time, max int) (int, error) {
	pruned := 0
	err := db.QueryRow(ctx, `WITH gone AS (DELETE FROM contactkit_receipt WHERE key IN
				(SELECT key FROM contactkit_receipt WHERE closed AND state = 2 AND at < $1 ORDER BY at LIMIT $2) RETURNING key),
			names AS (DELETE FROM contactkit_name n USING gone WHERE n.receipt = gone.key)
		SELECT count(*) FROM gone`, before, max).Scan(&pruned)
	if err != nil {
		return 0, fmt.Errorf("postgres: outbox: %w", err)
	}
	return pruned, nil
}
