package web

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// smallest is how many bytes a page needs to be worth packing.
const smallest = 1000

// zip packs a body for a browser that can unpack it, and says so in the header. Pages hold no
// secret that a guess in the same page could find out: forms are proved by where they come from.
func zip(w http.ResponseWriter, r *http.Request, body []byte) []byte {
	w.Header().Add("Vary", "Accept-Encoding")
	if len(body) < smallest || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		return body
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(body) // a buffer takes everything
	_ = z.Close()
	w.Header().Set("Content-Encoding", "gzip")
	return packed.Bytes()
}

// packedFiles are the files of a folder, each packed when it is asked for first.
type packedFiles struct {
	files fs.FS
	mu    sync.Mutex
	ready map[string][]byte
}

// serve writes a file packed, if it is a text and the browser can unpack it. Otherwise it does
// nothing, and ok is false.
func (p *packedFiles) serve(w http.ResponseWriter, r *http.Request) (ok bool) {
	types := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
	kind := types[path.Ext(r.URL.Path)]
	if kind == "" || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		return false
	}
	packed, err := p.packed(r.URL.Path)
	if err != nil {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Encoding", "gzip")
	h.Set("Content-Length", strconv.Itoa(len(packed)))
	h.Add("Vary", "Accept-Encoding")
	_, _ = w.Write(packed) // who does not listen any more misses nothing
	return true
}

func (p *packedFiles) packed(name string) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if ready, ok := p.ready[name]; ok {
		return ready, nil
	}
	body, err := fs.ReadFile(p.files, name)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(body) // a buffer takes everything
	_ = z.Close()
	if p.ready == nil {
		p.ready = make(map[string][]byte)
	}
	p.ready[name] = b.Bytes()
	return b.Bytes(), nil
}
