package pace_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/channel/pace/limitertest"
)

// clock is a clock that is set by hand.
type clock struct{ past atomic.Int64 }

func (c *clock) Now() time.Time {
	return time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC).Add(time.Duration(c.past.Load()))
}

func (c *clock) advance(d time.Duration) { c.past.Add(int64(d)) }

func TestMemory(t *testing.T) {
	var c clock
	limitertest.Run(t, limitertest.Harness{
		New: func(*testing.T) pace.Limiter {
			return pace.NewMemory(pace.MemoryConfig{Empty: true, Now: c.Now})
		},
		Advance: c.advance,
		Slack:   time.Millisecond,
	})
}

// A limiter that has just started does not know what was sent before: it counts as full for one
// Per, up to a minute.
func TestAFreshLimiterCountsAsFull(t *testing.T) {
	var c clock
	m := pace.NewMemory(pace.MemoryConfig{Now: c.Now})
	ask := func(per time.Duration) time.Duration {
		g, err := m.Acquire(t.Context(), []pace.Limit{{Bucket: pace.AccountBucket("test", per.String()), N: 1, Per: per}}, time.Second)
		if err != nil {
			t.Fatal(err)
		}
		return g.Wait
	}
	c.advance(time.Second / 4)
	for per, want := range map[time.Duration]time.Duration{time.Second: 750 * time.Millisecond, time.Minute: time.Minute - 250*time.Millisecond, time.Hour: 0} {
		if got := ask(per); got != want {
			t.Errorf("1 in %v waits %v, want %v", per, got, want)
		}
	}
	c.advance(time.Second)
	if got := ask(time.Second); got != 0 {
		t.Errorf("1 in 1s waits %v after a second", got)
	}
}

// A limit that is free again is forgotten: a million threads cost no more than those that were seen
// lately.
func TestIdleKeysAreForgotten(t *testing.T) {
	var c clock
	m := pace.NewMemory(pace.MemoryConfig{Empty: true, Now: c.Now, MaxLimits: 20_000})
	most := 0
	threads := 1_000_000
	if testing.Short() {
		threads = 100_000
	}
	for i := range threads {
		to := channel.Thread{Platform: "test", Account: "1", Contact: fmt.Sprint(i)}
		limits := []pace.Limit{{Bucket: pace.AccountBucket("test", "1")}, {Bucket: pace.ThreadBucket(to), N: 1, Per: time.Second}}
		if i%4 == 0 { // some have a limit that lasts long
			limits = append(limits, pace.Limit{Bucket: pace.ThreadBucket(to), N: 1000, Per: 24 * time.Hour})
		}
		g, err := m.Acquire(context.Background(), limits, time.Second)
		if err != nil || g.Wait > 0 {
			t.Fatalf("thread %d: %v %v", i, g, err)
		}
		if err := m.Return(context.Background(), g.ID, pace.Return{Answered: true}); err != nil {
			t.Fatal(err)
		}
		if i%10 == 0 {
			if err := m.Pause(context.Background(), pace.ThreadBucket(to), time.Second); err != nil {
				t.Fatal(err)
			}
		}
		c.advance(time.Millisecond)
		limitsKept, keys, grants := m.Len()
		most = max(most, limitsKept+keys+grants)
	}
	if most > 45_000 {
		t.Errorf("up to %d keys were kept, want at most about MaxLimits of limits, and as many with pauses", most)
	}
	t.Logf("at most %d keys were kept", most)
}

// A call under limits that are known allocates nothing, and neither does one that must wait.
func TestAcquireKeepsItsBudget(t *testing.T) {
	var c clock
	m := pace.NewMemory(pace.MemoryConfig{Empty: true, Now: c.Now})
	to := channel.Thread{Platform: "test", Account: "1", Contact: "2"}
	limits := []pace.Limit{{Bucket: pace.AccountBucket("test", "1"), N: 30, Per: time.Second}, {Bucket: pace.ThreadBucket(to), N: 1, Per: time.Second}}
	ask := func(refused bool) uint64 {
		g, err := m.Acquire(t.Context(), limits, time.Second)
		if err != nil || g.Wait > 0 != refused {
			t.Fatalf("%+v, %v", g, err)
		}
		return g.ID
	}
	taken := func() {
		if err := m.Return(t.Context(), ask(false), pace.Return{Answered: true}); err != nil {
			t.Fatal(err)
		}
		c.advance(2 * time.Second)
	}
	if got := testing.AllocsPerRun(1000, taken); got > 0 {
		t.Errorf("Acquire and Return take %v allocations", got)
	}
	ask(false)
	if got := testing.AllocsPerRun(1000, func() { ask(true) }); got > 0 {
		t.Errorf("an Acquire that must wait takes %v allocations", got)
	}
}

