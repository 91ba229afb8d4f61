package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
)

var _ conversation.DoubtLister = (*Store)(nil)

// Uncertain returns up to max receipts that are uncertain, are not closed and were last stored
// before an instant, oldest first.
func (s *Store) Uncertain(ctx context.Context, before time.Time, max int) ([]dispatch.Receipt, error) {
	rows, err := s.pool.Query(ctx, unsettled, before, max)
	receipts, err := receiptsOf(rows, err)
	if err != nil {
		return nil, fmt.Errorf("postgres: store: %w", err)
	}
	return receipts, nil
}

const unsettled = `SELECT thread, data FROM contactkit_receipt WHERE state = 1 AND NOT closed AND at < $1 ORDER BY at LIMIT $2`
