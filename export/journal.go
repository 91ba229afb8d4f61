package export

import (
	"context"
	"errors"
	"io/fs"
)

// A journal is a manifest in the making. It is in the sink from before the first file until after
// the manifest, is rewritten after every file, and lets a task go on at the next one. It also says
// whose files these are. See decision 092.
type journal struct {
	Manifest
	Last []byte `json:"last"` // key of the last row in Files
}

// next is the number of ids that the files so far have dealt with.
func (j *journal) next() int { return j.Rows + j.Gone }

// add notes a whole file.
func (j *journal) add(e ManifestFile, last string) {
	j.Files = append(j.Files, e)
	j.Rows += e.Rows
	j.Gone += e.Gone
	j.Last = []byte(last)
}

func readJournal(ctx context.Context, sink Sink, base string) (j journal, found bool, err error) {
	found, err = readDocument(ctx, sink, journalName(base), &j)
	if errors.Is(err, errGarbled) || found && (j.check(base) != nil || !j.counted()) {
		return journal{}, false, nil // as good as none: the task starts anew
	}
	return j, found, err
}

// counted reports whether the sums agree with the files, and the place to go on from is known.
func (j *journal) counted() bool {
	if n := len(j.Files); n > 0 && n < j.parts() && len(j.Last) == 0 {
		return false
	}
	rows, gone := 0, 0
	for _, e := range j.Files {
		rows += e.Rows
		gone += e.Gone
	}
	return rows == j.Rows && gone == j.Gone
}

// takeUp decides where a run begins. It returns the journal to go on from, or finished if there is
// a manifest. Whatever an earlier run of the same task left that cannot be used is removed.
func takeUp(ctx context.Context, sink Sink, want Manifest) (j journal, finished bool, err error) {
	m, err := ReadManifest(ctx, sink, want.Base)
	switch {
	case err == nil && m.Task != want.Task:
		return journal{}, false, ErrTaken
	case err == nil:
		usable, err := sound(ctx, sink, m, want)
		if usable || err != nil {
			return journal{Manifest: m}, usable, err
		}
		if err := unpublish(ctx, sink, m); err != nil {
			return journal{}, false, err
		}
	case errors.Is(err, fs.ErrNotExist):
	case errors.Is(err, errGarbled):
		if err := sink.Remove(ctx, ManifestName(want.Base)); err != nil {
			return journal{}, false, err
		}
	default:
		return journal{}, false, err
	}
	j, found, err := readJournal(ctx, sink, want.Base)
	if err != nil {
		return journal{}, false, err
	}
	if found {
		if j.Task != want.Task {
			return journal{}, false, ErrTaken
		}
		usable, err := sound(ctx, sink, j.Manifest, want)
		if usable || err != nil {
			return j, false, err
		}
		if err := removeFiles(ctx, sink, j.Manifest); err != nil {
			return journal{}, false, err
		}
	}
	j = journal{Manifest: want}
	return j, false, writeDocument(ctx, sink, journalName(want.Base), &j)
}

// sound reports whether the files of m are what a run of want would have written so far: same
// columns, schema version, format and sizes, and every file there with its SHA-256. An error is a
// sink that cannot be read now.
func sound(ctx context.Context, sink Sink, m, want Manifest) (bool, error) {
	if m.head() != want.head() {
		return false, nil
	}
	err := m.Verify(ctx, sink)
	if errors.Is(err, errDiffers) || errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
