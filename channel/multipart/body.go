package multipart

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/contactkit/contactkit/channel"
)

// Body is the body of a request that Form.Request made (http.Request.Body): the texts and files of
// the form, one after the other. It is read by one reader at a time; Close may be called meanwhile.
type Body struct {
	*ending
	pieces []*piece
	at     int   // the piece that is read
	size   int64 // -1: not known
	closed atomic.Bool
}

// ending is how the bodies of one request ended.
type ending struct{ why atomic.Pointer[error] }

// Broken returns why the body of the request broke off before its end; nil if it did not. A body
// that was closed early did not break.
func (e *ending) Broken() error {
	if why := e.why.Load(); why != nil {
		return *why
	}
	return nil
}

// piece is a text, or a file with what is known of its length.
type piece struct {
	io.Reader
	file io.Closer // nil: a text
	shut sync.Once
	name string
	size int64 // of a file; -1: not known
	most int64
	read int64
}

func (b *Body) text(s string) {
	b.pieces = append(b.pieces, &piece{Reader: strings.NewReader(s)})
	if b.size >= 0 {
		b.size += int64(len(s))
	}
}

func (b *Body) file(name string, f channel.File, most int64) {
	b.pieces = append(b.pieces, &piece{Reader: f.Body, file: f.Body, name: name, size: f.Size, most: most})
	if f.Size < 0 {
		b.size = -1
	} else if b.size >= 0 {
		b.size += f.Size
	}
}

var errClosed = errors.New("multipart: read after close")

// Read implements [io.Reader]. It fails if a file cannot be read to its end, is not as long as it
// said, or has more bytes than the form allows it; Broken then returns why, in the last case a
// [*channel.FieldError].
func (b *Body) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for b.at < len(b.pieces) {
		if b.closed.Load() {
			return 0, errClosed
		}
		if err := b.Broken(); err != nil {
			return 0, err
		}
		now := b.pieces[b.at]
		n, err := now.Read(p)
		now.read += int64(n)
		if why := now.check(err); why != nil && !b.closed.Load() {
			b.why.Store(&why)
			return 0, why
		}
		if err == io.EOF {
			_ = now.close() // it was read to its end
			b.at++
		}
		if n > 0 {
			return n, nil
		}
	}
	return 0, io.EOF
}

// check says what is wrong with a file after a read that ended with err.
func (p *piece) check(err error) error {
	switch {
	case p.file == nil:
		return nil
	case err != nil && err != io.EOF:
		return fmt.Errorf("the file of %s cannot be read: %w", p.name, err)
	case p.most > 0 && p.read > p.most:
		return tooLarge(p.name, p.most, p.read)
	case p.size >= 0 && (p.read > p.size || err == io.EOF && p.read < p.size):
		return fmt.Errorf("the file of %s is not as long as it said, %d bytes", p.name, p.size)
	}
	return nil
}

func (p *piece) close() (err error) {
	if p.file != nil {
		p.shut.Do(func() { err = p.file.Close() })
	}
	return err
}

// Close closes the files that are still open.
func (b *Body) Close() error {
	b.closed.Store(true)
	var errs []error
	for _, p := range b.pieces {
		errs = append(errs, p.close())
	}
	return errors.Join(errs...)
}
