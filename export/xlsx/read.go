package xlsx

import (
	"fmt"
	"io"

	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/export/read"
)

// Read reads the first sheet of a workbook of the given size in bytes, one that [Format] wrote or
// that a spreadsheet saved since, back into records. The first row that is not empty is the header;
// columns may be in any order, empty rows are passed over, formulas count as what they last showed.
// A row that cannot be read is left out, and what is wrong with it collected by row of the sheet.
// The error is for a file that cannot be read at all: no workbook, broken XML, wrong columns, more
// than 100,000 rows or 1,000 errors, or parts too large to be read safely; the records until then
// come with it.
//
// The texts come back as they were written, but for the characters that XML forbids.
func Read[T any](r io.ReaderAt, size int64, columns []export.Column[T]) ([]T, []read.RowError, error) {
	open, err := unpack(r, size)
	if err != nil {
		return nil, nil, err
	}
	return readBook(open, columns)
}

// readBook reads the first sheet of a package.
func readBook[T any](open opener, columns []export.Column[T]) ([]T, []read.RowError, error) {
	book, err := openWorkbook(open)
	if err != nil {
		return nil, nil, err
	}
	var t *read.Table[T]
	err = book.rows(func(line int, cells []cell) error {
		if t == nil {
			var err error
			t, err = read.NewTable(columns, heads(cells))
			return err
		}
		return add(t, line, cells, book.from1904)
	})
	if err == nil && t == nil {
		err = fmt.Errorf("xlsx: the sheet has no header: %w", io.ErrUnexpectedEOF)
	}
	if t == nil {
		return nil, nil, err
	}
	records, errs := t.Records()
	return records, errs, err
}

// heads are the names in the header.
func heads(cells []cell) []string {
	for len(cells) > 0 && cells[len(cells)-1].text == "" {
		cells = cells[:len(cells)-1]
	}
	names := make([]string, len(cells))
	for i, c := range cells {
		names[i] = c.text
	}
	return names
}

// add reads one row, whose last cells may be missing.
func add[T any](t *read.Table[T], line int, cells []cell, from1904 bool) error {
	texts := make([]string, max(t.Len(), len(cells)))
	for i, c := range cells {
		var err error
		if texts[i] = c.text; i < t.Len() {
			texts[i], err = c.as(t.Kind(i), from1904)
		}
		if err != nil {
			return t.Reject(line, i, err)
		}
	}
	return t.Add(line, texts)
}
