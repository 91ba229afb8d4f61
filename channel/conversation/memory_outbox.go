package conversation

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

type memoryReceipt struct {
	data   []byte
	names  []string // NamesOf
	key    string
	at     time.Time // when it was stored last
	open   bool
	ended  bool // neither open nor uncertain
	closed bool
	of     *memoryThread
}

type memoryLine struct {
	count  int64
	due    time.Time
	worker string
	until  time.Time
}

func (r *memoryReceipt) receipt() dispatch.Receipt {
	var receipt dispatch.Receipt
	decode(r.data, &receipt)
	receipt.To = r.of.name
	return receipt
}

func (r *memoryReceipt) named(n Names) bool {
	return slices.Contains(n.Keys, r.key) || slices.ContainsFunc(r.names, func(name string) bool { return slices.Contains(n.Names, name) })
}

// set stores what a receipt is now.
func (r *memoryReceipt) set(receipt dispatch.Receipt, data []byte, now time.Time) {
	r.data, r.names, r.at = data, NamesOf(receipt), now
	r.open = receipt.Open()
	r.ended = !r.open && receipt.Status() != dispatch.Uncertain
	r.closed = r.closed && !r.open
}

// put inserts a receipt with its line, or stores a changed one.
func (m *Memory) put(t *memoryThread, r dispatch.Receipt, data []byte, changed bool) {
	old := m.receipts[r.Key]
	if old != nil && !changed {
		return
	}
	if old == nil {
		old = &memoryReceipt{key: r.Key, of: t}
		m.receipts[r.Key] = old
		t.receipts = append(t.receipts, old)
	}
	old.set(r, data, m.stamp())
	m.raise(t, changed)
}

// raise inserts the line of a thread or raises its count, and makes it due if that is wanted.
func (m *Memory) raise(t *memoryThread, due bool) {
	if t.line == nil {
		t.line = &memoryLine{due: m.stamp()}
	}
	t.line.count++
	if due {
		t.line.due = m.stamp()
	}
}

// Receipt returns the receipt with a key as it is stored, closed or not, and whether there is one.
func (m *Memory) Receipt(key string) (dispatch.Receipt, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.receipts[key]
	if r == nil {
		return dispatch.Receipt{}, false
	}
	return r.receipt(), true
}

// Note stores an entry, if it is one that may be stored.
func (m *Memory) Note(_ context.Context, e dispatch.Entry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	one := m.receipts[e.Key]
	if one == nil {
		return fmt.Errorf("%w: there is no receipt %q", dispatch.ErrFenced, e.Key)
	}
	r := one.receipt()
	if e.Status == dispatch.Begun {
		if _, ok := r.Begin(e); !ok {
			return dispatch.ErrFenced
		}
	}
	r = r.Apply(e)
	data, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("conversation: receipt %q: %w", e.Key, err)
	}
	one.set(r, data, m.stamp())
	if e.Status != dispatch.Begun {
		for _, i := range one.of.inputs {
			if i.state == inputHeld {
				i.state = inputDue
			}
		}
		if h := &one.of.head; one.of.row != nil && !one.open && !one.ended && (h.Wake.IsZero() || h.Wake.After(m.stamp())) {
			h.Wake = m.stamp() // a screen shows that the receipt is uncertain
		}
		m.poke()
	}
	return nil
}

// Claim takes the lines of threads that are due, or the line of one thread: see
// [dispatch.OutboxStore].
func (m *Memory) Claim(_ context.Context, q dispatch.ClaimQuery) ([]dispatch.Claim, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.stamp()
	if q.Thread != (channel.Thread{}) {
		t := m.threads[q.Thread]
		switch {
		case t == nil || t.line == nil:
			return nil, nil
		case t.line.claimed(now) && t.line.worker != q.Worker:
			return nil, dispatch.ErrClaimed
		}
		return []dispatch.Claim{t.claim(q, now)}, nil
	}
	var due []*memoryThread
	for _, t := range m.threads {
		if t.line != nil && !t.line.due.After(now) && !t.line.claimed(now) {
			due = append(due, t)
		}
	}
	slices.SortFunc(due, func(a, b *memoryThread) int {
		return cmp.Or(a.line.due.Compare(b.line.due), cmp.Compare(a.name.Key(), b.name.Key()))
	})
	var claims []dispatch.Claim
	for _, t := range due[:min(len(due), q.Max)] {
		claims = append(claims, t.claim(q, now))
	}
	return claims, nil
}

func (l *memoryLine) claimed(now time.Time) bool { return l.worker != "" && now.Before(l.until) }

func (t *memoryThread) claim(q dispatch.ClaimQuery, now time.Time) dispatch.Claim {
	t.line.worker, t.line.until = q.Worker, now.Add(q.Lease)
	return dispatch.Claim{Thread: t.name, Worker: q.Worker, Count: t.line.count}
}

// Open returns the open receipts of a claimed thread.
func (m *Memory) Open(_ context.Context, c dispatch.Claim) ([]dispatch.Receipt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t := m.threads[c.Thread]
	if t == nil {
		return nil, nil
	}
	var list []dispatch.Receipt
	for _, r := range t.receipts {
		if r.open {
			list = append(list, r.receipt())
		}
	}
	return list, nil
}

// Yield gives a claim back.
func (m *Memory) Yield(_ context.Context, c dispatch.Claim, wait time.Duration) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	t := m.threads[c.Thread]
	switch {
	case t == nil || t.line == nil || t.line.worker != c.Worker:
		return nil
	case wait != dispatch.NothingLeft:
		t.line.worker, t.line.due = "", m.stamp().Add(wait)
	case t.line.count == c.Count:
		t.line = nil
		m.forget(t)
	default:
		t.line.worker, t.line.due = "", m.stamp()
	}
	m.poke()
	return nil
}
