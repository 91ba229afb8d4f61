package conversation

import "context"

// A Backlog counts the inputs, questions and messages that wait, for dashboards and tests. The zero
// value means that none waits. A thread that is due because a deadline has come or a receipt has
// ended is not counted: Store.Due lists it. Messages that are uncertain are not counted either: see
// [DoubtLister].
type Backlog struct {
	Inputs   int // to be applied
	Calls    int // questions to robots
	Receipts int // to be sent, or being sent
}

// A Backlogger is a Store that counts its waiting work. All stores of this library are.
type Backlogger interface {
	Backlog(ctx context.Context) (Backlog, error)
}

var _ Backlogger = (*Memory)(nil)

// Backlog counts what waits to be done. The error is always nil.
func (m *Memory) Backlog(context.Context) (b Backlog, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, i := range m.inputs {
		if i.state == inputDue {
			b.Inputs++
		}
	}
	b.Calls = len(m.calls)
	for _, r := range m.receipts {
		if r.open && !r.closed {
			b.Receipts++
		}
	}
	return b, nil
}
