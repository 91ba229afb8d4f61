package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// erasures delete what belongs to a thread, but for its inputs.
var erasures = []string{
	`DELETE FROM contactkit_name WHERE receipt IN (SELECT key FROM contactkit_receipt WHERE thread = $1)`,
	`DELETE FROM contactkit_receipt WHERE thread = $1`,
	`DELETE FROM contactkit_call WHERE thread = $1`,
	`DELETE FROM contactkit_line WHERE thread = $1`,
	`DELETE FROM contactkit_thread WHERE thread = $1`,
	`DELETE FROM contactkit_event WHERE thread = $1`,
}

const inputsOf = `SELECT id FROM contactkit_input WHERE thread = $1 ORDER BY id FOR UPDATE`

// Erase deletes everything of a thread, also its events of [PutEvents], but for
// conversation.ErasedID of its inputs. PostgreSQL keeps what was deleted in its pages until VACUUM,
// and in its write-ahead log and backups until they are recycled.
func (s *Store) Erase(ctx context.Context, thread channel.Thread) error {
	key := thread.Key()
	return s.write(ctx, func(tx pgx.Tx) error {
		if err := lock(ctx, tx, key); err != nil {
			return err
		}
		// The line is locked, so that no worker claims it meanwhile.
		var isClaimed bool
		err := tx.QueryRow(ctx, `SELECT worker <> '' AND until > contactkit_now() FROM contactkit_line WHERE thread = $1 FOR UPDATE`, key).Scan(&isClaimed)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		if isClaimed {
			return dispatch.ErrClaimed
		}
		for _, statement := range erasures {
			if _, err := tx.Exec(ctx, statement, key); err != nil {
				return err
			}
		}
		rows, err := tx.Query(ctx, inputsOf, key)
		ids, err := collect(rows, err, pgx.RowTo[string])
		if err != nil {
			return err
		}
		return eraseInputs(ctx, tx, ids)
	})
}

// eraseInputs leaves the hashed IDs of inputs alone.
func eraseInputs(ctx context.Context, db DB, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	erased := make([]string, len(ids))
	for i, id := range ids {
		erased[i] = conversation.ErasedID(id)
	}
	_, err := db.Exec(ctx, `UPDATE contactkit_input i SET id = f.erased, thread = '', account = '', channel = '', at = contactkit_now(),
			status = 3, live = false, data = 'null' FROM unnest($1::text[], $2::text[]) AS f(id, erased) WHERE i.id = f.id`, ids, erased)
	return err
}
