package postgres_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/storetest"
)

func BenchmarkStore(b *testing.B) { storetest.Bench(b, stores(b)) }

// BenchmarkReceive is the way of a customer's message through the store (Add and Update), with as
// many callers as a busy host has. The server of the tests does not wait for the disk.
func BenchmarkReceive(b *testing.B) {
	s, _ := openStore(b)
	b.SetParallelism(8)
	b.ReportAllocs()
	var n atomic.Int64
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := n.Add(1)
			to := channel.Thread{Platform: "x", Account: "1", Contact: fmt.Sprint(i % 700)}
			in := heard(fmt.Sprint("e", i), false)
			in.Thread, in.Event.Thread = to, to
			if err := s.Add(b.Context(), []conversation.Input{in}); err != nil {
				b.Error(err)
			}
			err := s.Update(b.Context(), to, nil, func(v conversation.View) (conversation.Change, error) {
				r := row(v.Now)
				r.Thread = to
				return conversation.Change{Row: r, Applied: v.Inputs}, nil
			})
			if err != nil {
				b.Error(err)
			}
		}
	})
}
