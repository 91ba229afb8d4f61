package benchmarks

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"github.com/contactkit/contactkit/channel/pace"
)

// Limits of one call: that of the account and that of one of 10,000 threads, both wide enough never
// to refuse. A permit of pace comes back a millisecond after the answer. A map of rate limiters
// never forgets a thread, counts a call at its start alone, and takes from one limit when the other
// refuses; it is what a host writes first.
const threads = 10_000

type rateMap struct {
	mu      sync.Mutex
	account *rate.Limiter
	threads map[string]*rate.Limiter
}

func (m *rateMap) allow(thread string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	l, ok := m.threads[thread]
	if !ok {
		l = rate.NewLimiter(rate.Limit(1e6), 1e6)
		m.threads[thread] = l
	}
	return m.account.Allow() && l.Allow()
}

// limiters take one call of a thread and give it back.
func limiters() []struct {
	by   string
	call func(ctx context.Context, thread string) (bool, error)
} {
	ours := pace.NewMemory(pace.MemoryConfig{Empty: true})
	peer := &rateMap{account: rate.NewLimiter(1e9, 1e9), threads: map[string]*rate.Limiter{}}
	return []struct {
		by   string
		call func(ctx context.Context, thread string) (bool, error)
	}{
		{"contactkit", func(ctx context.Context, thread string) (bool, error) {
			limits := [2]pace.Limit{{Bucket: "account", N: 1e6, Per: time.Millisecond}, {Bucket: pace.Bucket(thread), N: 1e6, Per: time.Millisecond}}
			grant, err := ours.Acquire(ctx, limits[:], time.Minute)
			if err != nil || grant.Wait > 0 {
				return false, err
			}
			return true, ours.Return(ctx, grant.ID, pace.Return{Answered: true})
		}},
		{"map-of-x-time-rate", func(_ context.Context, thread string) (bool, error) { return peer.allow(thread), nil }},
	}
}

func names() []string {
	all := make([]string, threads)
	for i := range all {
		all[i] = fmt.Sprint("thread:", i)
	}
	return all
}

func TestLimitersGrant(t *testing.T) {
	for _, l := range limiters() {
		if ok, err := l.call(t.Context(), "thread:1"); !ok || err != nil {
			t.Errorf("%s: %v, %v", l.by, ok, err)
		}
	}
}

func BenchmarkPace(b *testing.B) {
	all := names()
	for _, l := range limiters() {
		b.Run("case=ten-thousand-threads/by="+l.by, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if ok, err := l.call(b.Context(), all[i%threads]); err != nil || !ok {
					b.Fatal(ok, err)
				}
			}
		})
	}
}
