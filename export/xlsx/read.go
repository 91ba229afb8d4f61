package xlsx

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/export/read"
)

// Read reads the first sheet of a workbook of the given size in bytes, one that [Format] wrote or
// that a spreadsheet saved since, back into records. The first row that is not empty is the header;
// columns may be in any order, and formulas count as what they last showed. A row that cannot be
// read is left out, and there is a RowError for it with its row in the sheet. There is also one for
// a header that is repeated, as when sheets were joined, and one for each run of empty rows with
// rows after it, which names the first of the run. The error is for a file that cannot be read at
// all: no workbook, broken XML, wrong columns, another sheet that has records as well, more than
// 100,000 rows or 1,000 errors, or parts too large to be read safely; the records until then come
// with it.
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
	var header []string
	last := 0
	err = book.rows(book.sheets[0], func(line int, cells []cell) error {
		before := last
		last = line
		names := heads(cells)
		switch {
		case t == nil:
			var err error
			header = names
			t, err = read.NewTable(columns, header)
			return err
		case len(header) > 1 && slices.Equal(names, header):
			return t.RejectRow(line, errors.New("the row is the header again: sheets were joined"))
		case line > before+2:
			if err := t.RejectRow(before+1, fmt.Errorf("the rows to %d are empty", line-1)); err != nil {
				return err
			}
		case line > before+1:
			if err := t.RejectRow(before+1, errors.New("the row is empty")); err != nil {
				return err
			}
		}
		return add(t, line, cells, book.from1904)
	})
	if err == nil && t == nil {
		err = fmt.Errorf("xlsx: the sheet has no header: %w", io.ErrUnexpectedEOF)
	}
	if t == nil {
		return nil, nil, err
	}
	if err == nil {
		err = book.checkOthers(header)
	}
	records, errs := t.Records()
	return records, errs, err
}

// errOneRow ends the reading of a sheet.
var errOneRow = errors.New("one row is enough")

// checkOthers complains of a second sheet that begins with one of the heads: its rows would be lost
// silently. Other sheets are a person's notes.
func (w *workbook) checkOthers(header []string) error {
	w.most = maxBegin
	for i, sheet := range w.sheets[1:] {
		err := w.rows(sheet, func(_ int, cells []cell) error {
			for _, name := range heads(cells) {
				if name != "" && slices.Contains(header, name) {
					return fmt.Errorf("xlsx: sheet %d has the column %.80q too, and only the first sheet is read: make it a file of its own", i+2, name)
				}
			}
			return errOneRow
		})
		if err != nil && !errors.Is(err, errOneRow) {
			return err
		}
	}
	return nil
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
