package store

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// On PostgreSQL, tasks run on River. The row of table task says what to do, and is deleted with its
// contact. A job of River orders a node to look at the row: one node at a time, and again after an
// error or after the node was killed. See decision 415.

// taskJob is the order to do one task. It holds the number of the row, not its key: keys of tasks
// name contacts, and the deletion of a contact does not look at jobs.
type taskJob struct {
	Seq int64 `json:"seq"` // of the task's row
}

// Kind is River's name of such jobs.
func (taskJob) Kind() string { return "desk_task" }

// A Lane is a group of kinds of tasks, of which a node does a limited number at one time.
type Lane struct {
	Name  string // of a queue of River's
	Most  int
	Kinds []string
}

// The lanes of all tasks.
var (
	HintLane   = Lane{"hints", 16, []string{AskAssistant, Leave}}
	FetchLane  = Lane{"fetches", 4, []string{FetchFile, FetchProfile, FetchPicture, EraseContact}}
	ExportLane = Lane{"exports", 1, []string{WriteExport}}
)

// queueOf is the name of the lane of a kind.
func queueOf(kind string) string {
	for _, l := range []Lane{FetchLane, ExportLane} {
		if slices.Contains(l.Kinds, kind) {
			return l.Name
		}
	}
	return HintLane.Name
}

// Work is what RunTasks needs.
type Work struct {
	Node  string // the name of this node, which no other node should have, of at most LongestNode bytes: at its start, it does at once what it was doing when it was killed
	Lanes []Lane
	// Do does a task, and drops or postpones it. A task that is still there and due afterwards is
	// tried again later.
	Do func(context.Context, Task) error
	// Again does the periodic work of the Lanes. If nil, such work is left out.
	Again func(context.Context, Periodic) error
	Log   *slog.Logger
}

const (
	// longestSnooze is the longest time until a task that is not due is looked at again: its due
	// time may have been changed meanwhile.
	longestSnooze = 10 * time.Second
	// busySnooze is that time while another task of the thread is being done.
	busySnooze = time.Second
)

// taskLease is how long a job that does not end is left to its node: then the node is taken for
// dead, and River gives the job to another one. Tests shorten it.
var taskLease = 3 * time.Minute

// jobs is the part of a server that River has.
type jobs struct {
	pool   *pgxpool.Pool         // of what does them
	insert *river.Client[pgx.Tx] // only inserts, in transactions of the store
}

// migrateJobs makes River's tables, one node at a time.
func migrateJobs(ctx context.Context, pool *pgxpool.Pool) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if err := lockName(ctx, tx, "river"); err != nil {
			return err
		}
		m, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
		if err == nil {
			_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil) // each in a transaction of its own
		}
		return err
	})
}

func newJobs(pool *pgxpool.Pool) (*jobs, error) {
	c, err := river.NewClient(riverpgxv5.New(pool), &river.Config{Logger: slog.New(slog.DiscardHandler)})
	return &jobs{pool, c}, err
}

// enqueue makes the job of a task, in the task's transaction.
func (t *Tx) enqueue(kind string, seq int64) error {
	r, shared := t.q.(remote)
	if !shared {
		return nil
	}
	_, err := r.jobs.insert.InsertTx(t.ctx, r.tx, taskJob{seq}, &river.InsertOpts{Queue: queueOf(kind), MaxAttempts: math.MaxInt16})
	return err
}

