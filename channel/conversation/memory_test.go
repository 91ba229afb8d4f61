package conversation_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/storetest"
	"github.com/contactkit/contactkit/channel/directory"
)

// hooked is a store in memory whose hook a test can set.
type hooked struct {
	*conversation.Memory
	hook func(conversation.Change) error
}

var harness = storetest.Harness{
	New: func(_ testing.TB, now func() time.Time) conversation.Store {
		h := new(hooked)
		h.Memory = conversation.NewMemory(conversation.MemoryConfig{Now: now, Also: func(_ conversation.View, c conversation.Change) error {
			if h.hook == nil {
				return nil
			}
			return h.hook(c)
		}})
		return h
	},
	Hook: func(s conversation.Store, hook func(conversation.Change) error) { s.(*hooked).hook = hook },
}

func TestMemory(t *testing.T) { storetest.Run(t, harness) }

func TestMemoryKilled(t *testing.T) { storetest.Kill(t, harness) }

// Events that are released wake those who wait.
func TestReleaseWakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := conversation.NewMemory(conversation.MemoryConfig{})
		held := channel.Event{ID: "1", Thread: ann, Origin: channel.OriginContact, Body: channel.Message{Text: "hi"}}
		require.NoError(t, m.Add(t.Context(), []conversation.Input{{ID: "1", Thread: ann, Channel: "c1", Skipped: directory.SkippedPaused, Event: &held}}))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		soon, stop := context.WithTimeout(ctx, time.Second)
		defer stop()
		for m.Wait(soon) == nil { // hears of Add
		}
		heard := make(chan error)
		go func() { heard <- m.Wait(ctx) }()
		synctest.Wait()
		n, err := m.Release(ctx, conversation.ReleaseQuery{Channel: "c1", Max: 10})
		require.NoError(t, err)
		if err := <-heard; n != 1 || err != nil {
			t.Errorf("%d events are released; the wait ends with %v", n, err)
		}
	})
}

func BenchmarkMemory(b *testing.B) { storetest.Bench(b, harness) }
