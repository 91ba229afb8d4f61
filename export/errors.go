package export

import "errors"

// Errors that end a run. Errors of the source, the sink and Save that match none of these are
// faults: the task is Failed, its whole files stay, and Run goes on from them.
var (
	// ErrTooMany: more rows than one export may hold. Nothing was written.
	ErrTooMany = errors.New("too many rows for one export")
	// ErrSource: the source broke its promise: more rows than Total, or keys that do not rise.
	// Nothing is left behind.
	ErrSource = errors.New("the source broke its promise")
	// ErrValue: a column gave a value that it may not hold, or that the format cannot. Nothing is
	// left behind.
	ErrValue = errors.New("a cell cannot be written")
	// ErrCancelled means that the export is no longer wanted. A host cancels a running task with
	// this error as the cause of its context ([context.WithCancelCause]) or returned by Save.
	// Nothing is left behind.
	ErrCancelled = errors.New("the export was cancelled")
	// ErrTaken: files under this base belong to another task. They are left alone.
	ErrTaken = errors.New("the name belongs to another export")
	// ErrOver: the task was cancelled or has expired, or, for Cancel, has succeeded.
	ErrOver = errors.New("the task is over")
)

// final reports whether trying again would end the same way.
func final(err error) bool {
	return errors.Is(err, ErrSource) || errors.Is(err, ErrValue)
}