// RunTasks does tasks until ctx ends, and waits for those that it has begun. With SQLite it returns
// errors.ErrUnsupported.
func (s *Store) RunTasks(ctx context.Context, w Work) error {
	d, shared := s.in.(*server)
	if !shared {
		return errors.ErrUnsupported
	}
	id := newWorker(w.Node)
	workers := river.NewWorkers()
	river.AddWorker(workers, &taskWorker{s: s, w: w, id: id})
	river.AddWorker(workers, &periodicWorker{s: s, w: w})
	queues := make(map[string]river.QueueConfig)
	for _, l := range w.Lanes {
		queues[l.Name] = river.QueueConfig{MaxWorkers: l.Most}
	}
	c, err := river.NewClient(riverpgxv5.New(d.jobs.pool), &river.Config{
		ID: id, Queues: queues, Workers: workers, Logger: w.Log,
		JobTimeout: taskLease * 5 / 6, RescueStuckJobsAfter: taskLease, CompletedJobRetentionPeriod: time.Minute,
		PeriodicJobs: periodicJobs(),
	})
	if err != nil {
		return err
	}
	life, die := context.WithCancel(context.WithoutCancel(ctx))
	held, lost := make(chan struct{}), make(chan error, 1)
	go func() { lost <- s.live(life, id, held, w.Log) }()
	defer func() {
		die()
		<-lost
	}()
	select {
	case <-held:
	case err := <-lost:
		lost <- nil
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := s.freeTasks(ctx, w.Node); err != nil {
		return err
	}
	if err := c.Start(ctx); err != nil {
		return err
	}
	<-c.Stopped()
	return ctx.Err()
}

// taskWorker does tasks.
type taskWorker struct {
	river.WorkerDefaults[taskJob]
	s  *Store
	w  Work
	id string
}

// NextRetry is sooner than River's, which waits for hours at the tenth try.
func (k *taskWorker) NextRetry(job *river.Job[taskJob]) time.Time {
	return time.Now().Add(min(time.Duration(job.Attempt)*10*time.Second, 5*time.Minute))
}

// Work does the task of a job.
func (k *taskWorker) Work(ctx context.Context, job *river.Job[taskJob]) error {
	task, wait, err := k.s.claimTask(ctx, k.id, job.Args.Seq)
	switch {
	case errors.Is(err, ErrNotFound): // done, or the contact was deleted
		return nil
	case err != nil:
		return err
	case wait > 0:
		return river.JobSnooze(wait)
	}
	failed := k.w.Do(ctx, task)
	wait, err = k.s.freeTask(context.WithoutCancel(ctx), k.id, task.seq)
	if failed != nil && ctx.Err() == nil {
		k.w.Log.Warn("task", "kind", task.Kind, "key", task.Key, "error", failed)
	}
	switch {
	case errors.Is(err, ErrNotFound):
		return nil
	case err != nil:
		return err
	case ctx.Err() != nil: // this node stops
		return river.JobSnooze(0)
	case wait == 0 && failed != nil:
		return errAgain
	}
	return river.JobSnooze(cmp.Or(wait, longestSnooze))
}

// claimTask claims a task for a worker. If it cannot be done yet, wait is when to look again.
func (s *Store) claimTask(ctx context.Context, worker string, seq int64) (task Task, wait time.Duration, err error) {
	err = s.Do(ctx, func(t *Tx) error {
		now := s.now()
		wait = 0
		list, err := all(t, scanTask, `UPDATE task SET node = ?1, until = contactkit_now() + contactkit_us(?2)
			WHERE seq = ?3 AND due <= ?4 AND until <= contactkit_now() AND NOT EXISTS (
				SELECT 1 FROM task AS o WHERE o.thread = task.thread AND o.seq != task.seq AND (o.until > contactkit_now() OR o.due <= ?4 AND o.seq < task.seq))
			RETURNING seq, key, kind, thread, tries, data`, worker, taskLease.Microseconds(), seq, now.UnixMicro())
		if err != nil || len(list) == 1 {
			task = append(list, Task{})[0]
			return err
		}
		if wait, err = t.taskDue(seq, now); wait == 0 {
			wait = busySnooze
		}
		return err
	})
	return task, wait, err
}

// freeTask ends a worker's claim of a task that is not finished, and returns how long it is until
// the task is due. A claim of another worker stays.
func (s *Store) freeTask(ctx context.Context, worker string, seq int64) (wait time.Duration, err error) {
	err = s.Do(ctx, func(t *Tx) error {
		if _, err := t.exec(`UPDATE task SET node = '', until = '-infinity' WHERE seq = ? AND node = ?`, seq, worker); err != nil {
			return err
		}
		wait, err = t.taskDue(seq, s.now())
		return err
	})
	return wait, err
}

// taskDue returns how long it is until a task is due, longestSnooze at most.
func (t *Tx) taskDue(seq int64, now time.Time) (time.Duration, error) {
	due, err := one(t, value[int64], `SELECT due FROM task WHERE seq = ?`, seq)
	return max(0, min(longestSnooze, time.Duration(due-now.UnixMicro())*time.Microsecond)), err
}

// errAgain is the error that River stores of a job: errors themselves may name contacts.
var errAgain = errors.New("the log says why")
