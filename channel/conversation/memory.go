package conversation

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

// MemoryConfig says how a Memory works. The zero value is good.
type MemoryConfig struct {
	Now func() time.Time // the clock of the store. If nil, time.Now
	// Also is called with each View and the Change that is made of it, before that is stored. If it
	// fails, nothing is stored. If nil, nothing is called. Stores of databases have the same hook
	// with their transaction.
	Also func(View, Change) error
}

// Memory is a Store in memory, for tests of hosts and as an example. It keeps JSON, so what a
// database would lose is lost here too. It is a Waiter. Its methods may be called concurrently;
// plan and Also must not call them.
type Memory struct {
	now  func() time.Time
	also func(View, Change) error
	wake chan struct{}

	mu       sync.Mutex
	seq      int64
	threads  map[channel.Thread]*memoryThread
	inputs   map[string]*memoryInput   // by ID
	receipts map[string]*memoryReceipt // by key
	calls    map[string]*memoryCall    // by key
	erased   map[string]time.Time      // by ErasedID
}

// memoryThread is what is kept of a thread.
type memoryThread struct {
	name     channel.Thread
	row      []byte // JSON of a Row; nil: none
	head     Row    // as row, for Due, Wake and View.Taken: Channel, State.Phase and Wake alone
	inputs   []*memoryInput
	receipts []*memoryReceipt
	calls    []*memoryCall
	line     *memoryLine
}

type inputState int

const (
	inputDue inputState = iota
	inputHeld
	inputSkipped
	inputBad
	inputApplied
)

type memoryInput struct {
	id    string
	data  []byte
	at    time.Time
	state inputState
	live  bool
	of    *memoryThread
}

type memoryCall struct {
	key   string
	data  []byte
	seq   int64
	until time.Time // of the claim
	of    *memoryThread
}

// NewMemory makes a store without conversations.
func NewMemory(cfg MemoryConfig) *Memory {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Memory{
		now: cfg.Now, also: cfg.Also, wake: make(chan struct{}, 1),
		threads: make(map[channel.Thread]*memoryThread), inputs: make(map[string]*memoryInput),
		receipts: make(map[string]*memoryReceipt), calls: make(map[string]*memoryCall), erased: make(map[string]time.Time),
	}
}

// stamp is the time of the store, in the microseconds that a database keeps.
func (m *Memory) stamp() time.Time { return m.now().UTC().Truncate(time.Microsecond) }

// Wait returns when something was stored since the last call.
func (m *Memory) Wait(ctx context.Context) error {
	select {
	case <-m.wake:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (m *Memory) poke() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// thread returns what is kept of a thread, and begins to keep it.
func (m *Memory) thread(name channel.Thread) *memoryThread {
	t := m.threads[name]
	if t == nil {
		t = &memoryThread{name: name}
		m.threads[name] = t
	}
	return t
}

// Add stores the inputs whose ID is new.
func (m *Memory) Add(_ context.Context, in []Input) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	undo, err := m.add(in)
	if err != nil {
		undo()
		return err
	}
	m.poke()
	return nil
}

// add stores inputs, and returns how to take that back.
func (m *Memory) add(in []Input) (undo func(), err error) {
	var undos []func()
	undo = func() {
		for _, f := range slices.Backward(undos) {
			f()
		}
	}
	for _, i := range in {
		data, err := json.Marshal(i)
		if err != nil {
			return undo, fmt.Errorf("conversation: input %q: %w", i.ID, err)
		}
		if _, ok := m.erased[ErasedID(i.ID)]; ok {
			continue
		}
		if old := m.inputs[i.ID]; old != nil {
			undos = append(undos, m.replace(old, i, data))
			continue
		}
		t := m.thread(i.Thread)
		one := &memoryInput{id: i.ID, data: data, at: m.stamp(), of: t}
		if i.Skipped != "" {
			one.state = inputSkipped
		}
		m.inputs[i.ID] = one
		t.inputs = append(t.inputs, one)
		undos = append(undos, func() {
			delete(m.inputs, one.id)
			t.inputs = remove(t.inputs, one)
		})
	}
	return undo, nil
}

// replace puts a live event in place of its copy on standby. Any other repetition changes nothing.
func (m *Memory) replace(old *memoryInput, in Input, data []byte) (undo func()) {
	if stored := old.input(); in.Event == nil || stored.Event == nil || !in.Event.Replaces(*stored.Event) {
		return func() {}
	}
	before, order := *old, slices.Clone(old.of.inputs)
	old.data = data
	if old.state == inputApplied {
		old.state, old.live, old.at = inputDue, true, m.stamp()
		old.of.inputs = append(remove(old.of.inputs, old), old)
	}
	return func() { *old, old.of.inputs = before, order }
}

func (i *memoryInput) input() Input {
	var in Input
	decode(i.data, &in)
	in.Thread = i.of.name
	in.At, in.Held, in.Live = i.at, i.state == inputHeld, i.live
	return in
}

// remove returns a list without one of its elements.
func remove[T comparable](list []T, one T) []T {
	return slices.DeleteFunc(slices.Clone(list), func(x T) bool { return x == one })
}

// decode reads what this store has written.
func decode(data []byte, into any) {
	if err := json.Unmarshal(data, into); err != nil {
		panic(fmt.Sprintf("conversation: what was stored cannot be read: %v", err))
	}
}

// Due returns threads for which Update has something to do.
func (m *Memory) Due(_ context.Context, q DueQuery) ([]channel.Thread, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	type due struct {
		thread channel.Thread
		since  time.Time
	}
	var list []due
	now := m.stamp()
	for name, t := range m.threads {
		if since, ok := t.due(now); ok && !slices.Contains(q.Skip, name) {
			list = append(list, due{name, since})
		}
	}
	slices.SortFunc(list, func(a, b due) int {
		return cmp.Or(a.since.Compare(b.since), cmp.Compare(a.thread.Key(), b.thread.Key()))
	})
	var threads []channel.Thread
	for _, d := range list[:min(len(list), q.Max)] {
		threads = append(threads, d.thread)
	}
	return threads, nil
}

// due reports since when Update has something to do for a thread.
func (t *memoryThread) due(now time.Time) (since time.Time, ok bool) {
	add := func(at time.Time) {
		if !ok || at.Before(since) {
			since, ok = at, true
		}
	}
	for _, i := range t.inputs {
		if i.state == inputDue {
			add(i.at)
		}
	}
	for _, r := range t.receipts {
		if r.ended && !r.closed {
			add(r.at)
		}
	}
	if w := t.head.Wake; !w.IsZero() && !w.After(now) {
		add(w)
	}
	return since, ok
}
