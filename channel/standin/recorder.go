package standin

import (
	"bytes"
	"net/http"
	"time"
)

// recorder is a ResponseWriter in memory.
type recorder struct {
	header http.Header
	sent   http.Header // what header was when the status was written
	status int
	body   bytes.Buffer
	open   time.Duration // how long the end of the body is held back
}

func newRecorder() *recorder { return &recorder{header: make(http.Header)} }

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status, r.sent = status, r.header.Clone()
	}
}

func (r *recorder) Write(p []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(p)
}

// Flush lets http.ResponseController flush, which is nothing here.
func (r *recorder) Flush() {}

// end writes the status that a handler left to the server.
func (r *recorder) end() { r.WriteHeader(http.StatusOK) }
