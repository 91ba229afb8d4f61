package read

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/contactkit/contactkit/export"
)

// CSV reads a file that [export.CSV] wrote, or one like it, back into records: the guard is stripped, a byte-order mark is
// passed over, columns may stand in any order, lines may end in LF alone. A row that cannot be read is left out, and what is
// wrong with it collected by line. The error is for a file that cannot be read at all: no header, wrong columns, quotes that do
// not match, a record over 16 MiB, more than 100,000 rows or 1,000 errors; the records until then come with it.
//
// A file of export.Run comes back as it was, but for the bytes that [export.TextValue] replaced and the zone of times.
func CSV[T any](r io.Reader, columns []export.Column[T]) ([]T, []RowError, error) {
	in := newCSVReader(r)
	header, err := in.next()
	if err == io.EOF {
		return nil, nil, fmt.Errorf("export: the file has no header: %w", io.ErrUnexpectedEOF)
	}
	if err != nil {
		return nil, nil, err
	}
	for i := range header {
		header[i] = export.Unguard(header[i])
	}
	t, err := NewTable(columns, header)
	if err != nil && len(header) == 1 && strings.ContainsAny(header[0], ";\t") {
		// What a spreadsheet saves as CSV in countries with a decimal comma: one complaint instead of one for each column.
		err = errors.New("export: the cells stand between semicolons or TABs, not commas: save the file as CSV with commas, or as XLSX")
	}
	if err != nil {
		return nil, nil, err
	}
	err = fill(t, in)
	records, errs := t.Records()
	return records, errs, err
}

// fill reads the rows.
func fill[T any](t *Table[T], in *csvReader) error {
	for {
		cells, err := in.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		for i := range min(len(cells), t.Len()) {
			if t.Kind(i) == export.Text {
				cells[i] = export.Unguard(cells[i])
			}
		}
		if err := t.Add(in.line, cells); err != nil {
			return err
		}
	}
}
