package sqlite

import (
	"context"
	"errors"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// The statuses of conversation_receipt.
const (
	open = iota
	uncertain
	ended
)

func statusOf(r dispatch.Receipt) int {
	switch {
	case r.Open():
		return open
	case r.Status() == dispatch.Uncertain:
		return uncertain
	default:
		return ended
	}
}

// addReceipt inserts a receipt with its thread's line. One whose key is there already is left as it
// is.
func (t *tx) addReceipt(ctx context.Context, r dispatch.Receipt) error {
	data, err := encoded(r)
	if err != nil {
		return err
	}
	n, err := t.exec(ctx, `INSERT INTO conversation_receipt(key, thread, at, status, unsure, data) VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT(key) DO NOTHING`,
		r.Key, r.To.Key(), t.now.UnixMicro(), statusOf(r), r.Unsettled(), data)
	if err != nil || n == 0 {
		return err
	}
	if err := t.addNames(ctx, r); err != nil {
		return err
	}
	return t.raiseLine(ctx, r.To, false)
}

// saveReceipt stores how far a receipt is. A receipt that is open again is not closed any more.
func (t *tx) saveReceipt(ctx context.Context, r dispatch.Receipt) error {
	data, err := encoded(r)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, `UPDATE conversation_receipt SET data = ?1, at = ?2, status = ?3, unsure = ?4, closed = iif(?3 = 0, 0, closed) WHERE key = ?5`,
		data, t.now.UnixMicro(), statusOf(r), r.Unsettled(), r.Key); err != nil {
		return err
	}
	return t.addNames(ctx, r)
}

func (t *tx) addNames(ctx context.Context, r dispatch.Receipt) error {
	for _, name := range conversation.NamesOf(r) {
		if _, err := t.exec(ctx, `INSERT INTO conversation_name(name, receipt) VALUES(?, ?) ON CONFLICT DO NOTHING`, name, r.Key); err != nil {
			return err
		}
	}
	return nil
}

// named returns the closed receipts of a thread that have one of these keys or names.
func (t *tx) named(ctx context.Context, thread string, n conversation.Names) ([]dispatch.Receipt, error) {
	if n.IsZero() {
		return nil, nil
	}
	keys, err := encoded(append([]string{}, n.Keys...))
	if err != nil {
		return nil, err
	}
	names, err := encoded(append([]string{}, n.Names...))
	if err != nil {
		return nil, err
	}
	return list(ctx, t, decoded[dispatch.Receipt], `SELECT data FROM conversation_receipt WHERE thread = ? AND closed = 1 AND key IN
		(SELECT value FROM json_each(?) UNION SELECT receipt FROM conversation_name WHERE name IN (SELECT value FROM json_each(?))) ORDER BY seq`, thread, keys, names)
}

// ErrNotFound means that there is nothing with such a name.
var ErrNotFound = errors.New("sqlite: not found")

// Receipt returns the receipt with a key, for a screen that shows how far a message is. If there is
// none, the error matches ErrNotFound.
func (s *Store) Receipt(ctx context.Context, key string) (dispatch.Receipt, error) {
	return one(ctx, s.db, decoded[dispatch.Receipt], `SELECT data FROM conversation_receipt WHERE key = ?`, key)
}
