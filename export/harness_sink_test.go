package export

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"slices"
)

// A memory is a Sink for tests. It can be told to fail at its n-th operation, before or after the
// operation took effect, once or, like a process that was killed, from then on.
type memory struct {
	files map[string][]byte
	open  int // files begun and not ended
	steps int
	fault fault
	dead  bool
}

// A fault says which operation of a memory or a folder fails.
type fault struct {
	at    int  // from 1; 0: none
	after bool // the operation takes effect, and its answer is lost
	kill  bool // nothing works any more
}

var errFault = errors.New("the disk is on fire")

func newMemory() *memory { return &memory{files: make(map[string][]byte)} }

// step counts an operation. It reports whether the operation is to be done and what to answer.
func (m *memory) step() (do bool, err error) {
	m.steps++
	if m.dead {
		return false, errFault
	}
	if m.steps == m.fault.at {
		m.dead = m.fault.kill
		return m.fault.after, errFault
	}
	return true, nil
}

// restart lets a memory work again, as a new process finds it.
func (m *memory) restart(f fault) { m.steps, m.dead, m.fault, m.open = 0, false, f, 0 }

func (m *memory) names() []string { return slices.Sorted(maps.Keys(m.files)) }

func (m *memory) Create(ctx context.Context, name string) (File, error) {
	if do, err := m.step(); !do || err != nil {
		return nil, errors.Join(err, ctx.Err())
	}
	m.open++
	return &memoryFile{sink: m, name: name}, ctx.Err()
}

func (m *memory) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	if _, err := m.step(); err != nil {
		return nil, err
	}
	b, ok := m.files[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return io.NopCloser(&memoryReader{m, bytes.NewReader(b)}), ctx.Err()
}

func (m *memory) Remove(ctx context.Context, name string) error {
	do, err := m.step()
	if do {
		delete(m.files, name)
	}
	return errors.Join(err, ctx.Err())
}

type memoryReader struct {
	sink *memory
	*bytes.Reader
}

func (r *memoryReader) Read(b []byte) (int, error) {
	if _, err := r.sink.step(); err != nil {
		return 0, err
	}
	return r.Reader.Read(b)
}

func (r *memoryReader) WriteTo(w io.Writer) (int64, error) { // so that Read is called
	return io.Copy(w, struct{ io.Reader }{r})
}

type memoryFile struct {
	sink  *memory
	name  string
	text  []byte
	ended bool
}

func (f *memoryFile) Write(b []byte) (int, error) {
	if _, err := f.sink.step(); err != nil {
		f.text = append(f.text, b[:len(b)/2]...)
		return len(b) / 2, err
	}
	f.text = append(f.text, b...)
	return len(b), nil
}

func (f *memoryFile) Commit() error {
	do, err := f.sink.step()
	if do && !f.ended {
		f.sink.files[f.name] = f.text
		f.ended = true
		f.sink.open--
	}
	return err
}

func (f *memoryFile) Abort() error {
	do, err := f.sink.step()
	if do && !f.ended {
		f.ended = true
		f.sink.open--
	}
	return err
}
