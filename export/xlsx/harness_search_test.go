package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
)

// Every canary contains core. It is of letters and digits, so that no format escapes parts of it.
const core = "QzCanary7fX3kPw9Vb"

// forms are the spellings of core: plain, percent-escaped, hex, and base64 of both alphabets at
// each of the three alignments, without the characters that depend on its neighbours.
func forms() map[string]string {
	var percent strings.Builder
	for _, c := range []byte(core) {
		fmt.Fprintf(&percent, "%%%02x", c)
	}
	h := hex.EncodeToString([]byte(core))
	all := map[string]string{"plain": core, "percent": percent.String(), "Percent": strings.ToUpper(percent.String()), "hex": h, "HEX": strings.ToUpper(h)}
	for name, e := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
		for at := range 3 {
			text := e.EncodeToString([]byte(strings.Repeat("x", at) + core))
			first, last := (at*8+5)/6, (at+len(core))*8/6 // whole characters of the core alone
			all[fmt.Sprint(name, " at ", at)] = text[first:last]
		}
	}
	return all
}

// search looks for a canary in whatever leaves the host. It may be used concurrently.
type search struct {
	forms map[string]string
	mu    sync.Mutex
	found []string
	bytes int64
}

func newSearch() *search { return &search{forms: forms()} }

// text looks through a text that is not a file.
func (s *search) text(where string, what ...any) {
	for _, x := range what {
		s.look(where, []byte(fmt.Sprintf("%v\n%+v\n%#v", x, x, x)))
	}
}

func (s *search) look(where string, b []byte) {
	for name, form := range s.forms {
		if bytes.Contains(b, []byte(form)) {
			s.mu.Lock()
			if note := where + ": " + name; !slices.Contains(s.found, note) {
				s.found = append(s.found, note)
			}
			s.mu.Unlock()
		}
	}
	s.mu.Lock()
	s.bytes += int64(len(b))
	s.mu.Unlock()
}

// stream looks through a file, piece by piece.
func (s *search) stream(where string, r io.Reader) error {
	const overlap = 128 // longer than any form
	buffer, kept := make([]byte, 256<<10), 0
	for {
		n, err := io.ReadFull(r, buffer[kept:])
		s.look(where, buffer[:kept+n])
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return nil
		}
		if err != nil {
			return err
		}
		kept = copy(buffer, buffer[len(buffer)-overlap:])
	}
}

// file looks through a file as it is, and through what is packed in it.
func (s *search) file(name string, r io.ReaderAt, size int64) error {
	s.text("names", name)
	if err := s.stream(name, io.NewSectionReader(r, 0, size)); err != nil {
		return err
	}
	magic := make([]byte, 4)
	if n, _ := r.ReadAt(magic, 0); n < 4 || string(magic) != "PK\x03\x04" {
		return nil
	}
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return err
	}
	for _, f := range archive.File {
		where := name + "/" + f.Name
		s.text("names", where, f.Comment, f.Extra)
		in, err := f.Open()
		if err != nil {
			return err
		}
		if strings.HasSuffix(f.Name, ".xlsx") { // packed twice
			data, err := io.ReadAll(in)
			if err != nil {
				return err
			}
			if err := s.file(where, bytes.NewReader(data), int64(len(data))); err != nil {
				return err
			}
			continue
		}
		if err := s.stream(where, in); err != nil {
			return err
		}
	}
	return nil
}
