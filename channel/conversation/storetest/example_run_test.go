package storetest_test

import (
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/storetest"
)

// How is a store of conversations of one's own checked? Run takes case by case, Kill ends the
// process at each point of a story. Here it is the store in memory. The functions are tests, so the
// example has no output.
func ExampleRun() {
	harness := storetest.Harness{
		New: func(_ testing.TB, now func() time.Time) conversation.Store {
			return conversation.NewMemory(conversation.MemoryConfig{Now: now})
		},
	}
	test := func(t *testing.T) { storetest.Run(t, harness) }  // func TestStore(t *testing.T)
	kill := func(t *testing.T) { storetest.Kill(t, harness) } // func TestKill(t *testing.T)
	_, _ = test, kill
}
