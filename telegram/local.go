package telegram

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// LocalDir serves as Config.LocalFiles where the working directory of a local Bot API server can be reached from this machine: what the server calls
// dir stands here under mount, which may be the same. Paths outside dir are refused, also those that get out of it by symbolic links:
// the paths come from the server.
func LocalDir(dir, mount string) channel.Files {
	dir = path.Clean(dir)
	return func(_ context.Context, name string) (channel.File, error) {
		inside, ok := strings.CutPrefix(path.Clean(name), strings.TrimSuffix(dir, "/")+"/")
		if !ok {
			return channel.File{}, fmt.Errorf("telegram: a file outside the server's directory: %w", fs.ErrInvalid)
		}
		root, err := os.OpenRoot(mount)
		if err != nil {
			return channel.File{}, err
		}
		defer root.Close()
		f, err := root.Open(inside)
		if err != nil {
			return channel.File{}, err
		}
		info, err := f.Stat()
		if err == nil && !info.Mode().IsRegular() {
			err = fmt.Errorf("telegram: not a regular file: %w", fs.ErrInvalid)
		}
		if err != nil {
			_ = f.Close()
			return channel.File{}, err
		}
		return channel.File{Body: f, Name: path.Base(inside), Size: info.Size()}, nil
	}
}
