package conversation

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// Update changes a thread as plan says.
func (m *Memory) Update(_ context.Context, thread channel.Thread, in []Input, plan func(View) (Change, error)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	undo, err := m.add(in)
	if err != nil {
		undo()
		return err
	}
	v := m.view(thread)
	c, err := plan(v)
	var e encoded
	if err == nil {
		e, err = encode(c)
	}
	if err == nil && m.also != nil {
		err = m.also(v, c)
	}
	if err != nil {
		undo()
		return err
	}
	m.save(m.thread(thread), c, e)
	m.poke()
	return nil
}

// view reads a thread.
func (m *Memory) view(name channel.Thread) View {
	v := View{Now: m.stamp(), Row: Row{Thread: name}}
	t := m.threads[name]
	if t == nil {
		return v
	}
	if t.row != nil {
		decode(t.row, &v.Row)
	}
	for _, i := range t.inputs {
		if i.state == inputDue || i.state == inputHeld {
			v.Inputs = append(v.Inputs, i.input())
		}
	}
	names := Lookup(v.Inputs)
	for _, r := range t.receipts {
		if !r.closed {
			v.Receipts = append(v.Receipts, r.receipt())
		} else if r.named(names) {
			v.Named = append(v.Named, r.receipt())
		}
	}
	for _, c := range t.calls {
		v.Calls = append(v.Calls, c.call())
	}
	if to, ok := MovedTo(v.Inputs); ok && m.threads[to] != nil {
		v.Taken = m.threads[to].row != nil
	}
	return v
}

func (c *memoryCall) call() Call {
	var call Call
	decode(c.data, &call)
	call.Thread = c.of.name
	return call
}

// encoded is what a Change stores, as JSON.
type encoded struct {
	row          []byte
	new, changed [][]byte
	calls        [][]byte
}

func encode(c Change) (e encoded, err error) {
	marshal := func(v any) []byte {
		data, failed := json.Marshal(v)
		if failed != nil && err == nil {
			err = fmt.Errorf("conversation: %w", failed)
		}
		return data
	}
	if c.Row.Thread != (channel.Thread{}) {
		e.row = marshal(c.Row)
	}
	for _, r := range c.New {
		e.new = append(e.new, marshal(r))
	}
	for _, r := range c.Changed {
		e.changed = append(e.changed, marshal(r))
	}
	for _, call := range c.Calls {
		e.calls = append(e.calls, marshal(call))
	}
	return e, err
}

// save stores a Change. Nothing can fail any more.
func (m *Memory) save(t *memoryThread, c Change, e encoded) {
	if e.row != nil {
		t.row = e.row
		t.head = Row{Channel: c.Row.Channel, Wake: c.Row.Wake}
		t.head.State.Phase = c.Row.State.Phase
	}
	for state, list := range map[inputState][]Input{inputApplied: c.Applied, inputHeld: c.Held, inputBad: c.Bad} {
		for _, in := range list {
			if i := m.inputs[in.ID]; i != nil {
				i.state, i.live = state, i.live && state == inputHeld
			}
		}
	}
	for i, r := range c.New {
		m.put(t, r, e.new[i], false)
	}
	for i, r := range c.Changed {
		m.put(t, r, e.changed[i], true)
	}
	for _, key := range c.Closed {
		if r := m.receipts[key]; r != nil {
			r.closed, r.at = true, m.stamp()
		}
	}
	for i, call := range c.Calls {
		old := m.calls[call.Key]
		if old == nil {
			m.seq++
			old = &memoryCall{key: call.Key, seq: m.seq, of: t}
			m.calls[call.Key] = old
			t.calls = append(t.calls, old)
		}
		old.data = e.calls[i]
	}
	for _, key := range c.Dropped {
		if call := m.calls[key]; call != nil {
			delete(m.calls, key)
			call.of.calls = remove(call.of.calls, call)
		}
	}
	if c.Move != nil {
		m.move(t, *c.Move)
	}
	m.forget(t)
}

// forget stops keeping a thread of which nothing is stored.
func (m *Memory) forget(t *memoryThread) {
	if t.row == nil && len(t.inputs)+len(t.receipts)+len(t.calls) == 0 && t.line == nil {
		delete(m.threads, t.name)
	}
}

// move gives everything of a thread another name.
func (m *Memory) move(from *memoryThread, name channel.Thread) {
	to := m.thread(name)
	if to == from {
		return
	}
	if to.row == nil && from.row != nil {
		var row Row
		decode(from.row, &row)
		row.Thread = name
		data, err := json.Marshal(row)
		if err != nil {
			panic(err) // it was JSON before
		}
		to.row, to.head = data, from.head
		from.row, from.head = nil, Row{}
	}
	for _, i := range from.inputs {
		i.of = to
	}
	for _, c := range from.calls {
		c.of, c.until = to, time.Time{}
	}
	for _, r := range from.receipts {
		r.of = to
	}
	to.inputs = append(to.inputs, from.inputs...)
	slices.SortStableFunc(to.inputs, func(a, b *memoryInput) int { return a.at.Compare(b.at) })
	to.calls = append(to.calls, from.calls...)
	to.receipts = append(to.receipts, from.receipts...)
	if from.line != nil {
		m.raise(to, true)
	}
	from.inputs, from.calls, from.receipts, from.line = nil, nil, nil, nil
}

// Revise changes receipts of a thread.
func (m *Memory) Revise(_ context.Context, to channel.Thread, change func([]dispatch.Receipt) []dispatch.Receipt) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	t := m.threads[to]
	if t == nil {
		change(nil)
		return nil
	}
	var list []dispatch.Receipt
	for _, one := range t.receipts {
		if r := one.receipt(); r.Open() || r.Unsettled() {
			list = append(list, r)
		}
	}
	c := Change{Changed: change(list)}
	e, err := encode(c)
	if err != nil {
		return err
	}
	m.save(t, c, e)
	m.poke()
	return nil
}
