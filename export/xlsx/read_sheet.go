package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/export"
)

// A cell is one cell of a sheet that is read.
type cell struct {
	kind string // of the cell, not of the column: "n", "b", "e", "d", or "" for a text
	text string
}

// as gives the cell in the form of [export.ParseValue] for a column of kind k.
func (c cell) as(k export.Kind, from1904 bool) (string, error) {
	switch c.kind {
	case "e":
		return "", errors.New("the cell shows an error")
	case "b":
		return strconv.FormatBool(isTrue(c.text)), nil
	case "n":
		if k == export.Time && c.text != "" {
			days, err := strconv.ParseFloat(c.text, 64)
			if err != nil {
				return "", errors.New("no date")
			}
			t, err := instant(days, from1904)
			return export.TimeValue(t).String(), err
		}
	case "d":
		if len(c.text) > len("2006-01-02") && !strings.ContainsAny(c.text[len("2006-01-02"):], "Z+-") {
			return c.text + "Z", nil // dates of sheets have no zone
		}
	}
	return c.text, nil
}

// rows calls each for the rows of the first sheet that are not empty, with cells up to the last one that is not. A text is
// a value, even the empty one; a cell that only has a style is empty. The slice is used again.
func (w *workbook) rows(each func(line int, cells []cell) error) error {
	line := 0
	var cells []cell
	return w.walk(w.sheet, "worksheet", func(t *tokens, e xml.StartElement) error {
		if e.Name.Local != "sheetData" {
			return nil
		}
		return t.children(func(e xml.StartElement) error {
			if e.Name.Local != "row" {
				return nil
			}
			line++
			if ref := attr(e, "r"); ref != "" {
				n, err := strconv.Atoi(ref)
				if err != nil || n < line {
					return t.fail(fmt.Errorf("row %.20q comes after row %d", ref, line-1))
				}
				line = n
			}
			if line > maxRows {
				return t.fail(errTooMuch)
			}
			var err error
			if cells, err = w.row(t, line, cells[:0]); err != nil || len(cells) == 0 {
				return err
			}
			return each(line, cells)
		})
	})
}

// row reads the cells of a row.
func (w *workbook) row(t *tokens, line int, cells []cell) ([]cell, error) {
	next := 0
	err := t.children(func(e xml.StartElement) error {
		if e.Name.Local != "c" {
			return nil
		}
		at := next
		if ref := attr(e, "r"); ref != "" {
			i, ok := column(ref)
			if !ok || i < next {
				return t.fail(fmt.Errorf("cell %.20q stands in row %d after column %d", ref, line, next))
			}
			at = i
		}
		if next = at + 1; next > maxColumns {
			return t.fail(errTooMuch)
		}
		c, err := w.cell(t, attr(e, "t"))
		if err != nil || c.text == "" && c.kind != "" {
			return err
		}
		for len(cells) < at {
			cells = append(cells, cell{})
		}
		cells = append(cells, c)
		return nil
	})
	return cells, err
}

// cell reads one cell of the type that its attribute t names.
func (w *workbook) cell(t *tokens, kind string) (cell, error) {
	c := cell{kind: kind}
	err := t.children(func(e xml.StartElement) (err error) {
		switch e.Name.Local {
		case "v":
			c.text, err = t.text()
		case "is":
			c.text, err = richText(t)
		}
		return err
	})
	if err != nil {
		return cell{}, err
	}
	switch kind {
	case "":
		c.kind = "n"
	case "s":
		i, err := strconv.Atoi(c.text)
		if err != nil || i < 0 || i >= len(w.shared) {
			return cell{}, t.fail(fmt.Errorf("there is no shared text %.20q", c.text))
		}
		c = cell{text: w.shared[i]}
	case "str":
		c = cell{text: unescape(c.text)}
	case "inlineStr":
		c.kind = ""
	}
	return c, nil
}
