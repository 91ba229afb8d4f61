package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
)

// Bounds of reading. A workbook is packed, so its size says little about what is in it.
const (
	maxPart   = 512 << 20 // bytes of one part, unpacked
	maxToken  = 1 << 20   // bytes between two "<": a text of 32,767 characters, each escaped, has less
	maxDepth  = 64        // elements inside each other
	maxShared = 4 << 20   // shared strings
	maxTexts  = 128 << 20 // bytes of shared strings
	maxSheets = 256
	maxBegin  = 1 << 20 // bytes of another sheet until its first row ends
)

var errTooMuch = errors.New("more than can be read safely")

// A frugal reader ends with errTooMuch before one token or all of a part exhausts the memory.
type frugal struct {
	in    io.Reader
	left  int64 // of the part
	token int   // bytes since the last "<"
}

func (f *frugal) Read(b []byte) (int, error) {
	if len(b) > maxToken/2 {
		b = b[:maxToken/2]
	}
	n, err := f.in.Read(b)
	if f.left -= int64(n); f.left < 0 {
		return 0, errTooMuch
	}
	for _, c := range b[:n] {
		if f.token++; c == '<' {
			f.token = 0
		}
		if f.token > maxToken {
			return 0, errTooMuch
		}
	}
	return n, err
}

// tokens are the elements of one part.
type tokens struct {
	part  string
	xml   *xml.Decoder
	depth int
}

func newTokens(part string, in io.Reader, most int64) *tokens {
	return &tokens{part: part, xml: xml.NewDecoder(&frugal{in: in, left: most})}
}

// next is the next token; io.EOF only where every element is closed.
func (t *tokens) next() (xml.Token, error) {
	tok, err := t.xml.Token()
	if err == io.EOF {
		return nil, err
	}
	if err != nil {
		return nil, t.fail(err)
	}
	switch tok.(type) {
	case xml.StartElement:
		if t.depth++; t.depth > maxDepth {
			return nil, t.fail(errTooMuch)
		}
	case xml.EndElement:
		t.depth--
	}
	return tok, nil
}

// children calls each for the elements inside the one just begun, which each reads to its end or
// leaves for skip.
func (t *tokens) children(each func(xml.StartElement) error) error {
	inside := t.depth
	for {
		tok, err := t.next()
		if err != nil {
			return t.cut(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if err := each(tok); err != nil {
				return err
			}
			if err := t.leave(inside); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// leave reads on until the depth is as given.
func (t *tokens) leave(depth int) error {
	for t.depth > depth {
		if _, err := t.next(); err != nil {
			return t.cut(err)
		}
	}
	return nil
}

// text is the text inside the element just begun, and reads to its end.
func (t *tokens) text() (string, error) {
	var b []byte
	for inside := t.depth; ; {
		tok, err := t.next()
		if err != nil {
			return "", t.cut(err)
		}
		switch tok := tok.(type) {
		case xml.CharData:
			if t.depth == inside {
				if b = append(b, tok...); len(b) > maxToken {
					return "", t.fail(errTooMuch)
				}
			}
		case xml.EndElement:
			if t.depth < inside {
				return string(b), nil
			}
		}
	}
}

// root finds the outermost element and checks its name.
func (t *tokens) root(name string) error {
	for {
		tok, err := t.next()
		if err != nil {
			return t.cut(err)
		}
		if e, ok := tok.(xml.StartElement); ok {
			if e.Name.Local != name {
				return t.fail(fmt.Errorf("it is no %s", name))
			}
			return nil
		}
	}
}

// end reads what follows the outermost element.
func (t *tokens) end() error {
	for {
		if _, err := t.next(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// cut is the error of a part that ends too early.
func (t *tokens) cut(err error) error {
	if err == io.EOF {
		return t.fail(io.ErrUnexpectedEOF)
	}
	return err
}

func (t *tokens) fail(err error) error { return fmt.Errorf("xlsx: %s: %w", t.part, err) }

// attr is an attribute by its local name.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
