package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel/directory"
)

// tell notifies all nodes of records, when the transaction commits. Edits are rare, so the lock
// that NOTIFY takes does no harm.
func tell(ctx context.Context, tx pgx.Tx, ids ...string) error {
	for _, id := range ids {
		if _, err := tx.Exec(ctx, `SELECT pg_notify('contactkit_record', $1)`, id); err != nil {
			return err
		}
	}
	return nil
}

// again is how long Follow waits before it connects anew.
const again = time.Second

// Follow keeps a node's directory equal to the store, until ctx ends: it loads what is notified,
// compares everything whenever it has connected anew and every RecordsConfig.Poll, and notes which
// revisions the node has ([Records.Nodes]). The name must be the node's own. It keeps a connection
// of the pool, which must not come from a pooler in transaction mode: there it hears nothing, and
// only polling is left. See decision 170.
func (s *Records) Follow(ctx context.Context, d *directory.Directory, node string) {
	var known revisions
	for ctx.Err() == nil {
		if err := s.follow(ctx, d, node, &known); err != nil && ctx.Err() == nil {
			s.cfg.Log.Warn("postgres: records are not followed, and are compared again soon", "node", node, "error", err)
			select {
			case <-ctx.Done():
			case <-time.After(again):
			}
		}
	}
}

func (s *Records) follow(ctx context.Context, d *directory.Directory, node string, known *revisions) error {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer giveUp(conn)
	if _, err := conn.Exec(ctx, `LISTEN contactkit_record`); err != nil {
		return err
	}
	for {
		if err := s.sync(ctx, d, node); err != nil {
			return err
		}
		s.tellChanges(ctx, d, known)
		if err := s.listen(ctx, conn, d, node, known); err != nil {
			return err
		}
	}
}

// giveUp closes a connection that listens, so that the pool does not lend it to others.
func giveUp(conn *pgxpool.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), tellWithin)
	defer cancel()
	_ = conn.Conn().Close(ctx) // it is given up in any case
	conn.Release()
}

// sync compares everything.
func (s *Records) sync(ctx context.Context, d *directory.Directory, node string) error {
	var failed error
	err := d.Sync(ctx, func(yield func(directory.Record, error) bool) {
		for r, err := range s.All(ctx) {
			failed = errors.Join(failed, err)
			if !yield(r, err) {
				return
			}
		}
	})
	if failed != nil {
		return failed
	}
	if err != nil { // of single records: the others are in
		s.cfg.Log.Warn("postgres: records that this node cannot take", "node", node, "error", err)
	}
	return s.note(ctx, d, node)
}

// listen loads what is notified, until it is time to compare everything.
func (s *Records) listen(ctx context.Context, conn *pgxpool.Conn, d *directory.Directory, node string, known *revisions) error {
	until, cancel := context.WithTimeout(ctx, s.cfg.Poll)
	defer cancel()
	for {
		n, err := conn.Conn().WaitForNotification(until)
		if err != nil {
			if ctx.Err() == nil && until.Err() != nil {
				return nil
			}
			return err
		}
		records, err := s.read(ctx, s.pool, `WHERE id = ANY($1)`, []string{n.Payload})
		if err != nil {
			return err
		}
		if len(records) == 0 {
			err = s.gone(d, n.Payload)
		} else {
			err = d.Load(ctx, records...)
		}
		// A record may wait for another one that gives an account up: all together can be taken.
		if err != nil {
			err = s.sync(ctx, d, node)
		} else {
			err = s.note(ctx, d, node)
		}
		if err != nil {
			return err
		}
		s.tellChanges(ctx, d, known)
	}
}

// revisions are the records that Follow has told of, by id. Nil before the first comparison.
type revisions map[string]int64

// tellChanges calls Changed for each record with another revision than the known one.
func (s *Records) tellChanges(ctx context.Context, d *directory.Directory, known *revisions) {
	if s.cfg.Changed == nil {
		return
	}
	now := make(revisions)
	for e := range d.All() {
		now[e.ID()] = e.Rev()
		if *known == nil || (*known)[e.ID()] == e.Rev() {
			continue
		}
		if err := s.cfg.Changed(ctx, e.ID()); err != nil && ctx.Err() == nil {
			s.cfg.Log.Warn("postgres: conversations do not follow a record yet", "record", e.ID(), "error", err)
		}
	}
	*known = now
}

// gone takes a channel out that the store has no more.
func (s *Records) gone(d *directory.Directory, id string) error {
	e, ok := d.Find(id)
	if !ok {
		return nil
	}
	return d.Remove(id, e.Rev())
}

// note stores which revisions the node has.
func (s *Records) note(ctx context.Context, d *directory.Directory, node string) error {
	ids, revs, secrets := []string{}, []int64{}, []int64{} // not nil, which is NULL
	for e := range d.All() {
		ids, revs, secrets = append(ids, e.ID()), append(revs, e.Rev()), append(secrets, e.Record().Secrets.Rev)
	}
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var b pgx.Batch
		b.Queue(`INSERT INTO contactkit_node(node, at) VALUES ($1, contactkit_now()) ON CONFLICT (node) DO UPDATE SET at = excluded.at`, node)
		b.Queue(`DELETE FROM contactkit_seen WHERE node = $1 AND record <> ALL($2)`, node, ids)
		b.Queue(`INSERT INTO contactkit_seen AS s (record, node, rev, secrets) SELECT f.record, $1, f.rev, f.secrets
			FROM unnest($2::text[], $3::bigint[], $4::bigint[]) AS f(record, rev, secrets)
			ON CONFLICT (record, node) DO UPDATE SET rev = excluded.rev, secrets = excluded.secrets
			WHERE s.rev <> excluded.rev OR s.secrets <> excluded.secrets`, node, ids, revs, secrets)
		return tx.SendBatch(ctx, &b).Close()
	})
}

// Node is a node that follows records, and what it has of one of them.
type Node struct {
	Name    string
	At      time.Time // when it was last seen: it is seen at least every RecordsConfig.Poll
	Rev     int64     // of the record; zero: it does not have it
	Secrets int64     // Secrets.Rev
}

// Nodes returns the nodes that follow records, by name, with the revision that each has of one: for
// a form that waits until all nodes have new credentials before the platform gets them. A node
// whose At is long ago has ended; Forget removes it.
func (s *Records) Nodes(ctx context.Context, id string) ([]Node, error) {
	found, err := s.pool.Query(ctx, `SELECT n.node, n.at, coalesce(s.rev, 0), coalesce(s.secrets, 0)
		FROM contactkit_node n LEFT JOIN contactkit_seen s ON s.node = n.node AND s.record = $1 ORDER BY n.node`, id)
	nodes, err := collect(found, err, func(row pgx.CollectableRow) (n Node, err error) {
		err = row.Scan(&n.Name, &n.At, &n.Rev, &n.Secrets)
		n.At = n.At.UTC()
		return n, err
	})
	if err != nil {
		return nil, err
	}
	return nodes, nil
}

// Forget removes nodes that were last seen before an instant.
func (s *Records) Forget(ctx context.Context, before time.Time) error {
	_, err := s.pool.Exec(ctx, `WITH gone AS (DELETE FROM contactkit_node WHERE at < $1 RETURNING node)
		DELETE FROM contactkit_seen s USING gone WHERE s.node = gone.node`, before)
	return err
}
