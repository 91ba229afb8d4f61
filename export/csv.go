package export

import (
	"fmt"
	"io"
	"strings"
)

// CSV writes files as RFC 4180 says: a header, records that end in CR LF, quotes where they are
// needed. A byte-order mark comes first, without which Excel reads the local code page. Texts are
// guarded (see [Guard]); numbers, bools and times are exempt by the column's kind, never by their
// look. Line breaks inside a text are kept as they are.
//
// A spreadsheet that opens CSV guesses what a text is: it takes 0049 for the number 49, and rounds
// long digits. For people with spreadsheets XLSX is the better format.
type CSV struct {
	NoMark bool // leave the byte-order mark out, for programs that stumble over it
}

// mark is the byte-order mark.
const mark = "\uFEFF"

// Ext is "csv".
func (CSV) Ext() string { return "csv" }

// Version names the dialect.
func (c CSV) Version() string {
	if c.NoMark {
		return "csv/2 without mark"
	}
	return "csv/2"
}

// NewWriter writes the mark and the header.
func (c CSV) NewWriter(w io.Writer, fields []Field) (RowWriter, error) {
	out := &csvWriter{w: w, width: len(fields)}
	if !c.NoMark {
		out.row = append(out.row, mark...)
	}
	head := make([]Value, len(fields))
	for i, f := range fields {
		head[i] = TextValue(f.Name)
	}
	return out, out.WriteRow(head)
}

type csvWriter struct {
	w     io.Writer
	width int
	row   []byte
}

// WriteRow writes one record.
func (c *csvWriter) WriteRow(cells []Value) error {
	if len(cells) != c.width {
		return fmt.Errorf("export: %d cells for %d fields", len(cells), c.width)
	}
	empty := true
	for i, v := range cells {
		if i > 0 {
			c.row = append(c.row, ',')
		}
		empty = empty && v.form == formEmpty
		if v.form == formText {
			c.row = appendField(c.row, v.text)
		} else {
			c.row = v.Append(c.row) // digits, words and times need no quotes
		}
	}
	if empty { // a line without any cell, or with commas alone as spreadsheets add them, would be no record
		c.row = append(c.row[:len(c.row)-len(cells)+1], `""`...)
		for range len(cells) - 1 {
			c.row = append(c.row, ',')
		}
	}
	c.row = append(c.row, "\r\n"...)
	_, err := c.w.Write(c.row)
	c.row = c.row[:0]
	return err
}

// Close has nothing to add.
func (c *csvWriter) Close() error { return nil }

// appendField appends a guarded text, quoted if it holds what separates cells, or spaces at an end,
// which careless readers trim.
func appendField(b []byte, s string) []byte {
	broken, quoted := false, s[0] == ' ' || s[len(s)-1] == ' '
	for i := range len(s) {
		switch c := s[i]; {
		case c > ',':
		case c == '\n', c == '\r':
			broken, quoted = true, true
		case c == ',', c == '"':
			quoted = true
		}
	}
	if !quoted {
		if risky(s, true) || Spoiled(s) {
			b = append(b, '\'')
		}
		return append(b, s...)
	}
	b = append(b, '"')
	if broken {
		s = Guard(s)
	} else if risky(s, true) {
		b = append(b, '\'')
	}
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			break
		}
		b = append(b, s[:i]...)
		b = append(b, `""`...)
		s = s[i+1:]
	}
	b = append(b, s...)
	return append(b, '"')
}
