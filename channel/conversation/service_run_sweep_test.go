package conversation_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
)

// backlog is a store in which a thousand threads are due at once. It notes which a node applies.
type backlog struct {
	conversation.Store
	asked int

	mu      sync.Mutex
	applied map[string]int
}

func (b *backlog) Due(_ context.Context, q conversation.DueQuery) (due []channel.Thread, _ error) {
	if b.asked++; b.asked > 1 {
		return nil, nil
	}
	for i := range min(q.Max, 1000) {
		due = append(due, channel.Thread{Platform: "x", Account: "1", Contact: fmt.Sprint(i)})
	}
	return due, nil
}

func (b *backlog) Update(_ context.Context, to channel.Thread, _ []conversation.Input, _ func(conversation.View) (conversation.Change, error)) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.applied[to.Contact]++
	return errStore
}

// Two nodes that find the same backlog at one time begin with different threads.
func TestNodesSweepDifferentThreads(t *testing.T) {
	sweep := func() map[string]int {
		b := &backlog{Store: conversation.NewMemory(conversation.MemoryConfig{}), applied: make(map[string]int)}
		cfg := config(t, b, new(recorder))
		cfg.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
		if err := newService(t, cfg).Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		return b.applied
	}
	one, other := sweep(), sweep()
	same := 0
	for contact, n := range one {
		if n != 1 {
			t.Errorf("a node applied thread %s %d times between two looks, want once", contact, n)
		}
		same += other[contact]
	}
	// Of 64 threads each, chosen from the 512 that are due longest, 8 are the same on average.
	if len(one) < 32 || len(one) != len(other) || same > len(one)/2 {
		t.Errorf("the nodes applied %d and %d threads, of which %d are the same", len(one), len(other), same)
	}
}
