package read

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// mark is the byte-order mark.
const mark = "\uFEFF"

// maxRecord bounds one record of a CSV file that is read.
const maxRecord = 16 << 20

// A csvReader splits CSV into records. Unlike encoding/csv it keeps CR LF inside a quoted cell as
// it is.
type csvReader struct {
	in    *bufio.Reader
	line  int // on which the last record began, from 1
	lines int // read so far
	width int // how many cells a record probably has
	cell  []byte
	begun bool

	sep    byte   // between cells
	marked bool   // the file has a byte-order mark
	quoted bool   // a cell of the last record was in quotes
	rest   []byte // of a line that a lone CR ended
	own    bool   // the line that was read last is a part of rest, which no further reading overwrites
}

func newCSVReader(r io.Reader) *csvReader {
	return &csvReader{in: bufio.NewReaderSize(r, 64<<10), sep: ','}
}

// next reads a record; io.EOF says that there is none. Empty lines are passed over.
func (c *csvReader) next() ([]string, error) {
	for {
		line, err := c.readLine()
		if err != nil {
			return nil, err
		}
		if !c.begun {
			c.begun = true
			if line, err = c.begin(line); err != nil {
				return nil, err
			}
		}
		c.line = c.lines
		if len(line) > 0 && line[0] == '\r' && len(ending(line)) < len(line) { // an empty line that a CR alone ends
			c.keep(line[1:])
			continue
		}
		if len(ending(line)) < len(line) {
			cells, err := c.record(line)
			c.width = min(len(cells), maxWidth)
			return cells, err
		}
	}
}

// maxWidth is the number of cells up to which room is made for a record before it is read.
const maxWidth = 1024

// begin takes from the first line what is about the file: a byte-order mark, and the separator that
// Excel names there.
func (c *csvReader) begin(line []byte) ([]byte, error) {
	if bytes.HasPrefix(line, []byte("\xFF\xFE")) || bytes.HasPrefix(line, []byte("\xFE\xFF")) || bytes.HasPrefix(line, []byte("\x00")) || len(line) > 1 && line[1] == 0 {
		return nil, errors.New("export: the file is UTF-16: save it as CSV UTF-8")
	}
	bare := bytes.TrimPrefix(line, []byte(mark))
	c.marked = len(bare) < len(line)
	text := bytes.Trim(bare, "\" \r\n")
	if len(text) != len("sep=,") || !bytes.EqualFold(text[:4], []byte("sep=")) {
		return bare, nil
	}
	switch c.sep = text[4]; c.sep {
	case ',', ';', '\t', '|':
		return nil, nil // an empty line
	}
	return nil, fmt.Errorf("export: the file names %q as its separator; it must be a comma, a semicolon, a TAB or a bar", c.sep)
}

// record splits a record that begins with line, reading on while a quote is open.
func (c *csvReader) record(line []byte) ([]string, error) {
	cells := make([]string, 0, c.width)
	size := len(line)
	c.quoted = false
	for {
		if len(line) == 0 || line[0] != '"' {
			i := bytes.IndexByte(line, c.sep)
			cell := line
			if i >= 0 {
				cell = line[:i]
			}
			if end := bytes.IndexByte(cell, '\r'); end >= 0 && len(ending(line)) < len(line)-end { // a CR alone ends a line too
				c.keep(line[end+1:])
				return append(cells, string(cell[:end])), nil
			}
			if i < 0 {
				return append(cells, string(line[:len(line)-len(ending(line))])), nil
			}
			cells = append(cells, string(cell))
			line = line[i+1:]
			continue
		}
		c.quoted = true
		line = line[1:]
		c.cell = c.cell[:0]
		for closed := false; !closed; {
			i := bytes.IndexByte(line, '"')
			switch {
			case i < 0:
				c.cell = append(c.cell, line...)
				more, err := c.readLine()
				if err == io.EOF {
					return nil, fmt.Errorf("export: line %d: a quote is never closed: %w", c.line, io.ErrUnexpectedEOF)
				}
				if err != nil {
					return nil, err
				}
				if line, size = more, size+len(more); size > maxRecord {
					return nil, tooLong(c.line)
				}
			case i+1 < len(line) && line[i+1] == '"':
				c.cell = append(c.cell, line[:i+1]...)
				line = line[i+2:]
			default:
				c.cell = append(c.cell, line[:i]...)
				line = line[i+1:]
				closed = true
			}
		}
		cells = append(cells, string(c.cell))
		switch {
		case len(line) > 0 && line[0] == c.sep:
			line = line[1:]
		case len(line) > 0 && line[0] == '\r' && len(ending(line)) < len(line):
			c.keep(line[1:])
			return cells, nil
		case len(ending(line)) == len(line):
			return cells, nil
		default:
			return nil, fmt.Errorf("export: line %d: text after a closing quote", c.lines)
		}
	}
}

// keep puts back what follows a lone CR.
func (c *csvReader) keep(rest []byte) {
	if !c.own {
		rest = bytes.Clone(rest)
	}
	c.rest = rest
}

// readLine reads up to and with the next LF. The last line may lack one.
func (c *csvReader) readLine() ([]byte, error) {
	if len(c.rest) > 0 {
		line := c.rest
		c.rest, c.own = nil, true
		c.lines++
		return line, nil
	}
	c.own = false
	var long []byte
	for {
		piece, err := c.in.ReadSlice('\n')
		switch {
		case err == bufio.ErrBufferFull:
			if long = append(long, piece...); len(long) > maxRecord {
				return nil, tooLong(c.lines + 1)
			}
			continue
		case err == io.EOF && len(long)+len(piece) == 0:
			return nil, io.EOF
		case err != nil && err != io.EOF:
			return nil, fmt.Errorf("export: reading: %w", err)
		}
		c.lines++
		if long == nil {
			return piece, nil
		}
		if long = append(long, piece...); len(long) > maxRecord {
			return nil, tooLong(c.lines)
		}
		return long, nil
	}
}

func tooLong(line int) error {
	return fmt.Errorf("export: line %d: a record of more than %d bytes", line, maxRecord)
}

// ending is what ends a line: LF, CR LF, or nothing at the end of the file.
func ending(line []byte) []byte {
	n := len(line)
	switch {
	case n > 1 && line[n-2] == '\r' && line[n-1] == '\n':
		return line[n-2:]
	case n > 0 && line[n-1] == '\n':
		return line[n-1:]
	}
	return nil
}
