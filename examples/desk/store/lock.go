package store

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/gofrs/flock"
)

// ErrInUse reports that another desk has the folder open. Two desks on one folder would both send
// what waits there.
var ErrInUse = errors.New("another desk uses this folder")

// lock takes a folder for this process alone. The operating system gives it back when the process
// ends, however it ends.
func lock(dir string) (*flock.Flock, error) {
	l := flock.New(filepath.Join(dir, "desk.lock"), flock.SetPermissions(0o600))
	ok, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("desk.lock: %w", err)
	}
	if !ok {
		return nil, fmt.Errorf("%s: %w", dir, ErrInUse)
	}
	return l, nil
}
