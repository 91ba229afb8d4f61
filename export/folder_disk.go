package export

import (
	"io"
	"os"
	"runtime"
)

// A disk is what Folder asks of the operating system; tests put one there that fails.
type disk interface {
	mkdir(dir string) error
	list(dir string) ([]string, error)
	create(dir, pattern string) (diskFile, error)
	open(path string) (io.ReadCloser, error)
	rename(from, to string) error
	remove(path string) error
	syncDir(dir string) error
}

type diskFile interface {
	io.WriteCloser
	Sync() error
	Name() string
}

type osDisk struct{}

func (osDisk) mkdir(dir string) error { return os.MkdirAll(dir, 0o700) }

func (osDisk) list(dir string) ([]string, error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	return d.Readdirnames(-1)
}

func (osDisk) create(dir, pattern string) (diskFile, error) { return os.CreateTemp(dir, pattern) }
func (osDisk) open(path string) (io.ReadCloser, error)      { return os.Open(path) }
func (osDisk) rename(from, to string) error                 { return os.Rename(from, to) }
func (osDisk) remove(path string) error                     { return os.Remove(path) }

// syncDir makes the names in a folder last. Windows has no such call and needs none.
func (osDisk) syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
