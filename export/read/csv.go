package read

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/contactkit/contactkit/export"
)

// CSV reads a file that [export.CSV] wrote, or one like it, back into records: the guard is
// stripped, a byte-order mark is passed over, columns may be in any order, lines may end in LF or
// CR alone, and Excel's first line "sep=;" sets the separator. A row that cannot be read is left
// out, and its errors are collected by line. These rows are left out in the same way: rows with a
// cell that is not UTF-8 or that a spreadsheet has visibly changed, a second header (of joined
// files), and rows of empty cells. At the end of the file, where spreadsheets add them, rows of
// empty cells are not errors. The error is for a file that cannot be read at all: no header, wrong
// columns, UTF-16, quotes that do not match, a record over 16 MiB, more than 100,000 rows or 1,000
// errors; the records until then come with it.
//
// Text in a Chinese, Japanese or Korean code page can be valid UTF-8 by chance, which then reads as
// a few letters with accents. If the file has no byte-order mark and no other text that shows that
// it is UTF-8, the cells with such letters are errors.
//
// A file of export.Run comes back as it was, but for the bytes that [export.TextValue] replaced and
// the zone of times. A spreadsheet program that opens CSV changes what it takes for a number, a
// date or a truth value, and leaves no trace in the file: 0049 comes back as 49, 3-4 as a date, and
// true as TRUE. Where the names of the columns show that export.CSV.Literal wrote the file, texts
// come back as they were, and a text without a quote that a spreadsheet may have changed is an
// error. For people with spreadsheets use XLSX.
func CSV[T any](r io.Reader, columns []export.Column[T]) ([]T, []RowError, error) {
	in := newCSVReader(r)
	header, err := in.next()
	if err == io.EOF {
		return nil, nil, fmt.Errorf("export: the file has no header: %w", io.ErrUnexpectedEOF)
	}
	if err != nil {
		return nil, nil, err
	}
	literal := isLiteral(header)
	for i := range header {
		if header[i] = unquote(header[i], literal); !utf8.ValidString(header[i]) {
			return nil, nil, fmt.Errorf("export: the head of column %d is not UTF-8: save the file as CSV UTF-8", i+1)
		}
	}
	t, err := NewTable(columns, header)
	if err != nil && len(header) == 1 && strings.ContainsAny(header[0], ";\t") {
		// A spreadsheet saves this as CSV in countries with a decimal comma: one complaint instead
		// of one for each column.
		err = errors.New("export: the cells stand between semicolons or TABs, not commas: save the file as CSV with commas, or as XLSX")
	}
	if err != nil {
		return nil, nil, err
	}
	f := filler[T]{table: t, in: in, header: header, literal: literal, page: codePage{marked: in.marked}}
	// A head is one of the names that are read, so its letters are the right ones.
	f.page.sure = slices.ContainsFunc(header, func(s string) bool { return !ascii(s) })
	err = f.fill()
	if wrong := f.page.settle(t.withdraw); err == nil {
		err = wrong
	}
	records, errs := t.Records()
	return records, errs, err
}

// A filler reads the rows of a CSV file into a table.
type filler[T any] struct {
	table   *Table[T]
	in      *csvReader
	header  []string
	literal bool  // the file is one of export.CSV.Literal
	blank   []int // lines of the rows of empty cells that no other row has followed yet
	page    codePage
}

func (f *filler[T]) fill() error {
	for {
		cells, err := f.in.next()
		if err == io.EOF {
			return nil // empty rows at the end are a spreadsheet's
		}
		if err != nil {
			return err
		}
		if !f.in.quoted && len(cells) > 1 && !slices.ContainsFunc(cells, func(s string) bool { return s != "" }) {
			if len(f.blank) <= maxRowErrors {
				f.blank = append(f.blank, f.in.line)
			}
			continue
		}
		for _, line := range f.blank {
			if err := f.table.RejectRow(line, errors.New("the row is empty")); err != nil {
				return err
			}
		}
		f.blank = f.blank[:0]
		if err := f.row(cells); err != nil {
			return err
		}
	}
}

// row reads one row.
func (f *filler[T]) row(cells []string) error {
	t, line := f.table, f.in.line
	if f.isHeader(cells) {
		return t.RejectRow(line, errors.New("the header stands here again: files were joined"))
	}
	for i := range min(len(cells), t.Len()) {
		if !utf8.ValidString(cells[i]) {
			f.page.forget(line)
			f.page.broken = true
			return t.Reject(line, i, errors.New("the text is not UTF-8: save the file as CSV UTF-8"))
		}
		if err := f.clean(cells, i); err != nil {
			f.page.forget(line)
			return t.Reject(line, i, err)
		}
		if t.Kind(i) == export.Text {
			f.page.look(cells[i], line, i, len(t.records))
		}
	}
	before := len(t.records)
	err := t.Add(line, cells)
	if len(t.records) == before { // the row is left out already
		f.page.forget(line)
	}
	return err
}

// clean takes the guard off a cell, or says how a spreadsheet has changed it.
func (f *filler[T]) clean(cells []string, i int) error {
	kind, cell := f.table.Kind(i), cells[i]
	bare := cell != "" && cell[0] != '\''
	switch {
	case bare && kind == export.Text && export.Spoiled(cell):
		return errors.New("a spreadsheet has put a rounded number or an error in place of the text")
	case bare && f.literal && (kind == export.Text && export.Guessed(cell) || kind == export.Number && export.Rounded(cell)):
		return errors.New("a spreadsheet may have changed the cell: it needs a single quote before it")
	case kind == export.Text:
		cells[i] = unquote(cell, f.literal)
	case kind == export.Number && f.literal:
		cells[i] = strings.TrimPrefix(cell, "'")
	}
	return nil
}

func (f *filler[T]) isHeader(cells []string) bool {
	if len(cells) != len(f.header) || len(cells) < 2 {
		return false
	}
	for i, c := range cells {
		if i == 0 {
			c = strings.TrimPrefix(c, mark)
		}
		if unquote(c, f.literal) != f.header[i] {
			return false
		}
	}
	return true
}

// isLiteral reports whether the names of the columns have the quotes of export.CSV.Literal.
func isLiteral(header []string) bool {
	named := false
	for _, name := range header {
		if name == "" {
			continue
		}
		if export.Unguard(name)[0] != '\'' {
			return false
		}
		named = true
	}
	return named
}

// unquote takes off the guard, and the quote of a literal text.
func unquote(s string, literal bool) string {
	s = export.Unguard(s)
	if literal {
		s = strings.TrimPrefix(s, "'")
	}
	return s
}
