package conversation_test

import (
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/storetest"
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

func BenchmarkMemory(b *testing.B) { storetest.Bench(b, harness) }
