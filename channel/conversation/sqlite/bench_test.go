package sqlite_test

import (
	"sync"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
	"github.com/contactkit/contactkit/channel/conversation/storetest"
)

// BenchmarkReceive is the way of a customer's message through the store (Add and Update), with as
// many callers as a busy host has and a commit that waits for the disk.
func BenchmarkReceive(b *testing.B) {
	s, _ := newStoreAt(b, "?_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)", sqlite.Options{})
	b.SetParallelism(32)
	b.ReportAllocs()
	var mu sync.Mutex
	n := 0
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			mu.Lock()
			n++
			contact := string(rune('a'+n%26)) + string(rune('a'+n/26%26))
			id := channel.Fingerprint([]byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)})
			mu.Unlock()
			if err := s.Add(b.Context(), []conversation.Input{said(id, contact, "hi")}); err != nil {
				b.Error(err)
			}
			if err := s.Update(b.Context(), thread(contact), nil, apply); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkStore(b *testing.B) { storetest.Bench(b, harness) }
