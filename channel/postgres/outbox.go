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

// claimLines claims lines that are due and free, longest due first.
const claimLines = `UPDATE contactkit_line l SET worker = $1, until = contactkit_now() + contactkit_us($2)
	FROM (SELECT thread FROM contactkit_line WHERE due <= contactkit_now() AND until <= contactkit_now()
		ORDER BY due LIMIT $3 FOR UPDATE SKIP LOCKED) AS found
	WHERE l.thread = found.thread RETURNING l.name, l.count, l.due`

// Claim takes the lines of threads that are due, or the line of one thread: see
// [dispatch.OutboxStore].
func (o *Outbox) Claim(ctx context.Context, q dispatch.ClaimQuery) ([]dispatch.Claim, error) {
	claims, err := o.claim(ctx, q)
	if err != nil && !errors.Is(err, dispatch.ErrClaimed) {
		err = fmt.Errorf("postgres: outbox: %w", err)
	}
	return claims, err
}

func (o *Outbox) claim(ctx context.Context, q dispatch.ClaimQuery) ([]dispatch.Claim, error) {
	if q.Thread == (channel.Thread{}) {
		rows, err := o.db.Query(ctx, claimLines, q.Worker, micros(q.Lease), q.Max)
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
	rows, err := o.db.Query(ctx, `SELECT thread, data FROM contactkit_receipt WHERE thread = $1 AND NOT closed ORDER BY seq`, c.Thread.Key())
	receipts, err := receiptsOf(rows, err)
	if err != nil {
		return nil, fmt.Errorf("postgres: outbox: %w", err)
	}
	return receipts, nil
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

// Note stores an entry. It is the fence, by which only one node sends a part: it locks the receipt,
// so that of two nodes that hold the same one, the second waits for the commit of the first, reads
// the part as begun, and is refused with dispatch.ErrFenced.
func (o *Outbox) Note(ctx context.Context, e dispatch.Entry) error {
	err := within(ctx, o.db, func(tx pgx.Tx) error {
		_, err := o.note(ctx, tx, e)
		return err
	})
	if err == nil || errors.Is(err, dispatch.ErrFenced) {
		return err
	}
	return fmt.Errorf("postgres: journal: %w", err)
}

// lockReceipt locks the row of a receipt, which is the fence of its parts. See decision 275.
const lockReceipt = `SELECT thread, data FROM contactkit_receipt WHERE key = $1 FOR UPDATE`

// note returns the receipt as it is then.
func (o *Outbox) note(ctx context.Context, tx pgx.Tx, e dispatch.Entry) (dispatch.Receipt, error) {
	r, err := receipt(tx.QueryRow(ctx, lockReceipt, e.Key))
	if errors.Is(err, pgx.ErrNoRows) {
		return r, fmt.Errorf("%w: there is no receipt %q", dispatch.ErrFenced, e.Key)
	}
	if err != nil {
		return r, err
	}
	if _, ok := r.Begin(e); e.Status == dispatch.Begun && !ok {
		return r, dispatch.ErrFenced
	}
	r = r.Apply(e)
	data, err := json.Marshal(r)
	if err != nil {
		return r, err
	}
	_, err = tx.Exec(ctx, `UPDATE contactkit_receipt SET data = $2, state = $3::smallint, unsure = $4, at = contactkit_now(), closed = (closed OR $5) AND $3::smallint > 0
		WHERE key = $1`, e.Key, data, stateOf(r), r.Unsettled(), !o.cfg.Tell)
	return r, err
}

// Revise changes receipts of a thread that are open or uncertain, under their locks.
func (o *Outbox) Revise(ctx context.Context, to channel.Thread, change func([]dispatch.Receipt) []dispatch.Receipt) error {
	err := within(ctx, o.db, func(tx pgx.Tx) error {
		_, err := o.revise(ctx, tx, to, change)
		return err
	})
	if err != nil {
		return fmt.Errorf("postgres: outbox: %w", err)
	}
	return nil
}

// revise returns the receipts that it changed.
func (o *Outbox) revise(ctx context.Context, tx pgx.Tx, to channel.Thread, change func([]dispatch.Receipt) []dispatch.Receipt) ([]dispatch.Receipt, error) {
	rows, err := tx.Query(ctx, `SELECT thread, data FROM contactkit_receipt WHERE thread = $1 AND (state < 2 OR unsure) ORDER BY seq FOR UPDATE`, to.Key())
	receipts, err := receiptsOf(rows, err)
	if err != nil {
		return nil, err
	}
	changed := change(receipts)
	if len(changed) == 0 {
		return nil, nil
	}
	if err := save(ctx, tx, changed); err != nil {
		return nil, err
	}
	keys := make([]string, len(changed))
	for i, r := range changed {
		keys[i] = r.Key
	}
	// A new end is told, if the host wants to hear of ends.
	_, err = tx.Exec(ctx, `UPDATE contactkit_receipt SET closed = NOT $2 AND state > 0 WHERE key = ANY($1)`, keys, o.cfg.Tell)
	return changed, err
}
