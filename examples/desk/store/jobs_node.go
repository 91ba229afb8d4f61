package store

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
)

// A worker is one run of RunTasks. Its tasks and River's jobs bear its id, so that two processes
// whose nodes have the same name by mistake are two workers, also to River's election of a leader.
// An advisory lock on the id shows that the worker lives. See decision 444.

// LongestNode is how long the name of a node may be, in bytes: River takes ids of 100.
const LongestNode = 80

// workerMark is how long the end of a worker's id is, which follows its node's name.
const workerMark = 11

// newWorker makes the id of a worker.
func newWorker(node string) string { return node + "#" + rand.Text()[:workerMark-1] }

// living is the lock of a worker.
const living = `hashtextextended('contactkit/desk/worker/' || $1, 0)`

// noTimeout lets a transaction last. Release 17 of PostgreSQL has the second setting. The statement
// has no arguments and comes last, so that no portal of an earlier one keeps a snapshot.
const noTimeout = `SELECT set_config(name, '0', true) FROM pg_settings WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout')`

// live holds the lock of a worker until ctx ends, and takes it again if its connection is lost. It
// closes held when it has the lock for the first time, and returns an error if it does not get so
// far.
func (d *server) live(ctx context.Context, worker string, held chan<- struct{}, log *slog.Logger) error {
	for first := true; ; {
		// The transaction lasts for days: in this isolation it keeps no snapshot.
		err := pgx.BeginTxFunc(ctx, d.held, pgx.TxOptions{IsoLevel: pgx.ReadCommitted}, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(`+living+`)`, worker); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, noTimeout); err != nil {
				return err
			}
			if first {
				close(held)
				first = false
			}
			_, err := tx.Conn().WaitForNotification(ctx) // there is none: it returns when the connection is lost
			return err
		})
		if first || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		log.Warn("the lock of a worker was lost", "error", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(againNews):
		}
	}
}

// freeTasks lets any node do again what workers of a node with this name were doing before it was
// started anew. Workers that live keep theirs. Without freeTasks, that happens once River takes the
// node for dead.
func (s *Store) freeTasks(ctx context.Context, node string) error {
	return s.Do(ctx, func(t *Tx) error {
		workers, err := all(t, value[string], `SELECT node FROM task WHERE left(node, ?1) = ?2
			UNION SELECT attempted_by[cardinality(attempted_by)] FROM river_job WHERE state = 'running' AND left(attempted_by[cardinality(attempted_by)], ?1) = ?2`, -workerMark, node)
		if err != nil {
			return err
		}
		for _, worker := range workers {
			if dead, err := one(t, value[bool], `SELECT pg_try_advisory_xact_lock(hashtextextended('contactkit/desk/worker/' || ?, 0))`, worker); err != nil || !dead {
				if err != nil {
					return err
				}
				continue
			}
			if _, err := t.exec(`UPDATE task SET node = '', until = '-infinity' WHERE node = ?`, worker); err != nil {
				return err
			}
			if _, err := t.exec(`UPDATE river_job SET state = 'available', scheduled_at = now() WHERE state = 'running' AND attempted_by[cardinality(attempted_by)] = ?`, worker); err != nil {
				return err
			}
		}
		return nil
	})
}
