package standin

import (
	"slices"
	"sync"
	"time"
)

// Call is one API call in the log.
type Call struct {
	Method string
	Host   string
	Path   string // with the query; credentials cut
	Body   string // at most 64 KiB of it; credentials cut
	Status int    // what was answered; zero: nothing, by a fault or because the caller left
	At     time.Time
}

const mostLogged = 64 << 10

type log struct {
	mu    sync.Mutex
	calls []Call
}

func (l *log) add(c Call) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls = append(l.calls, c)
}

func (l *log) all() []Call {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.calls)
}
