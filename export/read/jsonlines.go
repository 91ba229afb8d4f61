package read

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/export"
)

// JSONLines reads a file that [export.JSONLines] wrote, or one like it, back into records. Keys may
// be in any order, empty lines are passed over, and null is the empty cell. A line that cannot be
// read is left out, and what is wrong with it collected. The error is for a file that cannot be
// read on: a line over 16 MiB, more than 100,000 rows or 1,000 errors; the records until then come
// with it.
//
// If a line is not UTF-8, the file is in another code page, so each line with bytes that are not
// ASCII is an error: it may be UTF-8 by chance. See decision 335.
//
// A file of export.Run comes back as it was, but for the bytes that [export.TextValue] replaced and
// the zone of times.
func JSONLines[T any](r io.Reader, columns []export.Column[T]) ([]T, []RowError, error) {
	var header []string
	index := map[string]int{}
	for _, c := range columns {
		if !c.Withheld {
			index[c.Name] = len(header)
			header = append(header, c.Name)
		}
	}
	t, err := NewTable(columns, header)
	if err != nil {
		return nil, nil, err
	}
	in := csvReader{in: bufio.NewReaderSize(r, 64<<10)}
	var page codePage
	for err == nil {
		var line []byte
		if line, err = in.readLine(); err == nil && in.lines == 1 {
			page.marked = bytes.HasPrefix(line, []byte(mark))
			line = bytes.TrimPrefix(line, []byte(mark))
		}
		if err == nil && len(bytes.TrimSpace(line)) > 0 {
			before := len(t.records)
			err = t.addObject(in.lines, line, index)
			if len(t.records) > before && slices.ContainsFunc(line, func(c byte) bool { return c >= utf8.RuneSelf }) {
				page.all = append(page.all, suspect{line: in.lines, column: -1, record: before})
			}
			page.broken = page.broken || !utf8.Valid(line)
		}
	}
	if err == io.EOF {
		err = nil
	}
	if page.broken && !page.marked {
		t.withdraw(page.all, errOtherLines)
	}
	records, errs := t.Records()
	return records, errs, err
}

var errOtherLines = errors.New("other lines are not UTF-8, so this one may be in another code page, too: save the file as UTF-8")

// addObject reads one line.
func (t *Table[T]) addObject(line int, text []byte, index map[string]int) error {
	cells, seen := make([]string, t.Len()), make([]bool, t.Len())
	whole := func(err error) error {
		t.errs = append(t.errs, RowError{line, "", err})
		return t.enough(line)
	}
	if !utf8.Valid(text) {
		return whole(errors.New("the line is not UTF-8"))
	}
	if jsonread.HalfCharacter(text) {
		return whole(errors.New("an escape \\u stands for half a character"))
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return whole(errors.New("no JSON object"))
	}
	for d.More() {
		key, err := d.Token()
		name, _ := key.(string)
		if err != nil {
			return whole(errors.New("broken JSON"))
		}
		i, known := index[name]
		switch {
		case !known:
			return whole(fmt.Errorf("the key %.80q is none that is read", name))
		case seen[i]:
			return whole(fmt.Errorf("the key %.80q is there twice", name))
		}
		value, err := d.Token()
		if err != nil {
			return whole(errors.New("broken JSON"))
		}
		seen[i] = true
		if cells[i], err = plainText(value, t.Kind(i)); err != nil {
			return t.Reject(line, i, err)
		}
	}
	if _, err := d.Token(); err != nil {
		return whole(errors.New("broken JSON"))
	}
	if _, err := d.Token(); err != io.EOF {
		return whole(errors.New("something follows the object"))
	}
	for i, ok := range seen {
		if !ok {
			return t.Reject(line, i, errors.New("the key is missing"))
		}
	}
	return t.Add(line, cells)
}

// plainText is the plain text form of a value of JSON.
func plainText(value json.Token, k export.Kind) (string, error) {
	switch v := value.(type) {
	case nil:
		return "", nil
	case string:
		if k == export.Text || k == export.Time {
			return v, nil
		}
	case json.Number:
		if k == export.Number {
			return v.String(), nil
		}
	case bool:
		if k == export.Bool {
			return export.BoolValue(v).String(), nil
		}
	}
	return "", fmt.Errorf("the column is of the kind %s", k)
}
