package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/contactkit/contactkit/channel"
)

// PutEvents stores events, in a transaction of the host or on its own, and returns those that are
// new, in their order. An event whose ID is there already was delivered before. The rows are
// inserted in the order of their ids in one statement, so that nodes that get the same events in
// another order do not wait for each other.
func PutEvents(ctx context.Context, db DB, events []channel.Event) ([]channel.Event, error) {
	if len(events) == 0 {
		return nil, nil
	}
	sorted := slices.Clone(events)
	slices.SortStableFunc(sorted, func(a, b channel.Event) int { return cmp.Compare(a.ID, b.ID) })
	ids, threads, data := make([]string, len(sorted)), make([]string, len(sorted)), make([]string, len(sorted))
	for i, e := range sorted {
		text, err := json.Marshal(e)
		if err != nil {
			return nil, fmt.Errorf("postgres: event %q: %w", e.ID, err)
		}
		ids[i], threads[i], data[i] = e.ID, e.Thread.Key(), string(text)
	}
	rows, err := db.Query(ctx, `INSERT INTO contactkit_event(id, thread, at, data)
		SELECT id, thread, contactkit_now(), data::json FROM unnest($1::text[], $2::text[], $3::text[]) AS fresh(id, thread, data)
		ON CONFLICT (id) DO NOTHING RETURNING id`, ids, threads, data)
	if err != nil {
		return nil, fmt.Errorf("postgres: inbox: %w", err)
	}
	stored, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("postgres: inbox: %w", err)
	}
	isNew := make(map[string]bool, len(stored))
	for _, id := range stored {
		isNew[id] = true
	}
	var fresh []channel.Event
	for _, e := range events {
		if isNew[e.ID] {
			fresh, isNew[e.ID] = append(fresh, e), false // once, even if it is twice in one call
		}
	}
	return fresh, nil
}

// PruneEvents removes up to max events that were stored before an instant, and returns how many.
// Keep events for as long as a platform delivers them again; X replays up to five days.
func PruneEvents(ctx context.Context, db DB, before time.Time, max int) (int, error) {
	tag, err := db.Exec(ctx, `DELETE FROM contactkit_event WHERE id IN
		(SELECT id FROM contactkit_event WHERE at < $1 ORDER BY at LIMIT $2)`, before, max)
	if err != nil {
		return 0, fmt.Errorf("postgres: inbox: %w", err)
	}
	return int(tag.RowsAffected()), nil
}
