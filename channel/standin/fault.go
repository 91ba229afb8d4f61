package standin

import (
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Fault is one way to misbehave, made by the functions of this package. The zero Fault does
// nothing. See decision 072.
type Fault struct {
	kind   faultKind
	lo, hi time.Duration
	status int
	header http.Header
	body   string
	spared float64 // the probability that it does not strike
	path   string  // empty: any
}

type faultKind int

const (
	faultRefuse faultKind = iota + 1
	faultDrop
	faultLose
	faultReset
	faultTruncate
	faultHalfOpen
	faultSlowClose
	faultDelay
	faultLatency
	faultStatus
	faultDuplicate
	faultReorder
)

// Refuse makes no connection: the request never leaves. Over a real socket, where the connection
// exists already, it is a Drop.
func Refuse() Fault { return Fault{kind: faultRefuse} }

// Drop breaks the connection once the request was read, and the platform does not act.
func Drop() Fault { return Fault{kind: faultDrop} }

// LoseAnswer lets the platform act and breaks the connection before it answers.
func LoseAnswer() Fault { return Fault{kind: faultLose} }

// Reset lets the platform act and breaks the connection in the middle of the answer.
func Reset() Fault { return Fault{kind: faultReset} }

// Truncate lets the platform act and ends the answer after half of its body, as if it were whole.
func Truncate() Fault { return Fault{kind: faultTruncate} }

// HalfOpen is a connection whose other end is gone without a word: the request is written, the
// platform does not act, and nothing comes back until the caller gives up. A caller without a time
// limit waits for ever.
func HalfOpen() Fault { return Fault{kind: faultHalfOpen} }

// SlowClose lets the platform act and answers at once, but without a length, and ends the answer
// after d only.
func SlowClose(d time.Duration) Fault { return Fault{kind: faultSlowClose, lo: d, hi: d} }

// Delay lets the platform act at once and holds the answer back for d.
func Delay(d time.Duration) Fault { return Fault{kind: faultDelay, lo: d, hi: d} }

// Latency is a slow network: a round trip between lo and hi, one half before the platform acts and
// one after.
func Latency(lo, hi time.Duration) Fault { return Fault{kind: faultLatency, lo: lo, hi: max(lo, hi)} }

// Status answers with this status and body, and the platform does not act.
func Status(code int, body string) Fault { return Fault{kind: faultStatus, status: code, body: body} }

// Duplicate delivers a webhook twice. Its count is one of webhooks, not of API calls.
func Duplicate() Fault { return Fault{kind: faultDuplicate} }

// Reorder puts a webhook before the one that was queued last. Its count is one of webhooks, not of
// API calls.
func Reorder() Fault { return Fault{kind: faultReorder} }

// Chance lets the fault strike with this probability only, from 0 (never) to 1 (always), drawn with
// the server's seed; calls that it spares count too.
func (f Fault) Chance(p float64) Fault {
	f.spared = 1 - p
	return f
}

// On limits the fault to calls whose path contains part; others are not counted.
func (f Fault) On(part string) Fault {
	f.path = part
	return f
}

// Header adds a header to the answer of a Status fault.
func (f Fault) Header(key, value string) Fault {
	f.header = f.header.Clone()
	if f.header == nil {
		f.header = make(http.Header)
	}
	f.header.Add(key, value)
	return f
}

func (f Fault) aboutHooks() bool { return f.kind == faultDuplicate || f.kind == faultReorder }

// faults are those in force.
type faults struct {
	mu   sync.Mutex
	list []armed
	rand *rand.Rand
}

type armed struct {
	Fault
	left int // negative: for ever
}

func (f *faults) add(fault Fault, n int) {
	if n == 0 {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, armed{fault, n})
}

func (f *faults) heal() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = nil
}

// strike counts one call or webhook against the faults that pick chooses, and returns those that
// strike.
func (f *faults) strike(path string, pick func(Fault) bool) []Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []Fault
	kept := f.list[:0]
	for _, a := range f.list {
		if pick(a.Fault) && strings.Contains(path, a.path) {
			if a.spared <= 0 || f.rand.Float64() < 1-a.spared {
				out = append(out, a.Fault)
			}
			if a.left > 0 {
				a.left--
			}
		}
		if a.left != 0 {
			kept = append(kept, a)
		}
	}
	f.list = kept
	return out
}

// between draws a duration from a fault's bounds.
func (f *faults) between(fault Fault) time.Duration {
	if fault.hi == fault.lo {
		return fault.lo
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return fault.lo + time.Duration(f.rand.Int64N(int64(fault.hi-fault.lo)+1))
}
