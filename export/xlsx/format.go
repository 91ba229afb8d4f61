package xlsx

import (
	"archive/zip"
	"fmt"
	"io"
	"time"

	"github.com/contactkit/contactkit/export"
)

// Limits of the file format, of the page "Excel specifications and limits".
const (
	maxColumns = 16_384
	maxRows    = 1_048_576
	maxText    = 32_767 // UTF-16 units in a cell
)

// Format is an [export.Format]: one workbook a file, with one sheet whose first row is the header.
// A text of more than 32,767 UTF-16 units is refused, never cut: the error matches
// [export.ErrValue].
type Format struct{}

// Ext is "xlsx".
func (Format) Ext() string { return "xlsx" }

// Version names the format.
func (Format) Version() string { return "xlsx/2" }

// NewWriter begins a workbook and writes the header.
func (Format) NewWriter(w io.Writer, fields []export.Field) (export.RowWriter, error) {
	if len(fields) > maxColumns {
		return nil, fmt.Errorf("xlsx: %d columns, and a sheet has %d: %w", len(fields), maxColumns, export.ErrValue)
	}
	archive := zip.NewWriter(w)
	for _, p := range parts {
		f, err := begin(archive, p.name)
		if err == nil {
			_, err = io.WriteString(f, p.text)
		}
		if err != nil {
			return nil, fmt.Errorf("xlsx: writing %s: %w", p.name, err)
		}
	}
	sheet, err := begin(archive, sheetName)
	if err != nil {
		return nil, fmt.Errorf("xlsx: writing the sheet: %w", err)
	}
	out := &writer{archive: archive, sheet: sheet, letters: make([]string, len(fields)), styles: make([]string, len(fields))}
	for i, f := range fields {
		if out.letters[i] = letters(i); f.Kind == export.Text {
			out.styles[i] = styleText
		}
	}
	return out, out.head(fields)
}

// begin begins a part. All parts bear the same date, so that the same rows give the same bytes.
func begin(archive *zip.Writer, name string) (io.Writer, error) {
	return archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
}
