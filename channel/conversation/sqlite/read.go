package sqlite

import (
	"context"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
)

// Row returns what is stored of a thread, for a screen. If the thread has no row, the error matches
// ErrNotFound.
func (s *Store) Row(ctx context.Context, thread channel.Thread) (conversation.Row, error) {
	row, err := one(ctx, s.db, decoded[conversation.Row], `SELECT data FROM conversation_thread WHERE thread = ?`, thread.Key())
	row.Thread = thread // also after a move
	return row, err
}

// Bad returns the inputs that were set aside because deciding on them panicked, oldest first, at
// most max: for an administrator.
func (s *Store) Bad(ctx context.Context, max int) ([]conversation.Input, error) {
	return list(ctx, s.db, scanInput, `SELECT `+inputColumns+` FROM conversation_input WHERE status = 4 ORDER BY seq LIMIT ?`, max)
}