// Of many pauses, those that are over are forgotten when the next bucket is closed.
func TestPausesThatAreOverAreForgotten(t *testing.T) {
	var c clock
	m := pace.NewMemory(pace.MemoryConfig{Empty: true, Now: c.Now})
	pause := func(name string) {
		if err := m.Pause(t.Context(), pace.AccountBucket("test", name), time.Second); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 2000 {
		pause(fmt.Sprint(i))
	}
	if _, buckets, _ := m.Len(); buckets != 2000 {
		t.Errorf("%d buckets are closed, want 2000", buckets)
	}
	c.advance(time.Second)
	pause("one more")
	if _, buckets, _ := m.Len(); buckets != 1 {
		t.Errorf("after a second %d buckets are remembered, want 1", buckets)
	}
}

// A limit that is used up is not forgotten, however many others come.
func TestAUsedUpLimitIsKept(t *testing.T) {
	var c clock
	m := pace.NewMemory(pace.MemoryConfig{Empty: true, Now: c.Now, MaxLimits: 2048})
	full := []pace.Limit{{Bucket: pace.AccountBucket("test", "1"), N: 2, Per: time.Hour}}
	take := func(limits []pace.Limit) pace.Grant {
		g, err := m.Acquire(context.Background(), limits, time.Second)
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Return(context.Background(), g.ID, pace.Return{Answered: true}); err != nil {
			t.Fatal(err)
		}
		return g
	}
	take(full)
	take(full)
	for i := range 20_000 {
		take([]pace.Limit{{Bucket: pace.AccountBucket("test", fmt.Sprint("other ", i)), N: 200, Per: time.Hour}})
	}
	if g := take(full); g.Wait < 59*time.Minute {
		t.Errorf("after 20,000 others the wait is %v, want nearly an hour", g.Wait)
	}
}

// grants asks a limiter in memory, on a clock that is set by hand, for permits of one bucket. There
// are so many of them in two minutes.
type grants struct {
	t     *testing.T
	clock clock
	m     *pace.Memory

	others int // other limits that were used
}

func newGrants(t *testing.T) *grants {
	g := &grants{t: t}
	g.m = pace.NewMemory(pace.MemoryConfig{Empty: true, Now: g.clock.Now})
	return g
}

func (g *grants) acquire(n int, hold time.Duration) pace.Grant {
	g.t.Helper()
	got, err := g.m.Acquire(g.t.Context(), []pace.Limit{{Bucket: pace.AccountBucket("test", "1"), N: n, Per: 2 * time.Minute}}, hold)
	if err != nil {
		g.t.Fatal(err)
	}
	return got
}

func (g *grants) give(grant pace.Grant, r pace.Return) {
	g.t.Helper()
	if err := g.m.Return(g.t.Context(), grant.ID, r); err != nil {
		g.t.Fatal(err)
	}
}

// Of two calls under way, the one that was not made gives its own permit back, not the other's.
func TestACallGivesItsOwnPermitBack(t *testing.T) {
	g := newGrants(t)
	g.acquire(2, time.Second) // comes back after two minutes and a second
	g.give(g.acquire(2, time.Hour), pace.Return{Unused: true})
	g.clock.advance(2*time.Minute + time.Second)
	if got := g.acquire(1, time.Second); got.Wait > 0 {
		t.Errorf("the permit of the first call is taken for %v more", got.Wait)
	}
}

// Permits that come back at one moment are kept as one, and come back both.
func TestPermitsOfOneMomentComeBackTogether(t *testing.T) {
	g := newGrants(t)
	one, two := g.acquire(2, time.Second), g.acquire(2, time.Second)
	g.give(one, pace.Return{})
	g.give(two, pace.Return{})
	g.clock.advance(2 * time.Minute)
	for range 2 {
		if got := g.acquire(2, time.Second); got.Wait > 0 {
			t.Errorf("one of two permits is taken for %v more", got.Wait)
		}
	}
}

// A permit comes back when it is free, and does not wait for one that comes back much later.
func TestPermitsComeBackEachInItsTime(t *testing.T) {
	g := newGrants(t)
	early, late := g.acquire(2, time.Second), g.acquire(2, time.Second)
	g.give(late, pace.Return{})
	g.give(early, pace.Return{Ago: time.Minute})
	g.clock.advance(time.Minute)
	if got := g.acquire(2, time.Second); got.Wait > 0 {
		t.Errorf("the permit of the earlier call is taken for %v more", got.Wait)
	}
	if got := g.acquire(2, time.Second); got.Wait == 0 {
		t.Error("the permit of the later call is free too")
	}
}
