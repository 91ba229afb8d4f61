package conversation

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/erase"
)

// EraseContact deletes everything of a contact, also from groups: see [ContactEraser].
func (m *Memory) EraseContact(_ context.Context, plan erase.Plan) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	var claimed error
	for name, t := range m.threads {
		switch {
		case !plan.Thread(name):
			if err := m.eraseFrom(t, plan); err != nil {
				return err
			}
		case t.line != nil && t.line.claimed(m.stamp()):
			claimed = fmt.Errorf("conversation: a thread of account %s: %w", name.Account, dispatch.ErrClaimed)
		default:
			m.erase(t)
		}
	}
	return claimed
}

// eraseFrom deletes what a thread of others has of a contact.
func (m *Memory) eraseFrom(t *memoryThread, plan erase.Plan) error {
	for _, i := range t.inputs {
		if i.input().Of(plan) {
			m.eraseInput(i)
			t.inputs = remove(t.inputs, i)
		}
	}
	for _, c := range t.calls {
		if c.call().Of(plan) {
			delete(m.calls, c.key)
			t.calls = remove(t.calls, c)
		}
	}
	if row, ok := t.without(plan); ok {
		data, err := json.Marshal(row)
		if err != nil {
			return err
		}
		t.row = data
	}
	m.forget(t)
	return nil
}

// without is Row.Without of the thread's row.
func (t *memoryThread) without(plan erase.Plan) (row Row, ok bool) {
	if t.row == nil {
		return Row{}, false
	}
	decode(t.row, &row)
	row.Thread = t.name
	return row.Without(plan)
}

// Left counts what is stored of a contact: see [ContactEraser].
func (m *Memory) Left(_ context.Context, plan erase.Plan, step erase.Step) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	left := make(map[erase.Data]int)
	for name, t := range m.threads {
		own := plan.Thread(name)
		for _, i := range t.inputs {
			if i.input().Of(plan) {
				left[erase.Events]++
				if own {
					left[erase.Seen]++
				}
			}
		}
		for _, c := range t.calls {
			if c.call().Of(plan) {
				left[erase.Sessions]++
			}
		}
		if _, ok := t.without(plan); ok {
			left[erase.Profiles]++
		}
		if !own {
			continue
		}
		if t.row != nil {
			left[erase.Sessions]++
		}
		if t.line != nil {
			left[erase.Sending]++
		}
		for _, r := range t.receipts {
			if r.open {
				left[erase.Sending]++
			} else {
				left[erase.Receipts]++
			}
		}
	}
	return left[step.Data], nil
}
