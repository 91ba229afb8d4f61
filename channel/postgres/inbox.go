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
// new, in their order. An event whose ID is there already was delivered before, unless it shows
// live what was stored as a copy on standby ([channel.Event.Replaces]): it then replaces the copy
// and is returned as well, by one node alone. The rows are inserted in the order of their ids in
// one statement, so that nodes that get the same events in another order do not wait for each
// other.
func PutEvents(ctx context.Context, db DB, events []channel.Event) ([]channel.Event, error) {
	if len(events) == 0 {
		return nil, nil
	}
	sorted := distinct(events)
	events = slices.Clone(sorted)
	slices.SortFunc(sorted, func(a, b channel.Event) int { return cmp.Compare(a.ID, b.ID) })
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
	if err := replaceCopies(ctx, db, sorted, data, isNew); err != nil {
		return nil, fmt.Errorf("postgres: inbox: %w", err)
	}
	return slices.DeleteFunc(events, func(e channel.Event) bool { return !isNew[e.ID] }), nil
}

// distinct returns events with each ID once: the first, or the one that replaces it.
func distinct(events []channel.Event) (once []channel.Event) {
	at := make(map[string]int, len(events))
	for _, e := range events {
		i, ok := at[e.ID]
		switch {
		case !ok:
			at[e.ID] = len(once)
			once = append(once, e)
		case e.Replaces(once[i]):
			once[i] = e
		}
	}
	return once
}

// replaceCopies puts live events in place of their copies on standby, and marks them as new. The
// rows are changed one by one, in the order of their ids, and only while they are as they were
// read.
func replaceCopies(ctx context.Context, db DB, sorted []channel.Event, data []string, isNew map[string]bool) error {
	live := make(map[string]int)
	var ids []string
	for i, e := range sorted {
		if !isNew[e.ID] && !e.Standby {
			live[e.ID] = i
			ids = append(ids, e.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	rows, err := db.Query(ctx, `SELECT id, data::text FROM contactkit_event WHERE id = ANY($1) ORDER BY id`, ids)
	stored, err := collect(rows, err, func(row pgx.CollectableRow) (one [2]string, err error) {
		err = row.Scan(&one[0], &one[1])
		return one, err
	})
	if err != nil {
		return err
	}
	for _, one := range stored {
		id, was := one[0], one[1]
		var old channel.Event
		if err := json.Unmarshal([]byte(was), &old); err != nil {
			return fmt.Errorf("event %q: %w", id, err)
		}
		i := live[id]
		if !sorted[i].Replaces(old) {
			continue
		}
		tag, err := db.Exec(ctx, `UPDATE contactkit_event SET data = $2::json, at = contactkit_now() WHERE id = $1 AND data::text = $3`, id, data[i], was)
		if err != nil {
			return err
		}
		isNew[id] = tag.RowsAffected() == 1
	}
	return nil
}

// PruneEvents removes up to max (not negative) events that were stored before an instant, and
// returns how many. Keep events for as long as a platform delivers them again; X replays up to five
// days.
func PruneEvents(ctx context.Context, db DB, before time.Time, max int) (int, error) {
	tag, err := db.Exec(ctx, `DELETE FROM contactkit_event WHERE id IN
		(SELECT id FROM contactkit_event WHERE at < $1 ORDER BY at LIMIT $2)`, before, max)
	if err != nil {
		return 0, fmt.Errorf("postgres: inbox: %w", err)
	}
	return int(tag.RowsAffected()), nil
}
