package admin

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/session/metrics/metricsexport"
)

func (a *Admin) poke() {
	select {
	case a.wake <- struct{}{}:
	default:
	}
}

// Run writes what was asked for, one export after the other, and removes files whose time is up,
// until ctx ends. It continues unfinished exports when it runs again. On PostgreSQL, River says
// which node does what.
func (a *Admin) Run(ctx context.Context) error {
	if a.store.Shared() {
		w := store.Work{Node: a.engine.Node() + "/pages", Lanes: []store.Lane{store.ExportLane}, Do: a.exportTask, Again: a.again, Log: a.log}
		if err := a.store.RunTasks(ctx, w); ctx.Err() == nil {
			return err
		}
		return nil
	}
	tick, hour := time.NewTicker(time.Minute), time.NewTicker(time.Hour)
	defer tick.Stop()
	defer hour.Stop()
	renew := func() {
		if err := a.Renew(ctx); err != nil && ctx.Err() == nil {
			a.log.Error("logins", "error", err)
		}
	}
	renew() // what was due while the desk was closed
	for {
		if err := a.work(ctx); err != nil && ctx.Err() == nil {
			a.log.Error("exports", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-a.wake:
		case <-tick.C:
		case <-hour.C:
			renew()
		}
	}
}

// again does what River says is due.
func (a *Admin) again(ctx context.Context, what store.Periodic) error {
	if what == store.Renewal {
		return a.Renew(ctx)
	}
	return a.expire(ctx)
}

// exportTask writes as much of an export as a task has time for: whole files stay, and the next
// task goes on after them.
func (a *Admin) exportTask(ctx context.Context, task store.Task) error {
	err := a.write(ctx, task.Data)
	return errors.Join(err, a.store.Do(context.WithoutCancel(ctx), func(t *store.Tx) error {
		e, err := t.Export(task.Data)
		if err == nil && (e.Status == export.Pending || e.Status == export.Running) {
			return nil
		}
		if err == nil || errors.Is(err, store.ErrNotFound) {
			_, err = t.DropTask(task.Key)
		}
		return err
	}))
}

// expire removes files whose time is up.
func (a *Admin) expire(ctx context.Context) error {
	var list []store.Export
	if err := a.store.View(ctx, func(t *store.Tx) (err error) { list, err = t.Exports(1000); return err }); err != nil {
		return err
	}
	var errs []error
	for _, e := range list {
		switch e.Status {
		case export.Pending, export.Running: // of a release that had no tasks for them
			errs = append(errs, a.store.Do(ctx, func(t *store.Tx) error { return t.ExportTask(e.ID) }))
			continue
		case export.Success:
		default:
			continue
		}
		if task, err := export.Expire(ctx, e.Task, a.sink, a.now()); err != nil || task != e.Task {
			errs = append(errs, err, a.save(ctx, task))
		}
	}
	return errors.Join(errs...)
}

// work does what is to be done now.
func (a *Admin) work(ctx context.Context) error {
	var list []store.Export
	if err := a.store.View(ctx, func(t *store.Tx) (err error) { list, err = t.Exports(1000); return err }); err != nil {
		return err
	}
	var errs []error
	for _, e := range slices.Backward(list) {
		if e.Status == export.Pending || e.Status == export.Running {
			errs = append(errs, a.write(ctx, e.ID))
		}
	}
	return errors.Join(append(errs, a.expire(ctx))...)
}

// write runs one export, unless it was cancelled meanwhile.
func (a *Admin) write(parent context.Context, id string) error {
	ctx, stop := context.WithCancelCause(parent)
	defer stop(nil)
	a.mu.Lock()
	a.running[id] = stop
	a.mu.Unlock()
	defer func() {
		a.mu.Lock()
		delete(a.running, id)
		a.mu.Unlock()
	}()
	var e store.Export
	var ids []string
	err := a.store.View(ctx, func(t *store.Tx) (err error) {
		if e, err = t.Export(id); err == nil {
			ids, err = t.ExportIDs(id)
		}
		return err
	})
	if err != nil || e.Status != export.Pending && e.Status != export.Running {
		return err
	}
	var task export.Task
	switch e.What {
	case store.ExportChannels:
		task, err = run(ctx, a, e, export.Frozen(ids, a.loadRecords), a.columns(e.Parts))
	case store.ExportFigures:
		rows, levels, broken := thawed(ids)
		if broken != nil {
			return broken
		}
		task, err = run(ctx, a, e, metricsexport.Source(rows), metricsexport.Columns(levels...))
	default:
		task, err = run(ctx, a, e, export.Frozen(ids, a.loadLines), lineColumns())
	}
	if parent.Err() != nil {
		return nil // it goes on after the next start
	}
	if errors.Is(err, export.ErrCancelled) {
		err = nil
	}
	saved := a.save(parent, task)
	if errors.Is(saved, export.ErrCancelled) {
		saved = nil // at another node
	}
	return errors.Join(err, saved)
}

func run[T any](ctx context.Context, a *Admin, e store.Export, source export.Source[T], columns []export.Column[T]) (export.Task, error) {
	return export.Run(ctx, e.Task, source, export.Config[T]{
		Columns: columns, Format: formats[e.Format], Sink: a.sink, Now: a.now, Keep: keepFiles, Save: a.save,
	})
}

// save stores how far an export is, unless it was cancelled meanwhile, at another node perhaps.
func (a *Admin) save(ctx context.Context, task export.Task) error {
	return a.store.Do(ctx, func(t *store.Tx) error {
		e, err := t.Export(task.ID)
		if err == nil && e.Status == export.Cancelled && task.Status != export.Cancelled {
			return export.ErrCancelled
		}
		return t.SaveExport(task)
	})
}

func (a *Admin) loadRecords(_ context.Context, ids []string) (map[string]directory.Record, error) {
	records := make(map[string]directory.Record, len(ids))
	for _, id := range ids {
		if e, ok := a.directory.Find(id); ok {
			r := e.Record()
			r.Secrets = directory.Secrets{} // the columns do not read them, and now they cannot
			records[id] = r
		}
	}
	return records, nil
}

func (a *Admin) loadLines(ctx context.Context, keys []string) (map[string]store.Line, error) {
	seqs := make([]int64, len(keys))
	for i, key := range keys {
		n, err := strconv.ParseInt(key, 10, 64)
		if err != nil {
			return nil, err
		}
		seqs[i] = n
	}
	var list []store.Line
	if err := a.store.View(ctx, func(t *store.Tx) (err error) { list, err = t.Lines(seqs); return err }); err != nil {
		return nil, err
	}
	lines := make(map[string]store.Line, len(list))
	for _, l := range list {
		if l.State == store.Deleted { // whoever took it back does not want it read
			l.Message.Message = channel.Message{ID: l.ID}
		}
		lines[store.LineKey(l.Seq)] = l
	}
	return lines, nil
}
