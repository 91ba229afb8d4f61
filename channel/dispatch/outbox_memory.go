package dispatch

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// MemoryOutbox is an OutboxStore in memory, for tests of hosts and as an example. It keeps receipts
// as JSON, so what a database would lose is lost here too. Its methods may be called concurrently.
type MemoryOutbox struct {
	now func() time.Time

	mu      sync.Mutex
	rows    map[string]*outboxRow   // by Receipt.Key
	threads map[string][]*outboxRow // by Thread.Key, in the order in which they were inserted
	lines   map[string]*outboxLine  // by Thread.Key
}

// outboxRow is one receipt.
type outboxRow struct {
	data   []byte
	closed bool
}

// outboxLine is one thread in which something is to be delivered.
type outboxLine struct {
	thread channel.Thread
	due    time.Time
	worker string
	until  time.Time
	count  int64
}

// NewMemoryOutbox makes a store. If now is nil, time.Now is used.
func NewMemoryOutbox(now func() time.Time) *MemoryOutbox {
	if now == nil {
		now = time.Now
	}
	return &MemoryOutbox{now: now, rows: make(map[string]*outboxRow), threads: make(map[string][]*outboxRow), lines: make(map[string]*outboxLine)}
}

// Put inserts receipts, all or none. One whose key is there already is left as it is.
func (m *MemoryOutbox) Put(receipts ...Receipt) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.save(receipts, false)
}

// Save stores receipts, in place of those with their keys, and makes their threads due: for a host
// that decides to send one again (Receipt.Retry).
func (m *MemoryOutbox) Save(receipts ...Receipt) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.save(receipts, true)
}

func (m *MemoryOutbox) save(receipts []Receipt, replace bool) error {
	encoded := make([][]byte, len(receipts))
	for i, r := range receipts {
		var err error
		if encoded[i], err = json.Marshal(r); err != nil {
			return fmt.Errorf("dispatch: receipt %q: %w", r.Key, err)
		}
	}
	for i, r := range receipts {
		row, thread := m.rows[r.Key], r.To.Key()
		if row != nil && !replace {
			continue
		}
		if row == nil {
			row = new(outboxRow)
			m.rows[r.Key] = row
			m.threads[thread] = append(m.threads[thread], row)
		}
		row.data = encoded[i]
		if r.Open() {
			row.closed = false
		}
		line := m.lines[thread]
		if line == nil {
			line = &outboxLine{thread: r.To, due: m.now()}
			m.lines[thread] = line
		}
		line.count++
		if replace {
			line.due = m.now()
		}
	}
	return nil
}

// Get returns the receipt with a key, and whether there is one.
func (m *MemoryOutbox) Get(key string) (Receipt, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	row := m.rows[key]
	if row == nil {
		return Receipt{}, false
	}
	return row.receipt(), true
}

// Done closes receipts that have ended: Open does not return them any more.
func (m *MemoryOutbox) Done(keys ...string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, key := range keys {
		if row := m.rows[key]; row != nil && !row.receipt().Open() {
			row.closed = true
		}
	}
}

func (row *outboxRow) receipt() Receipt {
	var r Receipt
	if err := json.Unmarshal(row.data, &r); err != nil {
		panic(fmt.Sprintf("dispatch: a receipt that was stored cannot be read: %v", err)) // we wrote it
	}
	return r
}

// Claim takes lines that are due, or the line of one thread. See decision 141.
func (m *MemoryOutbox) Claim(_ context.Context, q ClaimQuery) ([]Claim, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	if q.Thread != (channel.Thread{}) {
		line := m.lines[q.Thread.Key()]
		switch {
		case line == nil:
			return nil, nil
		case line.worker != "" && line.worker != q.Worker && now.Before(line.until):
			return nil, ErrClaimed
		}
		return []Claim{line.claim(q, now)}, nil
	}
	var due []*outboxLine
	for _, line := range m.lines {
		if !line.due.After(now) && (line.worker == "" || !now.Before(line.until)) {
			due = append(due, line)
		}
	}
	slices.SortFunc(due, func(a, b *outboxLine) int {
		return cmp.Or(a.due.Compare(b.due), cmp.Compare(a.thread.Key(), b.thread.Key()))
	})
	var claims []Claim
	for _, line := range due[:min(len(due), q.Max)] {
		claims = append(claims, line.claim(q, now))
	}
	return claims, nil
}

func (l *outboxLine) claim(q ClaimQuery, now time.Time) Claim {
	l.worker, l.until = q.Worker, now.Add(q.Lease)
	return Claim{Thread: l.thread, Worker: q.Worker, Count: l.count}
}

// Open returns the receipts of a claimed thread that are not closed.
func (m *MemoryOutbox) Open(_ context.Context, c Claim) ([]Receipt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.of(c.Thread, func(row *outboxRow, r Receipt) bool { return r.Open() || !row.closed }), nil
}

// of returns the receipts of a thread that pass a filter, in the order in which they were inserted.
func (m *MemoryOutbox) of(to channel.Thread, filter func(*outboxRow, Receipt) bool) []Receipt {
	var receipts []Receipt
	for _, row := range m.threads[to.Key()] {
		if r := row.receipt(); filter(row, r) {
			receipts = append(receipts, r)
		}
	}
	return receipts
}

// Note stores an entry, if it is one that may be stored.
func (m *MemoryOutbox) Note(_ context.Context, e Entry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	row := m.rows[e.Key]
	if row == nil {
		return fmt.Errorf("%w: there is no receipt %q", ErrFenced, e.Key)
	}
	r := row.receipt()
	if e.Status == Begun {
		if _, ok := r.Begin(e); !ok {
			return ErrFenced
		}
	}
	data, err := json.Marshal(r.Apply(e))
	if err != nil {
		return fmt.Errorf("dispatch: receipt %q: %w", r.Key, err)
	}
	row.data = data
	return nil
}

// Yield gives a claim back.
func (m *MemoryOutbox) Yield(_ context.Context, c Claim, wait time.Duration) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	line := m.lines[c.Thread.Key()]
	switch {
	case line == nil || line.worker != c.Worker:
	case wait != NothingLeft:
		line.worker, line.due = "", m.now().Add(wait)
	case line.count == c.Count:
		delete(m.lines, c.Thread.Key())
	default:
		line.worker, line.due = "", m.now()
	}
	return nil
}

// Revise changes receipts of a thread.
func (m *MemoryOutbox) Revise(_ context.Context, to channel.Thread, change func([]Receipt) []Receipt) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	changed := change(m.of(to, func(_ *outboxRow, r Receipt) bool { return r.Open() || r.Unsettled() }))
	if err := m.save(changed, true); err != nil {
		return err
	}
	for _, r := range changed {
		m.rows[r.Key].closed = false // its new end is told
	}
	return nil
}
