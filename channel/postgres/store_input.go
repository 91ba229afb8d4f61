package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
)

// Statuses of contactkit_input.
const (
	inputDue = iota
	inputHeld
	inputSkipped
	inputApplied
	inputBad
)

// Add stores the inputs whose ID is new, all or none, in the order given.
func (s *Store) Add(ctx context.Context, in []conversation.Input) error {
	if len(in) == 0 {
		return nil
	}
	return s.writeDue(ctx, func(tx pgx.Tx) error { return addInputs(ctx, tx, in) })
}

// addInputs takes the places of the inputs in the order given, and inserts them in the order of
// their IDs, so that nodes that get the same ones do not wait for each other in a circle.
func addInputs(ctx context.Context, tx pgx.Tx, in []conversation.Input) error {
	if len(in) == 0 {
		return nil
	}
	type numbered struct {
		conversation.Input
		at int // place in the call
	}
	sorted := make([]numbered, len(in))
	for i, one := range in {
		sorted[i] = numbered{one, i}
	}
	slices.SortStableFunc(sorted, func(a, b numbered) int { return cmp.Compare(a.ID, b.ID) })
	sorted = slices.CompactFunc(sorted, func(a, b numbered) bool { return a.ID == b.ID && !replaces(b.Input, a.Input) })
	var columns inputColumns
	for _, one := range sorted {
		data, err := json.Marshal(one.Input)
		if err != nil {
			return fmt.Errorf("postgres: input %q: %w", one.ID, err)
		}
		status := int16(inputDue)
		if one.Skipped != "" {
			status = inputSkipped
		}
		columns.add(one.Input, one.at, status, string(data))
	}
	stored, err := columns.insert(ctx, tx)
	if err != nil {
		return err
	}
	isNew := make(map[string]bool, len(stored))
	for _, id := range stored {
		isNew[id] = true
	}
	for i, one := range sorted {
		if isNew[one.ID] {
			isNew[one.ID] = false // once, even if it comes twice in one call
			continue
		}
		if one.Event != nil && !one.Event.Standby {
			if err := replaceInput(ctx, tx, one.Input, columns.data[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func replaces(in, old conversation.Input) bool {
	return in.Event != nil && old.Event != nil && in.Event.Replaces(*old.Event)
}

// inputColumns are the columns of inputs that are inserted in one statement.
type inputColumns struct {
	ids, threads, accounts, channels, data, erased []string
	places                                         []int64
	statuses                                       []int16
}

func (c *inputColumns) add(in conversation.Input, place int, status int16, data string) {
	c.ids, c.threads, c.accounts = append(c.ids, in.ID), append(c.threads, in.Thread.Key()), append(c.accounts, account(in.Thread))
	c.channels, c.data, c.erased = append(c.channels, in.Channel), append(c.data, data), append(c.erased, conversation.ErasedID(in.ID))
	c.places, c.statuses = append(c.places, int64(place)), append(c.statuses, status)
}

// insert inserts what is new, and returns its IDs. An input that was erased is taken out again: the
// erasing may have ended while the insert waited for it, so that only a later statement sees it.
func (c *inputColumns) insert(ctx context.Context, tx pgx.Tx) (stored []string, err error) {
	rows, err := tx.Query(ctx, `WITH taken AS MATERIALIZED (
			SELECT nextval('contactkit_input_seq') AS seq, place FROM (SELECT unnest($7::bigint[]) AS place ORDER BY 1) AS p)
		INSERT INTO contactkit_input(id, seq, thread, account, channel, at, status, data)
		SELECT f.id, taken.seq, f.thread, f.account, f.channel, contactkit_now(), f.status, f.data::json
			FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::bigint[])
				WITH ORDINALITY AS f(id, thread, account, channel, data, status, place, n)
			JOIN taken ON taken.place = f.place ORDER BY f.n
		ON CONFLICT (id) DO NOTHING RETURNING id`, c.ids, c.threads, c.accounts, c.channels, c.data, c.statuses, c.places)
	if stored, err = collect(rows, err, pgx.RowTo[string]); err != nil || len(stored) == 0 {
		return stored, err
	}
	_, err = tx.Exec(ctx, `DELETE FROM contactkit_input i USING unnest($1::text[], $2::text[]) AS f(id, erased)
		WHERE i.id = f.id AND EXISTS (SELECT FROM contactkit_input e WHERE e.id = f.erased) AND i.id = ANY($3)`, c.ids, c.erased, stored)
	return stored, err
}

// replaceInput stores an event in place of its copy on standby. If that was applied, the event is
// due now, as one that came live.
func replaceInput(ctx context.Context, tx pgx.Tx, in conversation.Input, data string) error {
	rows, err := tx.Query(ctx, `SELECT `+inputRow+` FROM contactkit_input WHERE id = $1 FOR UPDATE`, in.ID)
	old, err := collect(rows, err, scanInput)
	if err != nil || len(old) == 0 || !replaces(in, old[0]) {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE contactkit_input SET data = $2,
			status = CASE WHEN status >= 3 THEN 0 ELSE status END, live = live OR status >= 3,
			at = CASE WHEN status >= 3 THEN contactkit_now() ELSE at END,
			seq = CASE WHEN status >= 3 THEN nextval('contactkit_input_seq') ELSE seq END
		WHERE id = $1`, in.ID, data)
	return err
}

// inputRow are the columns that scanInput reads.
const inputRow = `thread, channel, at, status, live, data`

// scanInput reads an input. Thread and channel are those of the columns, which a move and a release
// change.
func scanInput(row pgx.CollectableRow) (in conversation.Input, err error) {
	var thread, owner string
	var data []byte
	var at time.Time
	var status int16
	if err = row.Scan(&thread, &owner, &at, &status, &in.Live, &data); err != nil {
		return in, err
	}
	live := in.Live
	if err = json.Unmarshal(data, &in); err != nil {
		return in, err
	}
	in.Channel, in.At, in.Held, in.Live = owner, at.UTC(), status == inputHeld, live
	if status != inputSkipped {
		in.Skipped = ""
	}
	in.Thread, err = channel.ParseThread(thread)
	return in, err
}

// markInputs gives inputs of a change their status.
func markInputs(ctx context.Context, tx pgx.Tx, in []conversation.Input, status int) error {
	if len(in) == 0 {
		return nil
	}
	ids := make([]string, len(in))
	for i, one := range in {
		ids[i] = one.ID
	}
	_, err := tx.Exec(ctx, `UPDATE contactkit_input SET status = $2::smallint, live = live AND $2::smallint = 1 WHERE id = ANY($1)`, ids, status)
	return err
}

// releaseSkipped gives what waited new places, in its order.
const releaseSkipped = `WITH found AS MATERIALIZED (
		SELECT id, seq FROM contactkit_input WHERE status = 2 AND (channel = $1 OR channel = '' AND account = $2 AND $2 <> '')
			ORDER BY seq LIMIT $3 FOR UPDATE),
	placed AS MATERIALIZED (SELECT id, nextval('contactkit_input_seq') AS seq FROM (SELECT id FROM found ORDER BY found.seq) AS f)
	UPDATE contactkit_input i SET status = 0, channel = $1, at = contactkit_now(), seq = placed.seq FROM placed WHERE i.id = placed.id`

// Release makes skipped inputs due, oldest first, and returns how many. Each comes behind all
// others, so their order stays.
func (s *Store) Release(ctx context.Context, q conversation.ReleaseQuery) (released int, err error) {
	of := ""
	if q.Account != "" {
		of = account(channel.Thread{Platform: q.Platform, Account: q.Account})
	}
	err = s.writeDue(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, releaseSkipped, q.Channel, of, q.Max)
		released = int(tag.RowsAffected())
		return err
	})
	return released, err
}

// Bad returns the inputs that were set aside because deciding on them panicked, oldest first, at
// most max: for an administrator.
func (s *Store) Bad(ctx context.Context, max int) ([]conversation.Input, error) {
	rows, err := s.pool.Query(ctx, `SELECT `+inputRow+` FROM contactkit_input WHERE status = 4 ORDER BY seq LIMIT $1`, max)
	list, err := collect(rows, err, scanInput)
	if err != nil {
		return nil, fmt.Errorf("postgres: store: %w", err)
	}
	return list, nil
}
