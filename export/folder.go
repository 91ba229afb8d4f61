package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
)

// Folder is a [Sink] on a file system. Files are written in the same folder under a hidden name
// (".NAME.*.part"), flushed to the disk and renamed. Only the user who runs the process may read
// them. Give every export a folder or a base of its own.
type Folder struct {
	Dir string // made, with its parents, when the first file is written; empty is refused

	disk disk // nil: the real one
}

// Create begins a file, after removing what an earlier process left unfinished of it.
func (f Folder) Create(ctx context.Context, name string) (File, error) {
	if err := f.check(ctx, name); err != nil {
		return nil, err
	}
	d := f.system()
	if err := d.mkdir(f.Dir); err != nil {
		return nil, fmt.Errorf("export: making the folder: %w", err)
	}
	if err := f.sweep(name); err != nil {
		return nil, err
	}
	file, err := d.create(f.Dir, "."+name+".*.part")
	if err != nil {
		return nil, fmt.Errorf("export: beginning a file: %w", err)
	}
	return &folderFile{diskFile: file, folder: f, name: name}, nil
}

// Open reads a whole file.
func (f Folder) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	if err := f.check(ctx, name); err != nil {
		return nil, err
	}
	return f.system().open(filepath.Join(f.Dir, name))
}

// Remove removes a file and its unfinished forms.
func (f Folder) Remove(ctx context.Context, name string) error {
	if err := f.check(ctx, name); err != nil {
		return err
	}
	if err := f.sweep(name); err != nil {
		return err
	}
	d := f.system()
	err := d.remove(filepath.Join(f.Dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = d.syncDir(f.Dir)
	}
	return err
}

// check refuses names that could leave the folder.
func (f Folder) check(ctx context.Context, name string) error {
	if f.Dir == "" {
		return errors.New("export: a Folder needs a Dir")
	}
	if name == "" || strings.HasPrefix(name, ".") || strings.ContainsAny(name, `/\:*?[]`) {
		return fmt.Errorf("export: %.64q is no name of a file in a folder: %w", name, fs.ErrInvalid)
	}
	return ctx.Err()
}

// sweep removes the unfinished forms of a file.
func (f Folder) sweep(name string) error {
	d := f.system()
	entries, err := d.list(f.Dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("export: looking for unfinished files: %w", err)
	}
	for _, e := range entries {
		if rest, ours := strings.CutPrefix(e, "."+name+"."); ours && strings.HasSuffix(rest, ".part") {
			if err := d.remove(filepath.Join(f.Dir, e)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("export: removing an unfinished file: %w", err)
			}
		}
	}
	return nil
}

func (f Folder) system() disk {
	if f.disk != nil {
		return f.disk
	}
	return osDisk{}
}

type folderFile struct {
	diskFile
	folder Folder
	name   string
	ended  bool
}

// Commit flushes the file, renames it, and flushes the folder, so that neither contents nor name
// are lost in a crash.
func (f *folderFile) Commit() error {
	if f.ended {
		return fs.ErrClosed
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return errors.Join(fmt.Errorf("export: storing %s: %w", f.name, err), f.Abort())
	}
	d := f.folder.system()
	if err := d.rename(f.Name(), filepath.Join(f.folder.Dir, f.name)); err != nil {
		return errors.Join(fmt.Errorf("export: naming %s: %w", f.name, err), f.Abort())
	}
	f.ended = true
	if err := d.syncDir(f.folder.Dir); err != nil {
		return fmt.Errorf("export: storing the name %s: %w", f.name, err)
	}
	return nil
}

// Abort removes what was written.
func (f *folderFile) Abort() error {
	if f.ended {
		return nil
	}
	f.ended = true
	f.Close() // a second time after a Commit that failed; what counts is that the file goes
	if err := f.folder.system().remove(f.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("export: removing an unfinished file: %w", err)
	}
	return nil
}
