package read

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/contactkit/contactkit/export"
)

// Bounds of reading back.
const maxRowErrors = 1_000

// A RowError is one cell, or one row, that could not be read. It does not show the cell's contents.
type RowError struct {
	Line   int    // line of the file, or row of the sheet, from 1
	Column string // empty: the whole row
	Err    error
}

// Error names the line, the column and the fault.
func (e *RowError) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("line %d: %v", e.Line, e.Err)
	}
	return fmt.Sprintf("line %d, %s: %v", e.Line, e.Column, e.Err)
}

// Unwrap returns Err.
func (e *RowError) Unwrap() error { return e.Err }

// A Table collects records from the rows of a file. [CSV], [JSONLines] and xlsx.Read are built on
// it. A host needs it only for a format of its own. It is not used concurrently.
type Table[T any] struct {
	columns []export.Column[T] // in the order of the file
	records []T
	errs    []RowError
}

// NewTable begins with the header of a file. The columns may be in any order, but all that are not
// withheld must be there, each once, and no others: the error joins all complaints.
func NewTable[T any](columns []export.Column[T], header []string) (*Table[T], error) {
	if err := export.CheckColumns(columns); err != nil {
		return nil, err
	}
	known := make(map[string]export.Column[T])
	for _, c := range columns {
		if !c.Withheld {
			known[c.Name] = c
		}
	}
	t, errs := new(Table[T]), []error(nil)
	seen := make(map[string]bool)
	for i, name := range header {
		c, ok := known[name]
		switch {
		case !ok:
			errs = append(errs, fmt.Errorf("export: column %d of the file, %.80q, is none that is read%s", i+1, name, meant(name, known)))
		case seen[name]:
			errs = append(errs, fmt.Errorf("export: column %d of the file, %.80q, is there twice", i+1, name))
		}
		seen[name] = true
		t.columns = append(t.columns, c)
	}
	for _, c := range columns {
		if !c.Withheld && !seen[c.Name] {
			errs = append(errs, fmt.Errorf("export: the file has no column %.80q", c.Name))
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return t, nil
}

// meant names the column that a head with other case, blanks or invisible characters is like.
func meant[T any](name string, known map[string]export.Column[T]) string {
	plain := func(s string) string {
		return strings.ToLower(strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || r == '_' || r == '-' {
				return -1
			}
			return r
		}, s))
	}
	for _, other := range slices.Sorted(maps.Keys(known)) {
		if plain(other) == plain(name) {
			return fmt.Sprintf("; is %.80q meant?", other)
		}
	}
	return ""
}

// Kind is the kind of column i of the file.
func (t *Table[T]) Kind(i int) export.Kind { return t.columns[i].Kind }

// Len is the number of columns of the file.
func (t *Table[T]) Len() int { return len(t.columns) }

// Reject leaves out a row whose cell i the format itself could not read. Its error says, as Add's,
// that reading should stop.
func (t *Table[T]) Reject(line, i int, err error) error {
	t.errs = append(t.errs, RowError{line, t.columns[i].Name, err})
	return t.enough(line)
}

// Add reads one row, cells in the form of [export.ParseValue]. A row with a wrong cell is left out,
// and what is wrong with it collected for [Table.Records]. If Add itself returns an error, reading
// should stop: there are more than 100,000 rows, or more than 1,000 errors.
func (t *Table[T]) Add(line int, cells []string) error {
	if len(t.records) == export.MaxRows {
		return fmt.Errorf("export: line %d: more than %d rows: %w", line, export.MaxRows, export.ErrTooMany)
	}
	before := len(t.errs)
	complain := func(column string, err error) { t.errs = append(t.errs, RowError{line, column, err}) }
	if len(cells) != len(t.columns) {
		complain("", fmt.Errorf("%d cells under %d heads", len(cells), len(t.columns)))
	} else {
		var record T
		for i, c := range t.columns {
			v, err := export.ParseValue(c.Kind, cells[i])
			if err == nil && c.Set != nil {
				err = c.Set(&record, v)
			}
			if err != nil {
				complain(c.Name, err)
			}
		}
		if len(t.errs) == before {
			t.records = append(t.records, record)
		}
	}
	return t.enough(line)
}

// RejectRow leaves out a row that the format itself could not read. Its error says, as Add's, that
// reading should stop.
func (t *Table[T]) RejectRow(line int, err error) error {
	t.errs = append(t.errs, RowError{line, "", err})
	return t.enough(line)
}

// withdraw takes back the records of cells in doubt, and reports these cells in the order of the
// file.
func (t *Table[T]) withdraw(suspects []suspect, err error) {
	gone := map[int]bool{}
	for _, s := range suspects {
		if gone[s.record] = true; len(t.errs) > maxRowErrors {
			continue
		}
		column := "" // the whole row
		if s.column >= 0 {
			column = t.columns[s.column].Name
		}
		t.errs = append(t.errs, RowError{s.line, column, err})
	}
	at := 0
	for i, r := range t.records {
		if !gone[i] {
			t.records[at] = r
			at++
		}
	}
	clear(t.records[at:])
	t.records = t.records[:at]
	slices.SortStableFunc(t.errs, func(a, b RowError) int { return a.Line - b.Line })
}

func (t *Table[T]) enough(line int) error {
	if len(t.errs) > maxRowErrors {
		return fmt.Errorf("export: gave up at line %d after %d errors", line, len(t.errs))
	}
	return nil
}

// Records are the rows that were right, and what was wrong with the others, both in the order of
// the file.
func (t *Table[T]) Records() ([]T, []RowError) { return t.records, t.errs }
