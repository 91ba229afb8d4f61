package postgres

import (
	"cmp"
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

// OutboxConfig is the configuration of an Outbox. The zero value suits a host that looks at the
// receipts' states in the table.
type OutboxConfig struct {
	// Tell makes Open return receipts that have ended until Done closes them, so that the host
	// hears of each end (dispatch.OutboxConfig.Tell). If false, a receipt is closed when it ends.
	Tell bool
}

// An Outbox is a [dispatch.OutboxStore] that all nodes of a host share. Write receipts with
// [PutReceipts], in the transaction that decides to send them. Its methods may be called
// concurrently.
type Outbox struct {
	db  DB
	cfg OutboxConfig
}

// NewOutbox makes an outbox.
func NewOutbox(db DB, cfg OutboxConfig) *Outbox { return &Outbox{db, cfg} }

var _ dispatch.OutboxStore = (*Outbox)(nil)

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
	case r.Unsettled():
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
	err := within(ctx, db, func(tx pgx.Tx) error {
		fresh := make(map[string]channel.Thread)
		for _, r := range receipts {
			data, err := json.Marshal(r)
			if err != nil {
				return fmt.Errorf("receipt %q: %w", r.Key, err)
			}
			tag, err := tx.Exec(ctx, `INSERT INTO contactkit_receipt(key, thread, state, closed, at, data)
				VALUES ($1, $2, $3, $4, contactkit_now(), $5) ON CONFLICT (key) DO NOTHING`,
				r.Key, r.To.Key(), stateOf(r), !r.Open(), data)
			if err != nil {
				return err
			}
			if tag.RowsAffected() > 0 {
				fresh[r.To.Key()] = r.To
			}
		}
		return raise(ctx, tx, fresh, false)
	})
	if err != nil {
		return fmt.Errorf("postgres: outbox: %w", err)
	}
	return nil
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
	r, err := receipt(o.db.QueryRow(ctx, `SELECT data FROM contactkit_receipt WHERE key = $1`, key))
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return dispatch.Receipt{}, false, nil
	case err != nil:
		return dispatch.Receipt{}, false, fmt.Errorf("postgres: outbox: receipt %q: %w", key, err)
	}
	return r, true, nil
}

func receipt(row pgx.Row) (r dispatch.Receipt, err error) {
	var data []byte
	if err = row.Scan(&data); err == nil {
		err = json.Unmarshal(data, &r)
	}
	return r, err
}

// SaveReceipts stores receipts in place of those with their keys and makes their threads due: for a
// person's decision to send one again (Receipt.Retry).
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
		_, err = tx.Exec(ctx, `INSERT INTO contactkit_receipt AS r (key, thread, state, at, data) VALUES ($1, $2, $3, contactkit_now(), $4)
			ON CONFLICT (key) DO UPDATE SET state = excluded.state, at = excluded.at, data = excluded.data,
				closed = r.closed AND excluded.state > 0`, r.Key, r.To.Key(), stateOf(r), data)
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

// Claim takes lines that are due, or the line of one thread.
func (o *Outbox) Claim(ctx context.Context, q dispatch.ClaimQuery) ([]dispatch.Claim, error) {
	claims, err := o.claim(ctx, q)
	if err != nil && !errors.Is(err, dispatch.ErrClaimed) {
		err = fmt.Errorf("postgres: outbox: %w", err)
	}
	return claims, err
}

