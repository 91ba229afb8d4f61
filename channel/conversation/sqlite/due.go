package sqlite

import (
	"context"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
)

// dueThreads finds what Due returns. Of inputs and receipts the oldest are looked at, sixteen for
// each thread that is wanted. ?1 is now, ?2 how many threads, ?3 those to skip.
const dueThreads = `SELECT thread FROM (
		SELECT thread, at FROM (SELECT thread, at FROM conversation_input
			WHERE status = 0 AND thread NOT IN (SELECT value FROM json_each(?3)) ORDER BY at LIMIT ?2 * 16)
		UNION ALL SELECT thread, wake FROM (SELECT thread, wake FROM conversation_thread
			WHERE wake > 0 AND wake <= ?1 AND thread NOT IN (SELECT value FROM json_each(?3)) ORDER BY wake LIMIT ?2)
		UNION ALL SELECT thread, at FROM (SELECT thread, at FROM conversation_receipt
			WHERE status = 2 AND closed = 0 AND thread NOT IN (SELECT value FROM json_each(?3)) ORDER BY at LIMIT ?2 * 16)
	) GROUP BY thread ORDER BY min(at), thread LIMIT ?2`

// Due returns threads for which Update has something to do, longest due first.
func (s *Store) Due(ctx context.Context, q conversation.DueQuery) ([]channel.Thread, error) {
	skip := make([]string, len(q.Skip))
	for i, thread := range q.Skip {
		skip[i] = thread.Key()
	}
	data, err := encoded(skip)
	if err != nil {
		return nil, err
	}
	return list(ctx, reader{s}, func(row func(...any) error) (channel.Thread, error) {
		var key string
		if err := row(&key); err != nil {
			return channel.Thread{}, err
		}
		return channel.ParseThread(key)
	}, dueThreads, s.stamp().UnixMicro(), q.Max, data)
}

// Wake makes every thread of a channel with an open session due now.
func (s *Store) Wake(ctx context.Context, channelID string) error {
	return s.writeDue(ctx, func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, `UPDATE conversation_thread SET wake = ?1 WHERE channel = ?2 AND phase > 0 AND (wake = 0 OR wake > ?1)`, t.now.UnixMicro(), channelID)
		return err
	})
}

// Wait returns when a method of this Store has stored something that may be due. It hears of no
// other process.
func (s *Store) Wait(ctx context.Context) error {
	select {
	case <-s.stored:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
