package journaltest

import (
	"context"
	"maps"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/contactkit/contactkit/channel/channeltest/flaw"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// flawed is a journal in memory with a flaw.
type flawed struct {
	mu   sync.Mutex
	rows map[string]dispatch.Receipt
	note func(j *flawed, e dispatch.Entry) error // nil: it has none
}

func (j *flawed) Note(_ context.Context, e dispatch.Entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.note != nil {
		return j.note(j, e)
	}
	return j.store(e)
}

// store notes an entry as it should be.
func (j *flawed) store(e dispatch.Entry) error {
	r, ok := j.rows[e.Key]
	if !ok {
		return dispatch.ErrFenced
	}
	if e.Status == dispatch.Begun {
		if _, ok := r.Begin(e); !ok {
			return dispatch.ErrFenced
		}
	}
	j.rows[e.Key] = r.Apply(e)
	return nil
}

// without stores an entry of a status over a part that has lost its reason.
func (j *flawed) without(status dispatch.Status, e dispatch.Entry) error {
	if r := j.rows[e.Key]; e.Status == status {
		r.Parts = slices.Clone(r.Parts)
		r.Parts[e.Part].Reason = ""
		j.rows[e.Key] = r
	}
	return j.store(e)
}

// begins stores an entry if begin says so of the part, and everything else as it should be.
func begins(begin func(p dispatch.Part, e dispatch.Entry) bool) func(*flawed, dispatch.Entry) error {
	return func(j *flawed, e dispatch.Entry) error {
		r := j.rows[e.Key]
		if e.Status != dispatch.Begun || e.Part >= len(r.Parts) {
			return j.store(e)
		}
		if !begin(r.Parts[e.Part], e) {
			return dispatch.ErrFenced
		}
		j.rows[e.Key] = r.Apply(e)
		return nil
	}
}

// flaws are those that each case must find.
var flaws = map[string]func(j *flawed, e dispatch.Entry) error{
	"begin and end": func(j *flawed, e dispatch.Entry) error { e.Code = ""; return j.store(e) },
	"other receipts": func(j *flawed, e dispatch.Entry) error {
		for key := range j.rows {
			e.Key = key
			_ = j.store(e)
		}
		return nil
	},
	"two nodes at once":                       unlocked,
	"two dispatchers":                         begins(func(dispatch.Part, dispatch.Entry) bool { return true }),
	"the same entry twice":                    begins(func(p dispatch.Part, e dispatch.Entry) bool { return p.Status == dispatch.Unsent || p.Token == e.Token }),
	"after it was sent":                       begins(func(p dispatch.Part, e dispatch.Entry) bool { return p.Status == dispatch.Unsent || e.Try > p.Try }),
	"after it failed":                         begins(func(p dispatch.Part, _ dispatch.Entry) bool { return p.Status != dispatch.Sent }),
	"a stale try":                             begins(func(p dispatch.Part, _ dispatch.Entry) bool { return p.Status == dispatch.Unsent }),
	"cancelled":                               begins(func(p dispatch.Part, e dispatch.Entry) bool { return e.Try == p.Try+1 }),
	"cancelled between two parts":             begins(func(p dispatch.Part, e dispatch.Entry) bool { return e.Try == p.Try+1 }),
	"parts in order":                          begins(func(p dispatch.Part, e dispatch.Entry) bool { return p.Status == dispatch.Unsent && e.Try == p.Try+1 }),
	"cancelled while under way, then refused": func(j *flawed, e dispatch.Entry) error { return j.without(dispatch.Unsent, e) },
	"cancelled while under way, then sent": func(j *flawed, e dispatch.Entry) error {
		err := j.store(e)
		if r := j.rows[e.Key]; e.Status == dispatch.Sent {
			r.Parts[e.Part].Reason = dispatch.ReasonCancelled // as it was
		}
		return err
	},
	"nowhere": func(j *flawed, e dispatch.Entry) error {
		if _, ok := j.rows[e.Key]; !ok {
			return nil
		}
		return j.store(e)
	},
	"closed": func(j *flawed, e dispatch.Entry) error {
		if e.Status == dispatch.Unsent {
			return nil
		}
		return j.store(e)
	},
	"closed before it came": func(j *flawed, e dispatch.Entry) error {
		if e.Status == dispatch.Unsent && j.rows[e.Key].Parts[e.Part].Status != dispatch.Begun {
			return nil
		}
		return j.store(e)
	},
	"closed by another": func(j *flawed, e dispatch.Entry) error {
		if e.Status == dispatch.Unsent {
			e.Token = j.rows[e.Key].Parts[e.Part].Token
		}
		return j.store(e)
	},
	"sent stays sent": func(j *flawed, e dispatch.Entry) error {
		if e.Status != dispatch.Begun {
			r := j.rows[e.Key]
			r.Parts = slices.Clone(r.Parts)
			r.Parts[e.Part].Status = e.Status
			j.rows[e.Key] = r
			return nil
		}
		return j.store(e)
	},
	"sent again by the host": begins(func(p dispatch.Part, e dispatch.Entry) bool { return p.Status == dispatch.Unsent && e.Try == 1 }),
	"prepared files": func(j *flawed, e dispatch.Entry) error {
		if e.Status == dispatch.Prepared {
			return nil
		}
		return j.store(e)
	},
}

// unlocked reads the row, and writes it later without a lock in between: others read it meanwhile.
func unlocked(j *flawed, e dispatch.Entry) error {
	r := j.rows[e.Key]
	for range 1000 {
		j.mu.Unlock()
		runtime.Gosched()
		j.mu.Lock()
	}
	if _, ok := r.Begin(e); e.Status == dispatch.Begun && !ok {
		return dispatch.ErrFenced
	}
	j.rows[e.Key] = r.Apply(e)
	return nil
}

// Each case finds a journal that breaks its promise, and says nothing of one that keeps it.
func TestEachCaseFindsItsFlaw(t *testing.T) {
	h := Harness{
		Put: func(_ *testing.T, j dispatch.Journal, r dispatch.Receipt) { j.(*flawed).rows[r.Key] = r },
		Get: func(_ *testing.T, j dispatch.Journal, key string) dispatch.Receipt {
			f := j.(*flawed)
			f.mu.Lock()
			defer f.mu.Unlock()
			return f.rows[key]
		},
	}
	left := maps.Clone(flaws)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for _, note := range []func(*flawed, dispatch.Entry) error{nil, flaws[c.name]} {
				failed, said := flaw.Found(t, func(tb testing.TB) {
					c.run(&suite{t: tb, test: t, h: h, j: &flawed{rows: make(map[string]dispatch.Receipt), note: note}})
				})
				if failed != (note != nil) {
					t.Errorf("failed is %v with a flaw %v: %q", failed, note != nil, said)
				}
			}
			if flaws[c.name] == nil {
				t.Error("no flaw is known that this case must find")
			}
		})
		delete(left, c.name)
	}
	if len(left) > 0 {
		t.Errorf("flaws of cases that are gone: %v", slices.Collect(maps.Keys(left)))
	}
}
