package call

import (
	"net/http/httptrace"
	"sync"
	"sync/atomic"
)

// watch looks at the connection of one call. A connection is asked for first, then had; only from
// then on bytes can leave. A transport that reports neither, such as one in a test, leaves both
// false.
type watch struct {
	asked, had atomic.Bool
	getConn    func(string)                // sets asked
	gotConn    func(httptrace.GotConnInfo) // sets had
}

// watches are those of calls that were answered. A call without an answer keeps its own, because
// its transport may still try. See decision 371.
var watches = sync.Pool{New: func() any {
	w := new(watch)
	w.getConn = func(string) { w.asked.Store(true) }
	w.gotConn = func(httptrace.GotConnInfo) { w.had.Store(true) }
	return w
}}

// begin forgets the call before, and returns the trace of the next one. The trace is never used
// again: net/http reads it while it puts the connection back, when the call has ended here.
func (w *watch) begin() *httptrace.ClientTrace {
	w.asked.Store(false)
	w.had.Store(false)
	return &httptrace.ClientTrace{GetConn: w.getConn, GotConn: w.gotConn}
}

// notHad reports whether the call asked for a connection and has had none, so that no byte has
// left.
func (w *watch) notHad() bool { return w.asked.Load() && !w.had.Load() }
