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
// A spreadsheet that opens CSV guesses what a text is and saves its guess: 0049 becomes 49, 1e5
// becomes 100000, .5 becomes 0.5, 3-4 and MAR1 may become dates, true may become TRUE, and long
// digits are rounded. Quotes around a cell do not help. With Literal each of these texts comes back
// as it was. XLSX keeps every text as a text, so it is the better format for people with
// spreadsheets.
type CSV struct {
	// NoMark leaves the byte-order mark out, for programs that stumble over it.
	NoMark bool
	// Literal puts a single quote before the name of every column, and before each text that a
	// spreadsheet may take for something else (see [Guessed]) or that begins with a quote, and
	// before numbers that it would round (see [Rounded]). The spreadsheet shows the quote and keeps
	// the text. Package export/read knows by the names of the columns that the quotes are there,
	// and removes them; other programs see them.
	Literal bool
}

// mark is the byte-order mark.
const mark = "\uFEFF"

// Ext is "csv".
func (CSV) Ext() string { return "csv" }

// Version names the dialect.
func (c CSV) Version() string {
	version := "csv/2"
	if c.NoMark {
		version += " without mark"
	}
	if c.Literal {
		version += " literal"
	}
	return version
}

// NewWriter writes the mark and the header.
func (c CSV) NewWriter(w io.Writer, fields []Field) (RowWriter, error) {
	out := &csvWriter{w: w, width: len(fields), literal: c.Literal}
	if !c.NoMark {
		out.row = append(out.row, mark...)
	}
	for i, f := range fields {
		if i > 0 {
			out.row = append(out.row, ',')
		}
		if name := TextValue(f.Name).text; name != "" {
			out.appendText(name, c.Literal)
		}
	}
	return out, out.end()
}

type csvWriter struct {
	w       io.Writer
	width   int
	literal bool
	row     []byte
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
			c.appendText(v.text, c.literal && (v.text[0] == '\'' || Guessed(v.text) && !guarded(v.text) && !Spoiled(v.text)))
			continue
		}
		if c.literal && (v.form == formInt || v.form == formFloat) && Rounded(v.String()) {
			c.row = append(c.row, '\'')
		}
		c.row = v.Append(c.row) // digits, words and times need no quotes
	}
	if empty { // a line without any cell, or with commas alone as spreadsheets add them, would be no record
		c.row = append(c.row[:len(c.row)-len(cells)+1], `""`...)
		for range len(cells) - 1 {
			c.row = append(c.row, ',')
		}
	}
	return c.end()
}

// end writes the row.
func (c *csvWriter) end() error {
	c.row = append(c.row, "\r\n"...)
	_, err := c.w.Write(c.row)
	c.row = c.row[:0]
	return err
}

// appendText appends a text that is not empty, with a quote before it if it must be literal.
func (c *csvWriter) appendText(s string, literal bool) {
	if literal {
		s = "'" + s
	}
	c.row = appendField(c.row, s)
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
