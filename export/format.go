package export

import "io"

// A Format is how files are written: [CSV], [JSONLines], or xlsx.Format of package export/xlsx.
type Format interface {
	// Ext is the ending of file names, without the dot: lower-case ASCII letters and digits.
	Ext() string
	// Version names the format with its settings. It changes whenever the same rows would give
	// other bytes, so that a resumed task does not mix them.
	Version() string
	// NewWriter begins a file. A writer never depends on the time, on chance or on files before.
	NewWriter(w io.Writer, fields []Field) (RowWriter, error)
}

// A RowWriter writes the rows of one file. It is not used concurrently.
type RowWriter interface {
	// WriteRow writes one row, a cell for each field and of its kind. It keeps nothing of the
	// slice. An error matching [ErrValue] says that the format cannot hold a cell.
	WriteRow(cells []Value) error
	// Close ends the file. It does not close the io.Writer.
	Close() error
}
