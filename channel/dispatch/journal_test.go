package dispatch_test

import (
	"context"
	"slices"
	"sync"

	"github.com/contactkit/contactkit/channel/dispatch"
)

// journal keeps entries as a host's database would.
type journal struct {
	mu      sync.Mutex
	entries []dispatch.Entry
	fail    func(e dispatch.Entry) error // nil: never
	told    func(e dispatch.Entry)       // before an entry is stored
}

func newJournal() *journal { return &journal{} }

func (j *journal) Note(_ context.Context, e dispatch.Entry) error {
	if j.told != nil {
		j.told(e)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.fail != nil {
		if err := j.fail(e); err != nil {
			return err
		}
	}
	j.entries = append(j.entries, e)
	return nil
}

func (j *journal) all() []dispatch.Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.entries)
}

// receipt is what the journal knows of a receipt.
func (j *journal) receipt(r dispatch.Receipt) dispatch.Receipt {
	for _, e := range j.all() {
		r = r.Apply(e)
	}
	return r
}
