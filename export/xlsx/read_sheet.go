package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/export"
)

// A cell is one cell of a sheet that is read.
type cell struct {
	kind string // of the cell, not of the column: "n", "b", "e", "d", "f" for a formula without a value, or "" for a text
	text string
}

// as gives the cell in the form of [export.ParseValue] for a column of kind k.
func (c cell) as(k export.Kind, from1904 bool) (string, error) {
	if k == export.Text && c.text != "" && (c.kind == "n" || c.kind == "b" || c.kind == "d") {
		// 0049 and a page's id of 20 digits are numbers to a spreadsheet, 3-4 is a date, and yes
		// may be TRUE: what was typed is lost.
		return "", errors.New("the cell is a number, a date or a truth value, and a text is needed: format the column as text and enter it again")
	}
	switch c.kind {
	case "e":
		return "", errors.New("the cell shows an error")
	case "f":
		return "", errors.New("the cell is a formula whose value is not in the file: open and save it with a spreadsheet")
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
		if k == export.Number && roundedInt(c.text) {
			return "", errors.New("the number has more than 15 digits, and a spreadsheet has rounded it: format the cell as text and enter it again")
		}
	case "d":
		if len(c.text) > len("2006-01-02") && !strings.ContainsAny(c.text[len("2006-01-02"):], "Z+-") {
			return c.text + "Z", nil // dates of sheets have no zone
		}
	}
	return c.text, nil
}

// roundedInt reports whether a number is an integer that a spreadsheet cannot hold exactly. The
// writer writes those as text; what is beyond 64 bits was a fraction's.
func roundedInt(s string) bool {
	f, err := strconv.ParseFloat(s, 64)
	return err == nil && math.Abs(f) >= 1e15 && math.Abs(f) < 1<<63
}

// rows calls each for the rows of a sheet that are not empty, with cells up to the last one
// that is not. A text is a value, even the empty one; a cell that only has a style is empty. The
// slice is used again.
func (w *workbook) rows(sheet string, each func(line int, cells []cell) error) error {
	line := 0
	var cells []cell
	return w.walk(sheet, "worksheet", func(t *tokens, e xml.StartElement) error {
		if e.Name.Local == "mergeCells" && sheet == w.sheets[0] { // one value, which may be meant for all of them
			return t.children(func(e xml.StartElement) error {
				return t.fail(fmt.Errorf("the cells %.40q are merged: separate them", attr(e, "ref")))
			})
		}
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
	formula, value := false, false
	err := t.children(func(e xml.StartElement) (err error) {
		switch e.Name.Local {
		case "f":
			formula = true
		case "v":
			value = true
			c.text, err = t.text()
		case "is":
			c.text, err = richText(t)
		}
		return err
	})
	if err != nil {
		return cell{}, err
	}
	if formula && !value {
		return cell{kind: "f", text: "?"}, nil
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
