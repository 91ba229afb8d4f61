package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// A workbook is what must be known to read its sheets.
type workbook struct {
	open     opener
	sheets   []string // their parts, the first one first; charts are none
	shared   []string // texts that cells refer to
	from1904 bool     // how dates count
	most     int64    // bytes that a part may have, unpacked
}

// openWorkbook follows the relationships from the package to the first sheet, as programs name the
// parts differently.
func openWorkbook(open opener) (*workbook, error) {
	w := &workbook{open: open, most: maxPart}
	top, err := w.relations("")
	if err != nil {
		return nil, err
	}
	book := ""
	for _, r := range top {
		if r.kind == "officeDocument" {
			book = r.target
		}
	}
	if book == "" {
		return nil, errors.New("xlsx: no workbook in the package")
	}
	return w, w.read(book)
}

// read reads the workbook part and the shared strings.
func (w *workbook) read(book string) error {
	rels, err := w.relations(book)
	if err != nil {
		return err
	}
	var ids []string
	err = w.walk(book, "workbook", func(t *tokens, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			w.from1904 = isTrue(attr(e, "date1904"))
		case "sheets":
			return t.children(func(e xml.StartElement) error {
				if e.Name.Local == "sheet" {
					for _, a := range e.Attr {
						if a.Name.Local == "id" { // r:id, not sheetId
							ids = append(ids, a.Value)
						}
					}
				}
				return nil
			})
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, r := range rels {
		if r.kind == "sharedStrings" {
			if err := w.readShared(r.target); err != nil {
				return err
			}
		}
	}
	if len(ids) > maxSheets {
		return fmt.Errorf("xlsx: %d sheets: %w", len(ids), errTooMuch)
	}
	for i, id := range ids {
		switch r := rels[id]; {
		case r.kind == "worksheet" && !slices.Contains(w.sheets, r.target):
			w.sheets = append(w.sheets, r.target)
		case i == 0:
			return errors.New("xlsx: the workbook has no sheet")
		}
	}
	if len(w.sheets) == 0 {
		return errors.New("xlsx: the workbook has no sheet")
	}
	return nil
}

// A relation leads from one part to another.
type relation struct {
	kind   string // last word of its type
	target string // name of a part
}

// relations reads where a part, or the package for "", leads. A part may lack them.
func (w *workbook) relations(of string) (map[string]relation, error) {
	name := path.Join(path.Dir(of), "_rels", path.Base(of)+".rels")
	if of == "" {
		name = "_rels/.rels"
	}
	rels := make(map[string]relation)
	err := w.walk(name, "Relationships", func(_ *tokens, e xml.StartElement) error {
		if e.Name.Local == "Relationship" && attr(e, "TargetMode") != "External" {
			target := attr(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join("/", path.Dir(of), target)
			}
			rels[attr(e, "Id")] = relation{path.Base(attr(e, "Type")), strings.TrimPrefix(path.Clean(target), "/")}
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return rels, err
}

// walk opens a part and calls each for the elements in its root. It reads the part to its end,
// where the checksum is.
func (w *workbook) walk(part, root string, each func(*tokens, xml.StartElement) error) error {
	in, err := w.open(part)
	if err != nil {
		return fmt.Errorf("xlsx: opening %.80q: %w", part, err)
	}
	defer in.Close()
	t := newTokens(part, in, w.most)
	if err := t.root(root); err != nil {
		return err
	}
	if err := t.children(func(e xml.StartElement) error { return each(t, e) }); err != nil {
		return err
	}
	return t.end()
}

// readShared reads the shared strings.
func (w *workbook) readShared(part string) error {
	size := 0
	return w.walk(part, "sst", func(t *tokens, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		s, err := richText(t)
		if err != nil {
			return err
		}
		if size += len(s); size > maxTexts || len(w.shared) == maxShared {
			return t.fail(errTooMuch)
		}
		w.shared = append(w.shared, s)
		return nil
	})
}

func isTrue(s string) bool { return s == "1" || s == "true" }