func (o *Outbox) claim(ctx context.Context, q dispatch.ClaimQuery) ([]dispatch.Claim, error) {
	if q.Thread == (channel.Thread{}) {
		rows, err := o.db.Query(ctx, `UPDATE contactkit_line l SET worker = $1, until = contactkit_now() + contactkit_us($2)
			FROM (SELECT thread FROM contactkit_line WHERE due <= contactkit_now() AND until <= contactkit_now()
				ORDER BY due LIMIT $3 FOR UPDATE SKIP LOCKED) AS found
			WHERE l.thread = found.thread RETURNING l.name, l.count, l.due`, q.Worker, micros(q.Lease), q.Max)
		return claimsOf(rows, err, q.Worker)
	}
	rows, err := o.db.Query(ctx, `UPDATE contactkit_line SET worker = $1, until = contactkit_now() + contactkit_us($2)
		WHERE thread = $3 AND (worker IN ('', $1) OR until <= contactkit_now()) RETURNING name, count, due`,
		q.Worker, micros(q.Lease), q.Thread.Key())
	claims, err := claimsOf(rows, err, q.Worker)
	if err != nil || len(claims) > 0 {
		return claims, err
	}
	var there bool
	if err := o.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM contactkit_line WHERE thread = $1)`, q.Thread.Key()).Scan(&there); err != nil {
		return nil, err
	}
	if there {
		return nil, dispatch.ErrClaimed
	}
	return nil, nil
}

func claimsOf(rows pgx.Rows, err error, worker string) ([]dispatch.Claim, error) {
	if err != nil {
		return nil, err
	}
	type line struct {
		dispatch.Claim
		due time.Time
	}
	lines, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (l line, err error) {
		var name []byte
		if err = row.Scan(&name, &l.Count, &l.due); err == nil {
			err = json.Unmarshal(name, &l.Thread)
		}
		l.Worker = worker
		return l, err
	})
	slices.SortFunc(lines, func(a, b line) int { return cmp.Or(a.due.Compare(b.due), cmp.Compare(a.Thread.Key(), b.Thread.Key())) })
	claims := make([]dispatch.Claim, len(lines))
	for i, l := range lines {
		claims[i] = l.Claim
	}
	return claims, err
}

// Open returns the receipts of a claimed thread that are open, and with OutboxConfig.Tell those
// whose end the host has not heard of.
func (o *Outbox) Open(ctx context.Context, c dispatch.Claim) ([]dispatch.Receipt, error) {
	rows, err := o.db.Query(ctx, `SELECT data FROM contactkit_receipt WHERE thread = $1 AND NOT closed ORDER BY seq`, c.Thread.Key())
	receipts, err := receiptsOf(rows, err)
	if err != nil {
		return nil, fmt.Errorf("postgres: outbox: %w", err)
	}
	return receipts, nil
}

func receiptsOf(rows pgx.Rows, err error) ([]dispatch.Receipt, error) {
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (dispatch.Receipt, error) { return receipt(row) })
}

// Yield gives a claim back.
func (o *Outbox) Yield(ctx context.Context, c dispatch.Claim, wait time.Duration) error {
	if err := o.yield(ctx, c, wait); err != nil {
		return fmt.Errorf("postgres: outbox: %w", err)
	}
	return nil
}

func (o *Outbox) yield(ctx context.Context, c dispatch.Claim, wait time.Duration) error {
	const free = `UPDATE contactkit_line SET worker = '', until = '-infinity', due = contactkit_now() + contactkit_us($3) WHERE thread = $1 AND worker = $2`
	if wait == dispatch.NothingLeft {
		tag, err := o.db.Exec(ctx, `DELETE FROM contactkit_line WHERE thread = $1 AND worker = $2 AND count = $3`, c.Thread.Key(), c.Worker, c.Count)
		if err != nil || tag.RowsAffected() > 0 {
			return err
		}
		wait = 0
	}
	_, err := o.db.Exec(ctx, free, c.Thread.Key(), c.Worker, micros(wait))
	return err
}

// Note is the fence. It locks the receipt: of two nodes that hold the same one, the second
// waits for the commit of the first, reads the part as begun, and is refused.
func (o *Outbox) Note(ctx context.Context, e dispatch.Entry) error {
	err := within(ctx, o.db, func(tx pgx.Tx) error {
		r, err := receipt(tx.QueryRow(ctx, `SELECT data FROM contactkit_receipt WHERE key = $1 FOR UPDATE`, e.Key))
		if errors.Is(err, pgx.ErrNoRows) {
			return fmt.Errorf("%w: there is no receipt %q", dispatch.ErrFenced, e.Key)
		}
		if err != nil {
			return err
		}
		if _, ok := r.Begin(e); e.Status == dispatch.Begun && !ok {
			return dispatch.ErrFenced
		}
		r = r.Apply(e)
		data, err := json.Marshal(r)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE contactkit_receipt SET data = $2, state = $3, at = contactkit_now(), closed = closed OR $4 WHERE key = $1`,
			e.Key, data, stateOf(r), !o.cfg.Tell && !r.Open())
		return err
	})
	switch {
	case err == nil, errors.Is(err, dispatch.ErrFenced):
		return err
	}
	return fmt.Errorf("postgres: journal: %w", err)
}

// Revise changes receipts of a thread that are open or uncertain, under their locks.
func (o *Outbox) Revise(ctx context.Context, to channel.Thread, change func([]dispatch.Receipt) []dispatch.Receipt) error {
	err := within(ctx, o.db, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT data FROM contactkit_receipt WHERE thread = $1 AND state < 2 ORDER BY seq FOR UPDATE`, to.Key())
		receipts, err := receiptsOf(rows, err)
		if err != nil {
			return err
		}
		changed := change(receipts)
		if len(changed) == 0 {
			return nil
		}
		if err := save(ctx, tx, changed); err != nil {
			return err
		}
		keys := make([]string, len(changed))
		for i, r := range changed {
			keys[i] = r.Key
		}
		// A new end is told, if the host wants to hear of ends.
		_, err = tx.Exec(ctx, `UPDATE contactkit_receipt SET closed = NOT $2 AND state > 0 WHERE key = ANY($1)`, keys, o.cfg.Tell)
		return err
	})
	if err != nil {
		return fmt.Errorf("postgres: outbox: %w", err)
	}
	return nil
}

// PruneReceipts removes up to max receipts that have ended, are closed, and were last changed
// before an instant. It returns how many. Keep them for as long as a platform may send their echoes
// again.
func PruneReceipts(ctx context.Context, db DB, before time.Time, max int) (int, error) {
	tag, err := db.Exec(ctx, `DELETE FROM contactkit_receipt WHERE key IN
		(SELECT key FROM contactkit_receipt WHERE closed AND state = 2 AND at < $1 ORDER BY at LIMIT $2)`, before, max)
	if err != nil {
		return 0, fmt.Errorf("postgres: outbox: %w", err)
	}
	return int(tag.RowsAffected()), nil
}
