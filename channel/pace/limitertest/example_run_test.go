package limitertest_test

import (
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/channel/pace/limitertest"
)

// How is a limiter of one's own checked? This is the limiter in memory with a clock that the suite
// moves; a database gives its own. The function is a test, so the example has no output.
func ExampleRun() {
	test := func(t *testing.T) { // func TestLimiter(t *testing.T)
		now := time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC)
		limitertest.Run(t, limitertest.Harness{
			New: func(*testing.T) pace.Limiter {
				return pace.NewMemory(pace.MemoryConfig{Empty: true, Now: func() time.Time { return now }})
			},
			Advance: func(d time.Duration) { now = now.Add(d) },
		})
	}
	_ = test
}
