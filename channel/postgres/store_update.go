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
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// errOtherLock says that an update needs the lock of another thread, which comes before its own.
var errOtherLock = errors.New("postgres: the thread moves")

// Update stores inputs of a thread and what plan makes of the thread as it is then, in one
// transaction. plan may be called more than once.
func (s *Store) Update(ctx context.Context, thread channel.Thread, in []conversation.Input, plan func(conversation.View) (conversation.Change, error)) error {
	for _, i := range in {
		if i.Thread != thread {
			return fmt.Errorf("postgres: input %q: %w", i.ID, &channel.FieldError{Field: "thread", Code: channel.CodeConflict, Reason: "all inputs of an update must be of its thread"})
		}
	}
	u := update{s: s, thread: thread, in: in, plan: plan, locks: []string{thread.Key()}}
	for {
		err := s.writeDue(ctx, func(tx pgx.Tx) error { return u.run(ctx, tx) })
		if !errors.Is(err, errOtherLock) {
			return err
		}
	}
}

// update is one call of Update.
type update struct {
	s      *Store
	thread channel.Thread
	in     []conversation.Input
	plan   func(conversation.View) (conversation.Change, error)
	locks  []string // keys of the threads that it locks, sorted
}

func (u *update) run(ctx context.Context, tx pgx.Tx) error {
	held := slices.Clone(u.locks)
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock_shared($1, 0)`, planLock); err != nil {
		return err
	}
	if err := lock(ctx, tx, held...); err != nil {
		return err
	}
	if err := addInputs(ctx, tx, u.in); err != nil {
		return err
	}
	v, err := view(ctx, tx, u.thread)
	if err != nil {
		return err
	}
	if to, ok := conversation.MovedTo(v.Inputs); ok {
		if err := u.lockToo(ctx, tx, held, to.Key()); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM contactkit_thread WHERE thread = $1)`, to.Key()).Scan(&v.Taken); err != nil {
			return err
		}
	}
	c, err := u.plan(v)
	if err != nil {
		return err
	}
	if c.Move != nil {
		if err := u.lockToo(ctx, tx, held, c.Move.Key()); err != nil {
			return err
		}
	}
	if err := saveChange(ctx, tx, u.thread, c); err != nil {
		return err
	}
	if u.s.cfg.Also == nil {
		return nil
	}
	return u.s.cfg.Also(ctx, tx, v, c)
}

// lockToo locks another thread. If its key comes before those that are locked, the transaction
// begins anew with both.
func (u *update) lockToo(ctx context.Context, tx pgx.Tx, held []string, key string) error {
	switch {
	case slices.Contains(held, key):
		return nil
	case key > held[len(held)-1]:
		return lock(ctx, tx, key)
	}
	u.locks = append(u.locks, key)
	slices.Sort(u.locks)
	return errOtherLock
}

// The statements of a View. They lock everything: what another node notes of a receipt, replaces
// of an input or wakes comes before the View or after the commit.
const (
	unclosed  = `SELECT thread, data FROM contactkit_receipt WHERE thread = $1 AND NOT closed ORDER BY seq FOR UPDATE`
	openInput = `SELECT ` + inputRow + ` FROM contactkit_input WHERE thread = $1 AND status < 2 ORDER BY seq FOR UPDATE`
	rowOf     = `SELECT data FROM contactkit_thread WHERE thread = $1 FOR UPDATE`
	callsOf   = `SELECT thread, data FROM contactkit_call WHERE thread = $1 ORDER BY seq`
	named     = `SELECT thread, data FROM contactkit_receipt WHERE thread = $1 AND closed AND key IN
		(SELECT unnest($2::text[]) UNION SELECT receipt FROM contactkit_name WHERE name = ANY($3)) ORDER BY seq FOR UPDATE`
)

// view reads a locked thread. It asks everything in one round trip, but for closed receipts.
func view(ctx context.Context, tx pgx.Tx, thread channel.Thread) (v conversation.View, err error) {
	key := thread.Key()
	v.Row.Thread = thread
	var b pgx.Batch
	b.Queue(unclosed, key).Query(func(rows pgx.Rows) (err error) {
		v.Receipts, err = receiptsOf(rows, nil)
		return err
	})
	b.Queue(openInput, key).Query(func(rows pgx.Rows) (err error) {
		v.Inputs, err = collect(rows, nil, scanInput)
		return err
	})
	b.Queue(rowOf, key).Query(func(rows pgx.Rows) error {
		found, err := collect(rows, nil, scanRow)
		if err == nil && len(found) > 0 {
			v.Row = found[0]
			v.Row.Thread = thread // also after a move
		}
		return err
	})
	b.Queue(callsOf, key).Query(func(rows pgx.Rows) (err error) {
		v.Calls, err = collect(rows, nil, scanCall)
		return err
	})
	b.Queue(`SELECT contactkit_now()`).QueryRow(func(row pgx.Row) error { return row.Scan(&v.Now) })
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return v, err
	}
	v.Now = v.Now.UTC()
	if n := conversation.Lookup(v.Inputs); !n.IsZero() {
		rows, err := tx.Query(ctx, named, key, n.Keys, nameKeys(n.Names))
		if v.Named, err = receiptsOf(rows, err); err != nil {
			return v, err
		}
	}
	return v, nil
}

