package export

import (
	"context"
	"errors"
	"io/fs"
	"time"
)

// Cancel ends a task that is not running: pending, failed, or running when its process died. It
// removes whatever the task left in the sink. To cancel a task while it runs, see [ErrCancelled]. A
// cancelled task stays as it is; one that has succeeded or expired is [ErrOver].
func Cancel(ctx context.Context, task Task, sink Sink, now time.Time) (Task, error) {
	switch task.Status {
	case Cancelled:
		return task, nil
	case Success, Expired:
		return task, ErrOver
	}
	if err := discard(ctx, sink, task); err != nil {
		return task, err
	}
	return task.cancelled(now), nil
}

// Expire removes the files of a task that has succeeded and whose time is up, manifest first. Other
// tasks stay as they are. After an error the task stays Success, and Expire may be called again.
func Expire(ctx context.Context, task Task, sink Sink, now time.Time) (Task, error) {
	if task.Status != Success || task.Expires.IsZero() || now.Before(task.Expires) {
		return task, nil
	}
	if err := discard(ctx, sink, task); err != nil {
		return task, err
	}
	task.Status, task.Updated = Expired, now.UTC()
	return task, nil
}

func (t Task) cancelled(now time.Time) Task {
	t.Status, t.Updated, t.Ended, t.Error = Cancelled, now.UTC(), now.UTC(), ""
	t.Done, t.Gone, t.Resumed = 0, 0, 0
	return t
}

// discard removes whatever a task left in the sink, and nothing that belongs to another.
func discard(ctx context.Context, sink Sink, task Task) error {
	m, err := ReadManifest(ctx, sink, task.Base)
	switch {
	case err == nil && m.Task != task.ID:
		return nil
	case err == nil:
		if err := unpublish(ctx, sink, m); err != nil {
			return err
		}
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, errGarbled):
		if err := sink.Remove(ctx, ManifestName(task.Base)); err != nil {
			return err
		}
	default:
		return err
	}
	j, found, err := readJournal(ctx, sink, task.Base)
	if err != nil || found && j.Task != task.ID {
		return err
	}
	if found {
		if err := removeFiles(ctx, sink, j.Manifest); err != nil {
			return err
		}
	}
	return sink.Remove(ctx, journalName(task.Base))
}

// unpublish turns a finished export back into an unfinished one, whose journal still knows every
// file: a kill at any point leaves no manifest without its files and no file without a journal.
func unpublish(ctx context.Context, sink Sink, m Manifest) error {
	if err := writeDocument(ctx, sink, journalName(m.Base), &journal{Manifest: m}); err != nil {
		return err
	}
	return sink.Remove(ctx, ManifestName(m.Base))
}

// removeFiles removes the files of an export, whole and unfinished, but not its journal.
func removeFiles(ctx context.Context, sink Sink, m Manifest) error {
	for _, name := range m.names() {
		if err := sink.Remove(ctx, name); err != nil {
			return err
		}
	}
	return nil
}
