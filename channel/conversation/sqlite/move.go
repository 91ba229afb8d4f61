package sqlite

import (
	"context"

	"github.com/contactkit/contactkit/channel"
)

// moves give the rows of a thread to another thread: ?1 is the new key, ?2 the present one, ?3 now.
// If the new thread has a row, the present one keeps its own. Applied inputs and closed receipts
// move too, so that a redelivery or an echo is not taken for new.
var moves = []string{
	`UPDATE OR IGNORE conversation_thread SET thread = ?1 WHERE thread = ?2 AND ?3 > 0`,
	`UPDATE conversation_input SET thread = ?1 WHERE thread = ?2`,
	`UPDATE conversation_call SET thread = ?1, node = '', until = 0 WHERE thread = ?2`,
	`INSERT INTO conversation_line(thread, due, count) SELECT ?1, ?3, count FROM conversation_line WHERE thread = ?2
		ON CONFLICT(thread) DO UPDATE SET due = excluded.due, count = count + excluded.count`,
	`DELETE FROM conversation_line WHERE thread = ?2 AND ?3 > 0`,
}

// move renames a thread.
func (t *tx) move(ctx context.Context, from, to channel.Thread) error {
	if from == to {
		return nil
	}
	data, err := encoded(to)
	if err != nil {
		return err
	}
	for _, statement := range moves {
		if _, err := t.exec(ctx, statement, to.Key(), from.Key(), t.now.UnixMicro()); err != nil {
			return err
		}
	}
	_, err = t.exec(ctx, `UPDATE conversation_receipt SET thread = ?1, data = json_set(data, '$.to', json(?3)) WHERE thread = ?2`, to.Key(), from.Key(), data)
	return err
}
