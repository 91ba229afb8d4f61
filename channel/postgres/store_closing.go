package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel/conversation"
)

// Closing returns up to max rows with an open session whose reply window ends before an instant
// (conversation.Row.AnswerUntil), the soonest first: for queues, screens and alarms. Rows without
// an end are left out, and so are those that no release with this method has stored yet.
func (s *Store) Closing(ctx context.Context, before time.Time, max int) ([]conversation.Row, error) {
	rows, err := s.pool.Query(ctx, closing, before, max)
	found, err := collect(rows, err, scanThread)
	if err != nil {
		return nil, fmt.Errorf("postgres: store: %w", err)
	}
	return found, nil
}

const closing = `SELECT thread, data FROM contactkit_thread WHERE phase > 0 AND answer < $1 ORDER BY answer LIMIT $2`
