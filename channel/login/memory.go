package login

import (
	"context"
	"fmt"
	"io"
	"sync"
)

// Memory is a Pendings and a Grants that forgets: for tests, and for hosts of one process. The zero
// value is empty. It must not be copied.
type Memory struct {
	mu      sync.Mutex
	pending map[string]Pending
	grants  map[[2]string]Grant
}

// Format prints no content, whatever the verb: fmt would print credentials in unexported fields as
// they are.
func (m *Memory) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "login.Memory") }

// Put stores a pending login, and drops those that had ended when it began.
func (m *Memory) Put(_ context.Context, p Pending) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pending == nil {
		m.pending = make(map[string]Pending)
	}
	for state, old := range m.pending {
		if old.Until.Before(p.Begun) {
			delete(m.pending, state)
		}
	}
	m.pending[p.State] = p
	return nil
}

// Take returns a pending login and removes it.
func (m *Memory) Take(_ context.Context, state string) (Pending, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, ok := m.pending[state]
	delete(m.pending, state)
	return p, ok, nil
}

// Load returns a grant.
func (m *Memory) Load(_ context.Context, tenant, key string) (Grant, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.grants[[2]string{tenant, key}].Clone(), nil
}

// Swap stores a grant if the stored one has the given serial.
func (m *Memory) Swap(_ context.Context, tenant, key string, serial int64, now Grant) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := [2]string{tenant, key}
	if m.grants[at].Serial != serial {
		return false, nil
	}
	if m.grants == nil {
		m.grants = make(map[[2]string]Grant)
	}
	m.grants[at] = now.Clone()
	return true, nil
}
