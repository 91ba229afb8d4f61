package sqlite

import (
	"context"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// save stores a change of a thread, in the order of its fields.
func (t *tx) save(ctx context.Context, thread channel.Thread, c conversation.Change) error {
	if c.Row.Thread != (channel.Thread{}) {
		if err := t.saveRow(ctx, thread, c.Row); err != nil {
			return err
		}
	}
	for status, inputs := range map[int][]conversation.Input{applied: c.Applied, held: c.Held, bad: c.Bad} {
		if err := t.markInputs(ctx, inputs, status); err != nil {
			return err
		}
	}
	if err := t.saveReceipts(ctx, c); err != nil {
		return err
	}
	for _, call := range c.Calls {
		if err := t.saveCall(ctx, call); err != nil {
			return err
		}
	}
	for _, key := range c.Dropped {
		if _, err := t.exec(ctx, `DELETE FROM conversation_call WHERE key = ?`, key); err != nil {
			return err
		}
	}
	if c.Move != nil {
		return t.move(ctx, thread, *c.Move)
	}
	return nil
}

// saveRow stores a thread's row, under the thread's present name.
func (t *tx) saveRow(ctx context.Context, thread channel.Thread, row conversation.Row) error {
	data, err := encoded(row)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT OR REPLACE INTO conversation_thread(thread, channel, phase, wake, answer, data) VALUES(?, ?, ?, ?, ?, ?)`,
		thread.Key(), row.Channel, int(row.State.Phase), microsUp(row.Wake), micros(row.AnswerUntil), data)
	return err
}

// saveReceipts inserts, changes and closes receipts.
func (t *tx) saveReceipts(ctx context.Context, c conversation.Change) error {
	for _, r := range c.New {
		if err := t.addReceipt(ctx, r); err != nil {
			return err
		}
	}
	for _, r := range c.Changed {
		if err := t.changeReceipt(ctx, r); err != nil {
			return err
		}
	}
	for _, key := range c.Closed {
		if _, err := t.exec(ctx, `UPDATE conversation_receipt SET closed = 1 WHERE key = ? AND status <> 0`, key); err != nil {
			return err
		}
	}
	return nil
}

// changeReceipt stores a changed receipt, and makes its thread due.
func (t *tx) changeReceipt(ctx context.Context, r dispatch.Receipt) error {
	if err := t.saveReceipt(ctx, r); err != nil {
		return err
	}
	return t.raiseLine(ctx, r.To, true)
}
