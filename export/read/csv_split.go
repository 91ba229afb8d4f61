package read

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
)

// mark is the byte-order mark.
const mark = "\uFEFF"

// maxRecord bounds one record of a CSV file that is read.
const maxRecord = 16 << 20

// A csvReader splits CSV into records. Unlike encoding/csv it keeps CR LF inside a quoted cell as it is.
type csvReader struct {
	in    *bufio.Reader
	line  int // on which the last record began, from 1
	lines int // read so far
	cell  []byte
	begun bool
}

func newCSVReader(r io.Reader) *csvReader {
	return &csvReader{in: bufio.NewReaderSize(r, 64<<10)}
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
			line = bytes.TrimPrefix(line, []byte(mark))
		}
		c.line = c.lines
		if len(ending(line)) < len(line) {
			return c.record(line)
		}
	}
}

// record splits a record that begins with line, reading on while a quote is open.
func (c *csvReader) record(line []byte) ([]string, error) {
	var cells []string
	size := len(line)
	for {
		if len(line) == 0 || line[0] != '"' {
			i := bytes.IndexByte(line, ',')
			if i < 0 {
				return append(cells, string(line[:len(line)-len(ending(line))])), nil
			}
			cells = append(cells, string(line[:i]))
			line = line[i+1:]
			continue
		}
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
		case len(line) > 0 && line[0] == ',':
			line = line[1:]
		case len(ending(line)) == len(line):
			return cells, nil
		default:
			return nil, fmt.Errorf("export: line %d: text after a closing quote", c.lines)
		}
	}
}

// readLine reads up to and with the next LF. The last line may lack one.
func (c *csvReader) readLine() ([]byte, error) {
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
