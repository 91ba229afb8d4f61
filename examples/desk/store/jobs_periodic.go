package store

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"
)

// A Periodic is a kind of periodic work, which one node does at a time.
type Periodic string

// Periodic work. The variable periods says how often each is done.
const (
	Retention Periodic = "retention" // rows whose time is up are deleted
	Expiry    Periodic = "expiry"    // exports whose time is up are deleted
	Renewal   Periodic = "renewal"   // logins are renewed
	lost      Periodic = "lost"      // tasks that have no job get one
)

var periods = []struct {
	what  Periodic
	in    Lane
	every time.Duration
}{
	{lost, FetchLane, time.Minute}, {Retention, FetchLane, time.Hour}, {Expiry, ExportLane, time.Minute}, {Renewal, ExportLane, time.Hour},
}

// periodicJobs makes the jobs of all periods: whichever node leads makes those of all nodes.
func periodicJobs() (all []*river.PeriodicJob) {
	for _, p := range periods {
		all = append(all, river.NewPeriodicJob(river.PeriodicInterval(p.every), func() (river.JobArgs, *river.InsertOpts) {
			return periodicJob{p.what}, &river.InsertOpts{Queue: p.in.Name, MaxAttempts: 1}
		}, &river.PeriodicJobOpts{RunOnStart: true}))
	}
	return all
}

// periodicJob is the order to do periodic work.
type periodicJob struct {
	What Periodic `json:"what"`
}

// Kind is River's name of such jobs.
func (periodicJob) Kind() string { return "desk_periodic" }

type periodicWorker struct {
	river.WorkerDefaults[periodicJob]
	s *Store
	w Work
}

// Work does what is due, unless another node is still at it.
func (k *periodicWorker) Work(ctx context.Context, job *river.Job[periodicJob]) error {
	do := k.w.Again
	if job.Args.What == lost {
		do = func(ctx context.Context, _ Periodic) error { return k.s.findLost(ctx) }
	}
	if do == nil {
		return nil
	}
	_, err := k.s.Alone(ctx, string(job.Args.What), func(ctx context.Context) error { return do(ctx, job.Args.What) })
	if err != nil && ctx.Err() == nil {
		k.w.Log.Error(string(job.Args.What), "error", err)
		return errAgain
	}
	return err
}

// findLost makes jobs of tasks that have none: those of a release that had no River, and of a job
// that River gave up.
func (s *Store) findLost(ctx context.Context) error {
	return s.Do(ctx, func(t *Tx) error {
		list, err := all(t, scanTask, `SELECT seq, key, kind, thread, tries, data FROM task WHERE NOT EXISTS (
			SELECT 1 FROM river_job WHERE kind = 'desk_task' AND (args ->> 'seq')::bigint = task.seq AND state IN ('available', 'pending', 'running', 'retryable', 'scheduled'))`)
		for _, task := range list {
			err = errors.Join(err, t.enqueue(task.Kind, task.seq))
		}
		return err
	})
}
