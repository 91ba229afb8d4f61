package store

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"time"
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

// alive names the lock of a worker for Store.Alone.
func alive(worker string) string { return "worker/" + worker }

// live holds the lock of a worker until ctx ends, and takes it again if its connection is lost. It
// closes held when it has the lock for the first time, and returns an error if it does not get so
// far.
func (s *Store) live(ctx context.Context, worker string, held chan<- struct{}, log *slog.Logger) error {
	for first := true; ; {
		ran, err := s.Alone(ctx, alive(worker), func(ctx context.Context) error {
			if first {
				close(held)
				first = false
			}
			<-ctx.Done()
			return nil
		})
		if first || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if ran || err != nil { // else the server has not noticed the loss yet
			log.Warn("the lock of a worker was lost", "error", err)
		}
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
	var workers []string
	err := s.View(ctx, func(t *Tx) (err error) {
		workers, err = all(t, value[string], `SELECT node FROM task WHERE left(node, ?1) = ?2
			UNION SELECT attempted_by[cardinality(attempted_by)] FROM river_job WHERE state = 'running' AND left(attempted_by[cardinality(attempted_by)], ?1) = ?2`, -workerMark, node)
		return err
	})
	for _, worker := range workers {
		_, free := s.Alone(ctx, alive(worker), func(ctx context.Context) error {
			return s.Do(ctx, func(t *Tx) error {
				if _, err := t.exec(`UPDATE task SET node = '', until = '-infinity' WHERE node = ?`, worker); err != nil {
					return err
				}
				_, err := t.exec(`UPDATE river_job SET state = 'available', scheduled_at = now() WHERE state = 'running' AND attempted_by[cardinality(attempted_by)] = ?`, worker)
				return err
			})
		})
		err = errors.Join(err, free)
	}
	return err
}
