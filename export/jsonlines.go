package export

import (
	"fmt"
	"io"
	"unicode/utf8"
)

// JSONLines writes one JSON object a line, keys in the order of the columns, for programs. There is
// no header: a file without rows is empty. An empty cell of a Text column is "", of other columns
// null. Times are strings. Nothing is guarded, since no spreadsheet opens it.
type JSONLines struct{}

// Ext is "jsonl".
func (JSONLines) Ext() string { return "jsonl" }

// Version names the format.
func (JSONLines) Version() string { return "jsonl/1" }

// NewWriter begins a file.
func (JSONLines) NewWriter(w io.Writer, fields []Field) (RowWriter, error) {
	out := &jsonWriter{w: w, kinds: make([]Kind, len(fields)), keys: make([][]byte, len(fields))}
	for i, f := range fields {
		key := []byte{','}
		if i == 0 {
			key[0] = '{'
		}
		out.keys[i] = append(appendQuoted(key, f.Name), ':')
		out.kinds[i] = f.Kind
	}
	return out, nil
}

type jsonWriter struct {
	w     io.Writer
	keys  [][]byte // each with what goes before and after
	kinds []Kind
	row   []byte
}

// WriteRow writes one line.
func (j *jsonWriter) WriteRow(cells []Value) error {
	if len(cells) != len(j.keys) {
		return fmt.Errorf("export: %d cells for %d fields", len(cells), len(j.keys))
	}
	row := j.row[:0]
	for i, v := range cells {
		row = append(row, j.keys[i]...)
		switch {
		case j.kinds[i] == Text:
			row = appendQuoted(row, v.text)
		case v.IsEmpty():
			row = append(row, "null"...)
		case j.kinds[i] == Time:
			row = append(row, '"')
			row = v.Append(row)
			row = append(row, '"')
		default:
			row = v.Append(row)
		}
	}
	row = append(row, "}\n"...)
	j.row = row
	_, err := j.w.Write(row)
	return err
}

// Close has nothing to add.
func (j *jsonWriter) Close() error { return nil }

// appendQuoted appends valid UTF-8 as a JSON string. U+2028 and U+2029, which end a line in
// JavaScript, are escaped.
func appendQuoted(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	done := 0
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == '"' || c == '\\':
			b = append(append(b, s[done:i]...), '\\', c)
		case c == '\n':
			b = append(append(b, s[done:i]...), `\n`...)
		case c == '\r':
			b = append(append(b, s[done:i]...), `\r`...)
		case c == '\t':
			b = append(append(b, s[done:i]...), `\t`...)
		case c < ' ' || c == 0x7f:
			b = append(append(b, s[done:i]...), '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		case c < utf8.RuneSelf:
			i++
			continue
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == '\u2028' || r == '\u2029' {
				b = append(append(b, s[done:i]...), '\\', 'u', '2', '0', '2', hex[r&15])
				done = i + n
			}
			i += n
			continue
		}
		i++
		done = i
	}
	b = append(b, s[done:]...)
	return append(b, '"')
}
