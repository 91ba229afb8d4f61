package dispatch_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/dispatch/outboxtest"
)

func TestMemoryOutbox(t *testing.T) {
	var ahead atomic.Int64
	outboxtest.Run(t, outboxtest.Harness{
		New: func(*testing.T) dispatch.OutboxStore {
			return dispatch.NewMemoryOutbox(func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) })
		},
		Put: func(t *testing.T, s dispatch.OutboxStore, receipts ...dispatch.Receipt) {
			if err := s.(*dispatch.MemoryOutbox).Put(receipts...); err != nil {
				t.Fatal(err)
			}
		},
		Get: func(t *testing.T, s dispatch.OutboxStore, key string) dispatch.Receipt {
			r, ok := s.(*dispatch.MemoryOutbox).Get(key)
			if !ok {
				t.Fatalf("there is no receipt %q", key)
			}
			return r
		},
		Replace: func(t *testing.T, s dispatch.OutboxStore, r dispatch.Receipt) {
			if err := s.(*dispatch.MemoryOutbox).Save(r); err != nil {
				t.Fatal(err)
			}
		},
		Done:    func(_ *testing.T, s dispatch.OutboxStore, key string) { s.(*dispatch.MemoryOutbox).Done(key) },
		Advance: func(d time.Duration) { ahead.Add(int64(d)) },
	})
}
