package export

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/fielderror"
)

// Run writes the rows of a source, or goes on with a task that was interrupted or failed. It keeps
// a journal of the finished files in the sink. If these files are all there and unchanged, and the
// columns, schema version, format and sizes are the same, Run continues at the next file; otherwise
// it starts anew. It returns the task as the host should store it; with a nil error the task is a
// Success and there is a manifest.
//
// Errors:
//   - [ErrTooMany], naming the count: the task is Failed, and nothing was written.
//   - [ErrSource] and [ErrValue]: the task is Failed, and nothing is left behind; trying again
//     would fail again.
//   - [ErrCancelled]: the task is Cancelled; nothing is left behind. If the files cannot be
//     removed, the error is that of the sink instead and the task stays Running: call [Cancel].
//   - The context's error, if it ended otherwise, as when a process shuts down: the task stays
//     Running, to be resumed.
//   - [ErrTaken] and all others, those of source and sink included: the task is Failed, and may be
//     run again.
//   - For a wrong task, source or Config the error joins all complaints, and the task stays as it
//     was.
//
// A task that has succeeded is returned as it is; one that was cancelled or expired is [ErrOver].
// The rows are walked once, nothing but the row at hand is kept, and no two calls may run one task
// at a time.
func Run[T any](ctx context.Context, task Task, source Source[T], cfg Config[T]) (Task, error) {
	switch task.Status {
	case Success:
		return task, nil
	case Cancelled, Expired:
		return task, ErrOver
	}
	errs := []error{task.check(), cfg.Check()}
	if source.Rows == nil || source.Total < 0 {
		errs = append(errs, wrong(fielderror.Invalid, "Source", "it needs Rows, and a Total that is not negative"))
	}
	if err := errors.Join(errs...); err != nil {
		return task, err
	}
	cfg = cfg.withDefaults()
	r := &run[T]{cfg: cfg, source: source, task: task}
	r.begin()
	err := r.refuse()
	if err == nil {
		err = r.write(ctx)
	}
	return r.end(ctx, err)
}

// A run is one call of Run.
type run[T any] struct {
	cfg     Config[T]
	source  Source[T]
	task    Task
	fields  []Field
	columns []Column[T] // those that are written
	journal journal
	part    *part // the file being written, or nil
	out     *bufio.Writer
	cells   []Value
	last    string // key of the last row
}

// begin sets the task to Running from its beginning.
func (r *run[T]) begin() {
	now := r.cfg.Now().UTC()
	t := &r.task
	t.Status, t.Error = Running, ""
	t.Began, t.Updated, t.Ended, t.Expires = now, now, time.Time{}, time.Time{}
	t.Total, t.Done, t.Gone, t.Resumed = r.source.Total, 0, 0, 0
	for _, c := range r.cfg.Columns {
		if !c.Withheld {
			r.columns = append(r.columns, c)
		}
	}
	r.cells = make([]Value, len(r.columns))
}

// refuse is the cap, before anything is written.
func (r *run[T]) refuse() error {
	if total, most := r.source.Total, r.cfg.MaxRows; total > most {
		return fmt.Errorf("export: %d rows, and one export may hold %d: %w", total, most, ErrTooMany)
	}
	if r.source.Total > maxFiles*r.cfg.FileRows {
		return fmt.Errorf("export: %d rows in files of %d are more than %d files: %w", r.source.Total, r.cfg.FileRows, maxFiles, ErrTooMany)
	}
	return nil
}

// manifest is the manifest that this run would publish, without files yet.
func (r *run[T]) manifest() Manifest {
	fields, withheld := fieldsOf(r.cfg.Columns)
	return Manifest{
		Layout: layout, Task: r.task.ID, Base: r.task.Base, Created: r.task.Created.UTC(), Filter: r.task.Filter,
		Schema: r.cfg.Schema, Format: r.cfg.Format.Version(), Ext: r.cfg.Format.Ext(), Columns: fields, Withheld: withheld,
		FileRows: r.cfg.FileRows, Total: r.source.Total, Files: []ManifestFile{},
	}
}

// write does the whole job: what is left of the files, then the manifest, then the journal goes.
func (r *run[T]) write(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	want := r.manifest()
	r.fields = want.Columns
	j, finished, err := takeUp(ctx, r.cfg.Sink, want)
	if err != nil {
		return err
	}
	r.journal, r.last = j, string(j.Last)
	r.task.Done, r.task.Gone, r.task.Resumed = j.next(), j.Gone, j.next()
	if err := r.save(ctx); err != nil {
		return err
	}
	if len(j.Files) < j.parts() {
		if err := r.rows(ctx); err != nil {
			return err
		}
	}
	if !finished {
		if err := writeDocument(ctx, r.cfg.Sink, ManifestName(r.task.Base), r.journal.Manifest); err != nil {
			return err
		}
	}
	return r.cfg.Sink.Remove(ctx, journalName(r.task.Base))
}

// save tells the host how far the task is.
func (r *run[T]) save(ctx context.Context) error {
	r.task.Updated = r.cfg.Now().UTC()
	if r.cfg.Save == nil {
		return nil
	}
	if err := r.cfg.Save(ctx, r.task); err != nil {
		return fmt.Errorf("export: saving the task: %w", err)
	}
	return nil
}

// end turns the outcome into the task's state, and cleans up after what will not be resumed.
func (r *run[T]) end(ctx context.Context, err error) (Task, error) {
	now := r.cfg.Now().UTC()
	cleanup := context.WithoutCancel(ctx)
	cancelled := errors.Is(err, ErrCancelled) || errors.Is(context.Cause(ctx), ErrCancelled)
	switch {
	case err == nil:
		r.task.Status, r.task.Updated, r.task.Ended = Success, now, now
		if r.cfg.Keep > 0 {
			r.task.Expires = now.Add(r.cfg.Keep)
		}
		return r.task, nil
	case cancelled:
		if failed := discard(cleanup, r.cfg.Sink, r.task); failed != nil {
			return r.task, fmt.Errorf("export: cleaning up after a cancelled task: %w", failed) // Running: Cancel tries again
		}
		return r.task.cancelled(now), ErrCancelled
	case ctx.Err() != nil:
		if !errors.Is(err, ctx.Err()) {
			err = errors.Join(ctx.Err(), err)
		}
		return r.task, err
	case final(err):
		err = errors.Join(err, discard(cleanup, r.cfg.Sink, r.task))
		r.task.Done, r.task.Gone, r.task.Resumed = 0, 0, 0
	}
	r.task.Status, r.task.Updated, r.task.Ended, r.task.Error = Failed, now, now, err.Error()
	return r.task, err
}
