package export

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"
)

// layout is the version of the manifest's own form.
const layout = 1

// A Manifest says what a finished export holds. It is the last file to appear, as JSON under
// [ManifestName]: if it is there, every file that it names is there and whole.
type Manifest struct {
	Layout   int            `json:"layout"`             // version of this form: 1
	Task     string         `json:"task"`               // Task.ID
	Base     string         `json:"base"`               // Task.Base
	Created  time.Time      `json:"created"`            // Task.Created, UTC
	Filter   string         `json:"filter,omitempty"`   // Task.Filter
	Schema   int            `json:"schema"`             // Config.Schema
	Format   string         `json:"format"`             // Format.Version
	Ext      string         `json:"ext"`                // Format.Ext
	Columns  []Field        `json:"columns"`            // what every file holds, in its order
	Withheld []string       `json:"withheld,omitempty"` // columns that no file holds
	FileRows int            `json:"file_rows"`          // ids in each file; the last may have fewer
	Total    int            `json:"total"`              // frozen ids: Rows + Gone
	Rows     int            `json:"rows"`               // rows in all files
	Gone     int            `json:"gone"`               // ids whose row was deleted before it was written
	Files    []ManifestFile `json:"files"`
}

// A ManifestFile is one file of an export.
type ManifestFile struct {
	Name   string `json:"name"`
	Rows   int    `json:"rows"`
	Gone   int    `json:"gone"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // of the file, in hexadecimal
}

// ReadManifest reads the manifest of a finished export. An error matching [fs.ErrNotExist] says
// that none is finished.
func ReadManifest(ctx context.Context, sink Sink, base string) (Manifest, error) {
	var m Manifest
	found, err := readDocument(ctx, sink, ManifestName(base), &m)
	switch {
	case err != nil:
		return Manifest{}, err
	case !found:
		return Manifest{}, fmt.Errorf("export: no finished export %q: %w", base, fs.ErrNotExist)
	case m.check(base) != nil:
		return Manifest{}, fmt.Errorf("export: the manifest of %q: %w", base, m.check(base))
	}
	return m, nil
}

// Verify reads every file of the manifest and compares size and SHA-256. The error names the first
// that is missing or differs.
func (m Manifest) Verify(ctx context.Context, sink Sink) error {
	for _, e := range m.Files {
		if err := e.copyTo(ctx, sink, io.Discard); err != nil {
			return err
		}
	}
	return nil
}

// errDiffers: a file is not what its entry says.
var errDiffers = errors.New("the file is not what the manifest says")

// copyTo writes the file to w and reports whether it was what the entry says.
func (e ManifestFile) copyTo(ctx context.Context, sink Sink, w io.Writer) error {
	r, err := sink.Open(ctx, e.Name)
	if err != nil {
		return fmt.Errorf("export: opening %s: %w", e.Name, err)
	}
	defer r.Close()
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(w, sum), io.LimitReader(r, e.Bytes+1)); err != nil { // one more, if it grew
		return fmt.Errorf("export: reading %s: %w", e.Name, err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != e.SHA256 {
		return fmt.Errorf("export: %s: %w", e.Name, errDiffers)
	}
	return nil
}

// parts is how many files the export has in the end.
func (m Manifest) parts() int { return max(1, (m.Total+m.FileRows-1)/m.FileRows) }

// names are the names of all files that the export has in the end.
func (m Manifest) names() []string {
	n := m.parts()
	names := make([]string, n)
	for i := range names {
		names[i] = fileName(m.Base, i+1, n, m.Ext)
	}
	return names
}

// ids is how many of the frozen ids fall on file i, counted from 0.
func (m Manifest) ids(i int) int { return min(m.FileRows, m.Total-i*m.FileRows) }

// check reports what could not have been written by this package.
func (m Manifest) check(base string) error {
	switch {
	case m.Layout != layout:
		return fmt.Errorf("layout %d, not %d", m.Layout, layout)
	case m.Base != base:
		return fmt.Errorf("base %.80q", m.Base)
	case !validExt.MatchString(m.Ext) || m.FileRows < 1 || m.Total < 0 || m.Total > MaxRows || m.parts() > maxFiles || len(m.Files) > m.parts():
		return errors.New("sizes that cannot be")
	}
	for i, e := range m.Files {
		if e.Name != fileName(m.Base, i+1, m.parts(), m.Ext) || e.Rows < 0 || e.Gone < 0 || e.Rows+e.Gone != m.ids(i) || e.Bytes < 0 {
			return fmt.Errorf("file %d is none of this export", i+1)
		}
	}
	return nil
}

// head is the manifest without what grows: two runs with the same head write the same files.
func (m Manifest) head() string {
	m.Rows, m.Gone, m.Files = 0, 0, nil
	head, err := json.Marshal(m)
	if err != nil {
		return err.Error() // a kind that Check refuses
	}
	return string(head)
}
