package standin

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"strconv"
	"time"
)

// ServeHTTP answers one API call, with the faults in force.
func (c *Core) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	body, err := readAll(r.Body, r.ContentLength)
	if err != nil {
		c.note(r, body, 0)
		panic(http.ErrAbortHandler)
	}
	struck := c.faults.strike(r.URL.Path, func(f Fault) bool {
		return !f.aboutHooks() && (f.kind != faultRefuse || !inProcess(ctx))
	})
	var before, after time.Duration
	var end Fault // the first that replaces or breaks the answer
	for _, f := range struck {
		switch f.kind {
		case faultDelay:
			after += c.faults.between(f)
		case faultLatency:
			d := c.faults.between(f)
			before, after = before+d/2, after+d-d/2
		default:
			if end.kind == 0 {
				end = f
			}
		}
	}
	if end.kind == faultHalfOpen {
		<-ctx.Done()
	}
	if !wait(ctx, before) || end.kind == faultDrop || end.kind == faultRefuse {
		c.note(r, body, 0)
		panic(http.ErrAbortHandler)
	}
	rec := newRecorder()
	if end.kind == faultStatus {
		maps.Copy(rec.header, end.header)
		rec.WriteHeader(end.status)
		_, _ = rec.Write([]byte(end.body))
	} else {
		r.Body = io.NopCloser(bytes.NewReader(body))
		c.platform.Serve(rec, r, body)
		rec.end()
	}
	if !wait(ctx, after) || end.kind == faultLose {
		c.note(r, body, 0)
		panic(http.ErrAbortHandler)
	}
	c.note(r, body, rec.status)
	c.answer(ctx, w, rec, end)
}

// answer sends what was recorded, or as much of it as the fault leaves.
func (c *Core) answer(ctx context.Context, w http.ResponseWriter, rec *recorder, fault Fault) {
	maps.Copy(w.Header(), rec.sent)
	b := rec.body.Bytes()
	switch fault.kind {
	case faultReset:
		w.Header().Set("Content-Length", strconv.Itoa(max(len(b), 1)))
		b = b[:len(b)/2]
	case faultTruncate:
		w.Header().Del("Content-Length")
		b = b[:len(b)/2]
	case faultSlowClose:
		w.Header().Del("Content-Length")
	}
	w.WriteHeader(rec.status)
	_, _ = w.Write(b)
	switch fault.kind {
	case faultReset:
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case faultSlowClose:
		if in, ok := w.(*recorder); ok {
			in.open = fault.lo
			return
		}
		_ = http.NewResponseController(w).Flush()
		wait(ctx, fault.lo)
	}
}

func (c *Core) note(r *http.Request, body []byte, status int) {
	c.log.add(Call{
		Method: r.Method,
		Host:   r.Host,
		Path:   c.cut(r.URL.RequestURI()),
		Body:   c.cut(string(body[:min(len(body), mostLogged)])),
		Status: status,
		At:     c.Clock.Now(),
	})
}

// wait reports whether d passed before the caller left.
func wait(ctx context.Context, d time.Duration) bool {
	if d > 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		select {
		case <-t.C:
		case <-ctx.Done():
		}
	}
	return ctx.Err() == nil
}