func scanRow(row pgx.CollectableRow) (r conversation.Row, err error) {
	var data []byte
	if err = row.Scan(&data); err == nil {
		err = json.Unmarshal(data, &r)
	}
	return r, err
}

// scanCall reads a call. Its thread is that of the column, which a move changes.
func scanCall(row pgx.CollectableRow) (c conversation.Call, err error) {
	var thread string
	var data []byte
	if err = row.Scan(&thread, &data); err != nil {
		return c, err
	}
	if err = json.Unmarshal(data, &c); err != nil {
		return c, err
	}
	c.Thread, err = channel.ParseThread(thread)
	return c, err
}

// ErrNotFound means that there is nothing with such a name.
var ErrNotFound = errors.New("postgres: not found")

// Row returns what is stored of a thread, for a screen. If the thread has no row, the error matches
// [ErrNotFound].
func (s *Store) Row(ctx context.Context, thread channel.Thread) (conversation.Row, error) {
	rows, err := s.pool.Query(ctx, `SELECT data FROM contactkit_thread WHERE thread = $1`, thread.Key())
	found, err := collect(rows, err, scanRow)
	switch {
	case err != nil:
		return conversation.Row{Thread: thread}, fmt.Errorf("postgres: store: %w", err)
	case len(found) == 0:
		return conversation.Row{Thread: thread}, ErrNotFound
	}
	found[0].Thread = thread // also after a move
	return found[0], nil
}

// saveChange stores a change of a thread, in the order of its fields.
func saveChange(ctx context.Context, tx pgx.Tx, thread channel.Thread, c conversation.Change) error {
	if c.Row.Thread != (channel.Thread{}) {
		if err := saveRow(ctx, tx, thread, c.Row); err != nil {
			return err
		}
	}
	for status, inputs := range map[int][]conversation.Input{inputApplied: c.Applied, inputHeld: c.Held, inputBad: c.Bad} {
		if err := markInputs(ctx, tx, inputs, status); err != nil {
			return err
		}
	}
	if err := saveReceipts(ctx, tx, c.New, c.Changed, c.Closed); err != nil {
		return err
	}
	for _, call := range c.Calls {
		data, err := json.Marshal(call)
		if err != nil {
			return fmt.Errorf("postgres: call %q: %w", call.Key, err)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO contactkit_call(key, thread, data) VALUES ($1, $2, $3)
			ON CONFLICT (key) DO UPDATE SET data = excluded.data`, call.Key, call.Thread.Key(), data); err != nil {
			return err
		}
	}
	if len(c.Dropped) > 0 {
		if _, err := tx.Exec(ctx, `DELETE FROM contactkit_call WHERE key = ANY($1)`, c.Dropped); err != nil {
			return err
		}
	}
	if c.Move != nil {
		return move(ctx, tx, thread, *c.Move)
	}
	return nil
}

// saveRow stores a thread's row, under the thread's present name.
func saveRow(ctx context.Context, tx pgx.Tx, thread channel.Thread, row conversation.Row) error {
	data, err := json.Marshal(row)
	if err != nil {
		return fmt.Errorf("postgres: thread %q: %w", thread.Key(), err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO contactkit_thread(thread, channel, phase, wake, answer, data) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (thread) DO UPDATE SET channel = excluded.channel, phase = excluded.phase, wake = excluded.wake, answer = excluded.answer, data = excluded.data`,
		thread.Key(), row.Channel, int16(row.State.Phase), wakeOf(row.Wake), endOf(row.AnswerUntil), data)
	return err
}

// endOf is the end of a window as its column has it; nil if it has none.
func endOf(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// wakeOf is a due time as its column has it, rounded up: what is due at an instant is not due
// before it.
func wakeOf(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	up := t.Truncate(time.Microsecond)
	if up.Before(t) {
		up = up.Add(time.Microsecond)
	}
	return &up
}

// saveReceipts inserts, changes and closes receipts.
func saveReceipts(ctx context.Context, tx pgx.Tx, fresh, changed []dispatch.Receipt, closed []string) error {
	if len(fresh) > 0 {
		if err := insertReceipts(ctx, tx, fresh, false); err != nil {
			return err
		}
	}
	if len(changed) > 0 {
		if err := save(ctx, tx, changed); err != nil {
			return err
		}
	}
	if err := addNames(ctx, tx, slices.Concat(fresh, changed)...); err != nil {
		return err
	}
	if len(closed) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE contactkit_receipt SET closed = true WHERE key = ANY($1) AND state > 0`, closed)
	return err
}
