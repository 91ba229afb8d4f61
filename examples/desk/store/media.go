package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/contactkit/contactkit/export"
)

// Media keeps the bytes of files of customers and agents under their ids: a folder, or the database
// that nodes share. Its methods may be called concurrently.
type Media interface {
	// Put stores bytes, whole or not at all, and returns how many they are.
	Put(ctx context.Context, id string, from io.Reader) (size int64, err error)
	// Open opens bytes for a reader who may seek. An error matching os.ErrNotExist says that there
	// are none.
	Open(ctx context.Context, id string) (*MediaFile, error)
	// Remove removes bytes. If there are none, the error matches os.ErrNotExist.
	Remove(ctx context.Context, id string) error
}

// A MediaFile is an open file of a Media.
type MediaFile struct {
	io.ReadSeeker
	io.Closer
	At time.Time // when it was stored
}

// Exports keeps the files of exports, where all nodes have them.
type Exports interface {
	export.Sink
	// Names returns the names of the files of an export that are there, also of one that is not
	// finished.
	Names(ctx context.Context, base string) ([]string, error)
}

// mediaFolder is a Media in a folder of its own.
type mediaFolder string

// path is where the bytes of a file lie.
func (f mediaFolder) path(id string) (string, error) {
	if id == "" || filepath.Base(id) != id || id[0] == '.' {
		return "", errors.New("no name of a file")
	}
	return filepath.Join(string(f), id), nil
}

func (f mediaFolder) Put(_ context.Context, id string, from io.Reader) (size int64, err error) {
	path, err := f.path(id)
	if err != nil {
		return 0, err
	}
	file, err := os.CreateTemp(string(f), "part-*")
	if err != nil {
		return 0, err
	}
	defer os.Remove(file.Name())
	size, err = io.Copy(file, from)
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	return size, err
}

func (f mediaFolder) Open(_ context.Context, id string) (*MediaFile, error) {
	path, err := f.path(id)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &MediaFile{file, file, info.ModTime()}, nil
}

func (f mediaFolder) Remove(_ context.Context, id string) error {
	path, err := f.path(id)
	if err == nil {
		err = os.Remove(path)
	}
	return err
}

// exportFolder is an Exports in a folder.
type exportFolder struct{ export.Folder }

func (f exportFolder) Names(_ context.Context, base string) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(f.Dir, base+"*"))
	for i, path := range paths {
		paths[i] = filepath.Base(path)
	}
	return paths, err
}

// inFolders keeps media and exports in the folder of the store.
func (s *Store) inFolders() {
	s.Media, s.Exports = mediaFolder(filepath.Join(s.dir, "media")), exportFolder{export.Folder{Dir: filepath.Join(s.dir, "exports")}}
}

// mediaPrefix begins the names of media among the blobs of a database.
const mediaPrefix = "media/"

// mediaTable is a Media in a database. A file is read as a whole: it has 20 MB at most.
type mediaTable struct{ blobs }

func (m mediaTable) Put(ctx context.Context, id string, from io.Reader) (size int64, err error) {
	if id == "" {
		return 0, errors.New("no name of a file")
	}
	file, err := m.Create(ctx, mediaPrefix+id)
	if err != nil {
		return 0, err
	}
	size, err = io.Copy(file, from)
	if err == nil {
		err = file.Commit()
	}
	return size, errors.Join(err, file.Abort())
}

func (m mediaTable) Open(ctx context.Context, id string) (*MediaFile, error) {
	at, err := m.at(ctx, mediaPrefix+id)
	if err != nil {
		return nil, err
	}
	from, err := m.blobs.Open(ctx, mediaPrefix+id)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(from)
	if err = errors.Join(err, from.Close()); err != nil {
		return nil, err
	}
	return &MediaFile{bytes.NewReader(data), io.NopCloser(nil), at}, nil
}

func (m mediaTable) Remove(ctx context.Context, id string) error {
	if _, err := m.at(ctx, mediaPrefix+id); err != nil {
		return err
	}
	return m.blobs.Remove(ctx, mediaPrefix+id)
}

// notThere is the error for a name that nothing has.
func notThere(name string) error {
	return fmt.Errorf("%s: %w", strings.TrimPrefix(name, mediaPrefix), os.ErrNotExist)
}
