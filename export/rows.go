package export

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// rows walks the source and fills the files. The last file is ended only when the source has ended
// too, so that one row too many never leaves a whole export.
func (r *run[T]) rows(ctx context.Context) (err error) {
	defer func() {
		if r.part != nil { // also while a Value func panics
			err = errors.Join(err, r.part.file.Abort())
			r.part = nil
		}
	}()
	total := r.source.Total
	for row, err := range r.source.Rows(ctx, r.last) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("export: reading row %d of %d: %w", r.task.Done+1, total, err)
		}
		if row.Key <= r.last {
			return fmt.Errorf("export: row %d: key %.80q comes after %.80q: %w", r.task.Done+1, row.Key, r.last, ErrSource)
		}
		if r.task.Done == total {
			return fmt.Errorf("export: more rows than the %d of Total: %w", total, ErrSource)
		}
		if err := r.add(ctx, row); err != nil {
			return err
		}
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err() // which made the source end, perhaps without a word
	case r.task.Done < total:
		return fmt.Errorf("export: the source ended after %d of %d rows: %w", r.task.Done, total, io.ErrUnexpectedEOF)
	}
	if total == 0 {
		if err := r.open(ctx); err != nil {
			return err
		}
	}
	return r.commit(ctx)
}

// add deals with one frozen id.
func (r *run[T]) add(ctx context.Context, row Row[T]) error {
	if r.part == nil {
		if err := r.open(ctx); err != nil {
			return err
		}
	}
	if row.Gone {
		r.part.entry.Gone++
		r.task.Gone++
	} else {
		for i, c := range r.columns {
			v := c.Value(row.Value)
			if !v.fits(c.Kind) {
				return misfit(v, c.Name, c.Kind, row.Key)
			}
			r.cells[i] = v
		}
		if err := r.part.write(r.cells); err != nil {
			return fmt.Errorf("%w (row %.80q)", err, row.Key)
		}
	}
	r.last = row.Key
	r.task.Done++
	if r.task.Done%r.cfg.FileRows == 0 && r.task.Done < r.source.Total {
		return r.commit(ctx)
	}
	if r.task.Done%16 == 0 && r.cfg.Save != nil && r.cfg.Now().Sub(r.task.Updated) >= r.cfg.Every {
		return r.save(ctx)
	}
	return nil
}

// misfit says which cell is wrong, not its content.
func misfit(v Value, column string, k Kind, key string) error {
	what := "a " + v.Kind().String()
	if v.form == formInvalid {
		what = "a value that has no text form"
	}
	return fmt.Errorf("export: row %.80q: %s in the %s column %q: %w", key, what, k, column, ErrValue)
}

// open begins the next file.
func (r *run[T]) open(ctx context.Context) error {
	name := fileName(r.task.Base, len(r.journal.Files)+1, r.journal.parts(), r.journal.Ext)
	p, err := newPart(ctx, r.cfg.Sink, name, r.cfg.Format, r.fields, r.out)
	if err == nil {
		r.part, r.out = p, p.out
	}
	return err
}

// commit ends the file, notes it in the journal and says so.
func (r *run[T]) commit(ctx context.Context) error {
	entry, err := r.part.commit()
	if err != nil {
		return err
	}
	r.part = nil
	r.journal.add(entry, r.last)
	if err := writeDocument(ctx, r.cfg.Sink, journalName(r.task.Base), &r.journal); err != nil {
		return err
	}
	return r.save(ctx)
}
