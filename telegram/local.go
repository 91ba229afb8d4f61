package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// LocalDir serves as Config.LocalFiles where the working directory of a local Bot API server can be
// reached from this machine: what the server calls dir is mounted here as mount, which may be the
// same. Paths outside dir are refused, also those that get out of it by symbolic links: the paths
// come from the server. Its errors name no path, since the server keeps a bot's files in a
// directory whose name is the token.
func LocalDir(dir, mount string) channel.Files {
	dir = path.Clean(dir)
	return func(_ context.Context, name string) (channel.File, error) {
		inside, ok := strings.CutPrefix(path.Clean(name), strings.TrimSuffix(dir, "/")+"/")
		if !ok {
			return channel.File{}, fmt.Errorf("telegram: a file outside the server's directory: %w", fs.ErrInvalid)
		}
		root, err := os.OpenRoot(mount)
		if err != nil {
			return channel.File{}, nameless(err)
		}
		defer root.Close()
		f, err := root.Open(inside)
		if err != nil {
			return channel.File{}, nameless(err)
		}
		info, err := f.Stat()
		if err == nil && !info.Mode().IsRegular() {
			err = fmt.Errorf("telegram: not a regular file: %w", fs.ErrInvalid)
		}
		if err != nil {
			_ = f.Close()
			return channel.File{}, nameless(err)
		}
		return channel.File{Body: localFile{f}, Name: path.Base(inside), Size: info.Size()}, nil
	}
}

// nameless takes the path out of an error of the system's.
func nameless(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("telegram: %s in the server's directory: %w", e.Op, e.Err)
	}
	return err
}

// localFile is a file whose path no error of reading it shows.
type localFile struct{ file *os.File }

// Read reads.
func (l localFile) Read(p []byte) (int, error) {
	n, err := l.file.Read(p)
	if err == nil || err == io.EOF {
		return n, err
	}
	return n, nameless(err)
}

// Close closes.
func (l localFile) Close() error { return nameless(l.file.Close()) }

// Format writes no more than what it is, for every verb: fmt would print the path.
func (l localFile) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "telegram.localFile") }
