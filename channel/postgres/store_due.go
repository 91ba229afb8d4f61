package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
)

// dueThreads finds what Due returns. Of inputs and receipts the oldest are looked at, sixteen for
// each thread that is wanted.
const dueThreads = `SELECT thread FROM (
		(SELECT thread, at FROM contactkit_input WHERE status = 0 AND thread <> ALL($2) ORDER BY at, thread LIMIT $1 * 16)
		UNION ALL (SELECT thread, wake FROM contactkit_thread WHERE wake <= contactkit_now() AND thread <> ALL($2) ORDER BY wake LIMIT $1)
		UNION ALL (SELECT thread, at FROM contactkit_receipt WHERE state = 2 AND NOT closed AND thread <> ALL($2) ORDER BY at, thread LIMIT $1 * 16)
	) AS found(thread, at) GROUP BY thread ORDER BY min(at), thread LIMIT $1`

// Due returns threads for which Update has something to do, longest due first.
func (s *Store) Due(ctx context.Context, q conversation.DueQuery) ([]channel.Thread, error) {
	skip := make([]string, len(q.Skip))
	for i, thread := range q.Skip {
		skip[i] = thread.Key()
	}
	rows, err := s.pool.Query(ctx, dueThreads, q.Max, skip)
	list, err := collect(rows, err, func(row pgx.CollectableRow) (channel.Thread, error) {
		var key string
		if err := row.Scan(&key); err != nil {
			return channel.Thread{}, err
		}
		return channel.ParseThread(key)
	})
	if err != nil {
		return nil, fmt.Errorf("postgres: store: %w", err)
	}
	return list, nil
}

// wakeChannel locks rows in the order of their threads.
const wakeChannel = `UPDATE contactkit_thread t SET wake = contactkit_now() FROM (
		SELECT thread FROM contactkit_thread WHERE channel = $1 AND phase > 0 AND (wake IS NULL OR wake > contactkit_now())
			ORDER BY thread FOR UPDATE) AS f
	WHERE t.thread = f.thread`

// Wake makes every thread of a channel with an open session due now. It waits for the updates that
// are under way: they may have been planned by the former policy.
func (s *Store) Wake(ctx context.Context, channelID string) error {
	return s.writeDue(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1, 0)`, planLock); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, wakeChannel, channelID)
		return err
	})
}

// claimCalls claims the oldest call of each thread of which no claim holds.
const claimCalls = `UPDATE contactkit_call c SET node = $1, until = contactkit_now() + contactkit_us($2) FROM (
		SELECT seq FROM contactkit_call f WHERE until <= contactkit_now()
			AND NOT EXISTS (SELECT FROM contactkit_call o WHERE o.thread = f.thread AND (o.seq < f.seq OR o.until > contactkit_now()))
			ORDER BY seq LIMIT $3 FOR UPDATE SKIP LOCKED) AS found
	WHERE c.seq = found.seq RETURNING c.seq, c.thread, c.data`

// Calls claims questions to robots for a node, oldest first.
func (s *Store) Calls(ctx context.Context, q conversation.CallQuery) ([]conversation.Call, error) {
	type claimed struct {
		seq int64
		conversation.Call
	}
	rows, err := s.pool.Query(ctx, claimCalls, q.Node, micros(q.Lease), q.Max)
	taken, err := collect(rows, err, func(row pgx.CollectableRow) (c claimed, err error) {
		var thread string
		var data []byte
		if err = row.Scan(&c.seq, &thread, &data); err != nil {
			return c, err
		}
		if err = json.Unmarshal(data, &c.Call); err != nil {
			return c, err
		}
		c.Thread, err = channel.ParseThread(thread)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("postgres: store: %w", err)
	}
	slices.SortFunc(taken, func(a, b claimed) int { return cmp.Compare(a.seq, b.seq) }) // RETURNING has no order
	calls := make([]conversation.Call, len(taken))
	for i, c := range taken {
		calls[i] = c.Call
	}
	return calls, nil
}
