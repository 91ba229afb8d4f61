package sqlite

import (
	"context"
	"encoding/json"
	"iter"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/session"
)

// rowPage is how many rows Rows reads at one time.
const rowPage = 500

// Rows walks the rows whose session is open, in the order of channel.Thread.Key, to rebuild what a
// process keeps in memory, such as the board of package router, after a restart. If closedSince is
// not zero, it also walks those whose session was closed then or later (session.State.At). It reads
// them in pages, so what is stored meanwhile may be missing. The error of a page ends the walk.
func (s *Store) Rows(ctx context.Context, closedSince time.Time) iter.Seq2[conversation.Row, error] {
	return func(yield func(conversation.Row, error) bool) {
		for last := ""; ; {
			page, err := s.rowsAfter(ctx, last, closedSince)
			if err != nil {
				yield(conversation.Row{}, err)
				return
			}
			for _, row := range page {
				if !yield(row, nil) {
					return
				}
			}
			if len(page) < rowPage {
				return
			}
			last = page[len(page)-1].Thread.Key()
		}
	}
}

func (s *Store) rowsAfter(ctx context.Context, last string, closedSince time.Time) ([]conversation.Row, error) {
	return list(ctx, s.db, scanRow, `SELECT thread, data FROM conversation_thread WHERE thread > ?1
		AND (phase > 0 OR ?2 > 0 AND json_extract(data, '$.state.at') >= ?2) ORDER BY thread LIMIT ?3`,
		last, int64(session.InstantOf(closedSince)), rowPage)
}

// Closing returns up to max rows with an open session whose reply window ends before an instant
// (conversation.Row.AnswerUntil), the soonest first: for queues, screens and alarms. Rows without
// an end are left out.
func (s *Store) Closing(ctx context.Context, before time.Time, max int) ([]conversation.Row, error) {
	return list(ctx, reader{s}, scanRow, closing, micros(before), max)
}

const closing = `SELECT thread, data FROM conversation_thread WHERE phase > 0 AND answer > 0 AND answer < ? ORDER BY answer LIMIT ?`

// scanRow reads a thread's key and row.
func scanRow(scan func(...any) error) (row conversation.Row, err error) {
	var key, data string
	if err := scan(&key, &data); err != nil {
		return row, err
	}
	if err := json.Unmarshal([]byte(data), &row); err != nil {
		return row, err
	}
	row.Thread, err = channel.ParseThread(key) // also after a move
	return row, err
}
