package xlsx

import (
	"archive/zip"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/export"
)

// A writer writes the rows of a sheet as they come.
type writer struct {
	archive *zip.Writer
	sheet   io.Writer
	letters []string // of the columns
	styles  []string // of their texts
	row     int      // the last one written, from 1
	buf     []byte
}

// head writes what comes before the rows, and the header.
func (w *writer) head(fields []export.Field) error {
	w.buf = append(w.buf, sheetBegin...)
	w.widths(fields)
	w.buf = append(w.buf, "<sheetData>"...)
	w.begin()
	for i, f := range fields {
		if strings.ContainsFunc(f.Name, forbidden) {
			return fmt.Errorf("xlsx: the name %+q holds a character that a sheet cannot: %w", f.Name, export.ErrValue)
		}
		if err := w.text(i, styleHeader, f.Name); err != nil {
			return err
		}
	}
	return w.end()
}

// widths makes columns of times wide enough, or a spreadsheet shows ####, and columns of text keep
// what is typed into them.
func (w *writer) widths(fields []export.Field) {
	open := false
	for i, f := range fields {
		if f.Kind != export.Time && f.Kind != export.Text {
			continue
		}
		if !open {
			w.buf = append(w.buf, "<cols>"...)
			open = true
		}
		if f.Kind == export.Time {
			w.buf = fmt.Appendf(w.buf, `<col min="%d" max="%[1]d" width="24" customWidth="1"/>`, i+1)
		} else {
			w.buf = fmt.Appendf(w.buf, `<col min="%d" max="%[1]d" width="9.140625" style="`+styleText+`"/>`, i+1)
		}
	}
	if open {
		w.buf = append(w.buf, "</cols>"...)
	}
}

// WriteRow writes one row.
func (w *writer) WriteRow(cells []export.Value) error {
	if len(cells) != len(w.letters) {
		return fmt.Errorf("xlsx: %d cells for %d fields", len(cells), len(w.letters))
	}
	if w.row == maxRows {
		return fmt.Errorf("xlsx: more than %d rows: %w", maxRows, export.ErrValue)
	}
	w.begin()
	empty := true
	for i, v := range cells {
		if err := w.cell(i, v); err != nil {
			w.buf = w.buf[:0]
			return err
		}
		empty = empty && v.IsEmpty()
	}
	if empty { // or it would be no row when it is read
		w.ref(0, "", "inlineStr")
		w.buf = append(w.buf, `<is><t></t></is></c>`...)
	}
	return w.end()
}

// Close ends the sheet and the workbook.
func (w *writer) Close() error {
	if _, err := io.WriteString(w.sheet, sheetEnd); err != nil {
		return fmt.Errorf("xlsx: ending the sheet: %w", err)
	}
	if err := w.archive.Close(); err != nil {
		return fmt.Errorf("xlsx: ending the workbook: %w", err)
	}
	return nil
}

func (w *writer) begin() {
	w.row++
	w.buf = append(w.buf, `<row r="`...)
	w.buf = strconv.AppendInt(w.buf, int64(w.row), 10)
	w.buf = append(w.buf, `">`...)
}

func (w *writer) end() error {
	w.buf = append(w.buf, "</row>"...)
	_, err := w.sheet.Write(w.buf)
	w.buf = w.buf[:0]
	if err != nil {
		return fmt.Errorf("xlsx: writing a row: %w", err)
	}
	return nil
}

// cell writes one cell; an empty one needs none.
func (w *writer) cell(i int, v export.Value) error {
	if v.IsEmpty() {
		return nil
	}
	switch v.Kind() {
	case export.Bool:
		w.ref(i, "", "b")
		if v.Bool() {
			w.buf = append(w.buf, `<v>1</v></c>`...)
		} else {
			w.buf = append(w.buf, `<v>0</v></c>`...)
		}
		return nil
	case export.Number:
		if n, ok := v.Int(); !ok || n > -1e15 && n < 1e15 {
			w.ref(i, "", "")
			w.buf = append(w.buf, "<v>"...)
			w.buf = v.Append(w.buf)
			w.buf = append(w.buf, "</v></c>"...)
			return nil
		}
	case export.Time:
		if s, ok := serial(v.Time()); ok {
			w.ref(i, styleTime, "")
			w.buf = append(w.buf, "<v>"...)
			w.buf = strconv.AppendFloat(w.buf, s, 'f', -1, 64)
			w.buf = append(w.buf, "</v></c>"...)
			return nil
		}
	}
	return w.text(i, w.styles[i], v.String())
}

// text writes an inline string, which no program takes for a formula.
func (w *writer) text(i int, style, s string) error {
	if tooLong(s) {
		return fmt.Errorf("xlsx: column %s: a text of more than %d characters: %w", w.letters[i], maxText, export.ErrValue)
	}
	w.ref(i, style, "inlineStr")
	if edged(s) {
		w.buf = append(w.buf, `<is><t xml:space="preserve">`...)
	} else {
		w.buf = append(w.buf, `<is><t>`...)
	}
	w.buf = appendText(w.buf, s)
	w.buf = append(w.buf, `</t></is></c>`...)
	return nil
}

// ref opens a cell. Every cell has its reference: programs count differently without.
func (w *writer) ref(i int, style, kind string) {
	w.buf = append(w.buf, `<c r="`...)
	w.buf = append(w.buf, w.letters[i]...)
	w.buf = strconv.AppendInt(w.buf, int64(w.row), 10)
	if style != "" {
		w.buf = append(w.buf, `" s="`...)
		w.buf = append(w.buf, style...)
	}
	if kind != "" {
		w.buf = append(w.buf, `" t="`...)
		w.buf = append(w.buf, kind...)
	}
	w.buf = append(w.buf, `">`...)
}
