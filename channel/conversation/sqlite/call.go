package sqlite

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
)

// claimCalls claims the oldest call of each thread of which no claim holds. ?1 is the node, ?2 the
// end of its lease, ?3 now, ?4 how many calls.
const claimCalls = `UPDATE conversation_call SET node = ?1, until = ?2 WHERE seq IN (SELECT seq FROM conversation_call c
		WHERE until <= ?3 AND NOT EXISTS (SELECT 1 FROM conversation_call o WHERE o.thread = c.thread AND (o.seq < c.seq OR o.until > ?3))
		ORDER BY seq LIMIT ?4)
	RETURNING seq, thread, data`

// Calls claims questions to robots for a node, oldest first.
func (s *Store) Calls(ctx context.Context, q conversation.CallQuery) (calls []conversation.Call, err error) {
	_, err = one(ctx, reader{s}, number, `SELECT 1 FROM conversation_call LIMIT 1`)
	if errors.Is(err, ErrNotFound) {
		return nil, nil // most times, without the lock for writing
	}
	type claimed struct {
		seq  int64
		call conversation.Call
	}
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		taken, err := list(ctx, t, func(row func(...any) error) (c claimed, err error) {
			c.call, err = scanCall(func(dest ...any) error { return row(append([]any{&c.seq}, dest...)...) })
			return c, err
		}, claimCalls, q.Node, t.now.Add(q.Lease).UnixMicro(), t.now.UnixMicro(), q.Max)
		slices.SortFunc(taken, func(a, b claimed) int { return cmp.Compare(a.seq, b.seq) }) // RETURNING has no order
		calls = make([]conversation.Call, len(taken))
		for i, c := range taken {
			calls[i] = c.call
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return calls, nil
}

// scanCall reads a call. Its thread is that of the column, which a move changes.
func scanCall(row func(...any) error) (c conversation.Call, err error) {
	var thread, data string
	if err = row(&thread, &data); err != nil {
		return c, err
	}
	if err = json.Unmarshal([]byte(data), &c); err != nil {
		return c, err
	}
	c.Thread, err = channel.ParseThread(thread)
	return c, err
}

// saveCall inserts a call, or replaces what the one with its key asks.
func (t *tx) saveCall(ctx context.Context, c conversation.Call) error {
	data, err := encoded(c)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO conversation_call(key, thread, data) VALUES(?, ?, ?) ON CONFLICT(key) DO UPDATE SET data = excluded.data`,
		c.Key, c.Thread.Key(), data)
	return err
}
