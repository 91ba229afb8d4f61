package export

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
)

// A part is one file while it is written.
type part struct {
	entry ManifestFile // Name, Rows, Gone and Bytes as they grow
	file  File
	sum   hash.Hash
	out   *bufio.Writer // to the part itself
	rows  RowWriter
}

// newPart creates a file and begins it. Out is the buffer of the part before, if there was one.
func newPart(ctx context.Context, sink Sink, name string, format Format, fields []Field, out *bufio.Writer) (*part, error) {
	file, err := sink.Create(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("export: creating %s: %w", name, err)
	}
	p := &part{entry: ManifestFile{Name: name}, file: file, sum: sha256.New(), out: out}
	if p.out == nil {
		p.out = bufio.NewWriterSize(p, 64<<10)
	} else {
		p.out.Reset(p)
	}
	if p.rows, err = format.NewWriter(p.out, fields); err != nil {
		return nil, errors.Join(fmt.Errorf("export: beginning %s: %w", name, err), file.Abort())
	}
	return p, nil
}

// Write passes bytes on to the file, counted and summed.
func (p *part) Write(b []byte) (int, error) {
	n, err := p.file.Write(b)
	p.sum.Write(b[:n])
	p.entry.Bytes += int64(n)
	return n, err
}

// write adds a row.
func (p *part) write(cells []Value) error {
	p.entry.Rows++
	if err := p.rows.WriteRow(cells); err != nil {
		return fmt.Errorf("export: writing %s: %w", p.entry.Name, err)
	}
	return nil
}

// commit ends the file and makes it show under its name.
func (p *part) commit() (ManifestFile, error) {
	err := p.rows.Close()
	if err == nil {
		err = p.out.Flush()
	}
	if err == nil {
		err = p.file.Commit()
	}
	if err != nil {
		return ManifestFile{}, fmt.Errorf("export: ending %s: %w", p.entry.Name, err)
	}
	p.entry.SHA256 = hex.EncodeToString(p.sum.Sum(nil))
	return p.entry, nil
}
