package outboxtest_test

import (
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/dispatch/outboxtest"
)

// How is a store of receipts of one's own checked? Here it is the store in memory. The function is
// a test, so the example has no output.
func ExampleRun() {
	test := func(t *testing.T) { // func TestOutbox(t *testing.T)
		now := time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC)
		outboxtest.Run(t, outboxtest.Harness{
			New: func(*testing.T) dispatch.OutboxStore {
				return dispatch.NewMemoryOutbox(func() time.Time { return now })
			},
			Put: func(t *testing.T, s dispatch.OutboxStore, receipts ...dispatch.Receipt) {
				if err := s.(*dispatch.MemoryOutbox).Put(receipts...); err != nil {
					t.Fatal(err)
				}
			},
			Get: func(_ *testing.T, s dispatch.OutboxStore, key string) dispatch.Receipt {
				r, _ := s.(*dispatch.MemoryOutbox).Get(key)
				return r
			},
			Advance: func(d time.Duration) { now = now.Add(d) },
		})
	}
	_ = test
}
