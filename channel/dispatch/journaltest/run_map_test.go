package journaltest_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"

	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/dispatch/journaltest"
)

// table is a journal as a host may keep it: a row for each receipt, with a column of JSON. The
// mutex is in place of a transaction that locks the row.
type table struct {
	mu   sync.Mutex
	rows map[string][]byte
}

func (t *table) Note(_ context.Context, e dispatch.Entry) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	var r dispatch.Receipt
	if err := json.Unmarshal(t.rows[e.Key], &r); err != nil {
		return errors.Join(dispatch.ErrFenced, err)
	}
	if e.Status == dispatch.Begun {
		begun, ok := r.Begin(e)
		if !ok {
			return dispatch.ErrFenced
		}
		r = begun
	}
	return t.save(r.Apply(e))
}

func (t *table) save(r dispatch.Receipt) (err error) {
	t.rows[r.Key], err = json.Marshal(r)
	return err
}

func TestTable(t *testing.T) {
	journaltest.Run(t, journaltest.Harness{
		New: func(*testing.T) dispatch.Journal { return &table{rows: make(map[string][]byte)} },
		Put: func(t *testing.T, j dispatch.Journal, r dispatch.Receipt) {
			tab := j.(*table)
			tab.mu.Lock()
			defer tab.mu.Unlock()
			if err := tab.save(r); err != nil {
				t.Fatal(err)
			}
		},
		Get: func(t *testing.T, j dispatch.Journal, key string) (r dispatch.Receipt) {
			tab := j.(*table)
			tab.mu.Lock()
			defer tab.mu.Unlock()
			if err := json.Unmarshal(tab.rows[key], &r); err != nil {
				t.Fatal(err)
			}
			return r
		},
	})
}
