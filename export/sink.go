package export

import (
	"context"
	"fmt"
	"io"
	"regexp"
)

// A Sink keeps the files of exports under their names: a folder ([Folder]), or a host's object
// storage. Names are lower-case ASCII and unique within a base. Methods may be called concurrently
// for different names. See decision 310.
type Sink interface {
	// Create begins a file. Nothing shows under its name until Commit, which replaces what stood
	// there.
	Create(ctx context.Context, name string) (File, error)
	// Open reads a whole file. An error matching [io/fs.ErrNotExist] says that there is none.
	Open(ctx context.Context, name string) (io.ReadCloser, error)
	// Remove removes a file, and whatever was left of it when a process was killed. Removing a
	// missing file is not an error.
	Remove(ctx context.Context, name string) error
}

// A File is a file in the making, used by one caller. Exactly one of Commit and Abort ends it;
// Abort after Commit, also after one that failed, does no harm.
type File interface {
	io.Writer
	// Commit makes the file show under its name, whole, at once and lastingly. After an error it
	// may or may not.
	Commit() error
	// Abort gives the file up and leaves nothing of it.
	Abort() error
}

// maxFiles keeps the numbers in file names at four digits.
const maxFiles = 9_999

var (
	validBase = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}$`)
	validExt  = regexp.MustCompile(`^[a-z0-9]{1,8}$`)
)

// fileName is the name of file i of n, counted from 1: channels-0001-of-0050.csv. It holds no
// tenant's text.
func fileName(base string, i, n int, ext string) string {
	return fmt.Sprintf("%s-%04d-of-%04d.%s", base, i, n, ext)
}

// ManifestName is the name of a base's manifest: channels-manifest.json.
func ManifestName(base string) string { return base + "-manifest.json" }

// journalName is the name of the journal, which is kept until there is a manifest.
func journalName(base string) string { return base + "-journal.json" }
