package conversation_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

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

// patient is a store in which two threads are due at each look, of which ann cannot be applied. It
// notes which threads a look leaves out.
type patient struct {
	conversation.Store
	skipped [][]channel.Thread
}

func (p *patient) Due(_ context.Context, q conversation.DueQuery) ([]channel.Thread, error) {
	p.skipped = append(p.skipped, q.Skip)
	return []channel.Thread{{Platform: "printer", Account: "shop", Contact: "bob"}, ann}, nil
}

func (p *patient) Update(_ context.Context, to channel.Thread, _ []conversation.Input, _ func(conversation.View) (conversation.Change, error)) error {
	if to == ann {
		return errStore
	}
	return nil
}

// A thread that cannot be applied pauses, and one that was applied does not.
func TestSweepPausesWhatFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &patient{Store: conversation.NewMemory(conversation.MemoryConfig{})}
		cfg := config(t, store, new(recorder))
		cfg.Workers = 1 // one after the other
		s := newService(t, cfg)
		for range 2 {
			require.NoError(t, s.Sweep(t.Context()))
		}
		if diff := cmp.Diff([][]channel.Thread{nil, {ann}}, store.skipped); diff != "" {
			t.Errorf("threads that are left out (-want +got):\n%s", diff)
		}
	})
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
