package conversation

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

// Calls claims questions to robots.
func (m *Memory) Calls(_ context.Context, q CallQuery) ([]Call, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.stamp()
	var first []*memoryCall
	for _, t := range m.threads {
		if len(t.calls) > 0 && !slices.ContainsFunc(t.calls, func(c *memoryCall) bool { return now.Before(c.until) }) {
			first = append(first, t.calls[0])
		}
	}
	slices.SortFunc(first, func(a, b *memoryCall) int { return cmp.Compare(a.seq, b.seq) })
	var calls []Call
	for _, c := range first[:min(len(first), q.Max)] {
		c.until = now.Add(q.Lease)
		calls = append(calls, c.call())
	}
	return calls, nil
}

// Release makes skipped inputs due.
func (m *Memory) Release(_ context.Context, q ReleaseQuery) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []*memoryInput
	for _, t := range m.threads {
		for _, i := range t.inputs {
			if i.state != inputSkipped {
				continue
			}
			in := i.input()
			if in.Channel == q.Channel && q.Channel != "" ||
				in.Channel == "" && q.Account != "" && in.Thread.Platform == q.Platform && in.Thread.Account == q.Account {
				list = append(list, i)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b *memoryInput) int { return a.at.Compare(b.at) })
	list = list[:min(len(list), q.Max)]
	for _, i := range list {
		in := i.input()
		in.Channel, in.Skipped = q.Channel, ""
		data, err := json.Marshal(in)
		if err != nil {
			return 0, err
		}
		i.data, i.state, i.at = data, inputDue, m.stamp()
		i.of.inputs = append(remove(i.of.inputs, i), i)
	}
	m.poke()
	return len(list), nil
}

// Wake makes every thread of a channel with an open session due.
func (m *Memory) Wake(_ context.Context, channelID string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range m.threads {
		if t.row != nil && t.head.Channel == channelID && t.head.State.Phase != session.PhaseClosed {
			t.head.Wake = m.stamp()
		}
	}
	m.poke()
	return nil
}

// Erase deletes what is stored of a thread.
func (m *Memory) Erase(_ context.Context, thread channel.Thread) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	t := m.threads[thread]
	switch {
	case t == nil:
		return nil
	case t.line != nil && t.line.claimed(m.stamp()):
		return dispatch.ErrClaimed
	}
	m.erase(t)
	return nil
}

// erase deletes a thread.
func (m *Memory) erase(t *memoryThread) {
	for _, i := range t.inputs {
		m.eraseInput(i)
	}
	for _, r := range t.receipts {
		delete(m.receipts, r.key)
	}
	for _, c := range t.calls {
		delete(m.calls, c.key)
	}
	delete(m.threads, t.name)
}

// eraseInput keeps ErasedID of an input alone.
func (m *Memory) eraseInput(i *memoryInput) {
	delete(m.inputs, i.id)
	m.erased[ErasedID(i.id)] = m.stamp()
}

// Prune deletes what was stored before an instant and is over.
func (m *Memory) Prune(_ context.Context, before time.Time, most int) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, i := range m.inputs {
		if n < most && i.at.Before(before) && (i.state == inputApplied || i.state == inputSkipped || i.state == inputBad) {
			delete(m.inputs, i.id)
			i.of.inputs = remove(i.of.inputs, i)
			n++
		}
	}
	for _, r := range m.receipts {
		if n < most && r.at.Before(before) && (r.closed || !r.open && !r.ended) {
			delete(m.receipts, r.key)
			r.of.receipts = remove(r.of.receipts, r)
			n++
		}
	}
	for id, at := range m.erased {
		if n < most && at.Before(before) {
			delete(m.erased, id)
			n++
		}
	}
	for _, t := range m.threads {
		m.forget(t)
	}
	return n, nil
}
