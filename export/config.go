package export

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/fielderror"
)

// Bounds of one export; Config can lower both.
const (
	MaxFileRows = 2_000   // rows in one file
	MaxRows     = 100_000 // rows in all files of an export
)

// A Config says how the records of a Source are written, and where. Columns, Sink and Now must be
// set.
type Config[T any] struct {
	Columns []Column[T] // the allow-list, in the order of the cells
	// Schema is the host's version of the columns. Raise it when a column's meaning changes while
	// its name and kind stay, so that a resumed task does not mix files of two meanings. The
	// manifest has it.
	Schema int
	Format Format // nil: CSV{}

	FileRows int // rows in one file; 0: MaxFileRows, which is also the most
	MaxRows  int // rows in all; 0: MaxRows, which is also the most

	Sink Sink
	Now  func() time.Time // the clock, such as time.Now; for progress, Ended and Expires
	Keep time.Duration    // how long the files of a successful task are kept: sets Task.Expires; 0: for good

	// Save, if set, is called with the running task when it begins, after every file, and between
	// files about once in the time Every. It stores the task for screens. Its error ends the run;
	// if it matches ErrCancelled, the task is cancelled. How the task ended is what Run returns.
	Save  func(context.Context, Task) error
	Every time.Duration // 0: a second
}

// FieldError is one complaint about a [Config] or a [Task]: fielderror.Error, as everywhere in this
// module. Its Field is the Go name, such as "Columns[2]".
type FieldError = fielderror.Error

func wrong(code, field, format string, args ...any) error {
	return &FieldError{Field: field, Code: code, Reason: fmt.Sprintf(format, args...)}
}

// Check reports all that is wrong with the configuration, as one error that joins a [*FieldError]
// for each complaint, or nil. [Run] refuses what Check refuses.
func (c Config[T]) Check() error {
	errs := []error{CheckColumns(c.Columns)}
	for i, col := range c.Columns {
		if col.Value == nil && !col.Withheld {
			errs = append(errs, wrong(fielderror.Missing, fmt.Sprintf("Columns[%d]", i), "%q needs a Value, or to be Withheld", col.Name))
		}
	}
	if c.Format != nil && !validExt.MatchString(c.Format.Ext()) {
		errs = append(errs, wrong(fielderror.Invalid, "Format", "the ending %.32q is not made of at most 8 of a-z and 0-9", c.Format.Ext()))
	}
	if c.FileRows < 0 || c.FileRows > MaxFileRows {
		errs = append(errs, wrong(fielderror.Invalid, "FileRows", "%d is not from 1 to %d", c.FileRows, MaxFileRows))
	}
	if c.MaxRows < 0 || c.MaxRows > MaxRows {
		errs = append(errs, wrong(fielderror.Invalid, "MaxRows", "%d is not from 1 to %d", c.MaxRows, MaxRows))
	}
	if c.Sink == nil {
		errs = append(errs, wrong(fielderror.Missing, "Sink", "files must go somewhere, such as Folder{Dir: …}"))
	}
	if c.Now == nil {
		errs = append(errs, wrong(fielderror.Missing, "Now", "a clock is needed, such as time.Now"))
	}
	if c.Keep < 0 {
		errs = append(errs, wrong(fielderror.Invalid, "Keep", "must not be negative"))
	}
	return errors.Join(errs...)
}

// withDefaults fills in what may be left out.
func (c Config[T]) withDefaults() Config[T] {
	if c.Format == nil {
		c.Format = CSV{}
	}
	if c.FileRows == 0 {
		c.FileRows = MaxFileRows
	}
	if c.MaxRows == 0 {
		c.MaxRows = MaxRows
	}
	if c.Every <= 0 {
		c.Every = time.Second
	}
	return c
}
