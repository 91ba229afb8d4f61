package limitertest

import (
	"context"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/channeltest/flaw"
	"github.com/contactkit/contactkit/channel/pace"
)

// flawed is a limiter in memory with a flaw.
type flawed struct {
	*pace.Memory
	acquire func(f *flawed, limits []pace.Limit, hold time.Duration) (pace.Grant, error) // nil: as it should be
	back    func(f *flawed, grant uint64, r pace.Return) error
	pause   func(f *flawed, b pace.Bucket, d time.Duration) error

	mu     sync.Mutex
	newest uint64 // grant
	asked  int
}

func (f *flawed) Acquire(ctx context.Context, limits []pace.Limit, hold time.Duration) (pace.Grant, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked++
	if f.acquire != nil {
		return f.acquire(f, limits, hold)
	}
	return f.Memory.Acquire(ctx, limits, hold)
}

func (f *flawed) Return(ctx context.Context, grant uint64, r pace.Return) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.back != nil {
		return f.back(f, grant, r)
	}
	return f.Memory.Return(ctx, grant, r)
}

func (f *flawed) Pause(ctx context.Context, b pace.Bucket, d time.Duration) error {
	if f.pause != nil {
		return f.pause(f, b, d)
	}
	return f.Memory.Pause(ctx, b, d)
}

// limits acquires with changed limits.
func limits(change func(f *flawed, limits []pace.Limit) []pace.Limit) *flawed {
	return &flawed{acquire: func(f *flawed, limits []pace.Limit, hold time.Duration) (pace.Grant, error) {
		return f.Memory.Acquire(context.Background(), change(f, slices.Clone(limits)), hold)
	}}
}

// each changes every limit.
func each(change func(l *pace.Limit)) *flawed {
	return limits(func(_ *flawed, limits []pace.Limit) []pace.Limit {
		for i := range limits {
			change(&limits[i])
		}
		return limits
	})
}

// answers changes what Acquire says.
func answers(change func(g *pace.Grant, limits []pace.Limit)) *flawed {
	return &flawed{acquire: func(f *flawed, limits []pace.Limit, hold time.Duration) (pace.Grant, error) {
		g, err := f.Memory.Acquire(context.Background(), limits, hold)
		change(&g, limits)
		return g, err
	}}
}

// returns changes how a call is said to have ended.
func returns(change func(r *pace.Return)) *flawed {
	return &flawed{back: func(f *flawed, grant uint64, r pace.Return) error {
		change(&r)
		return f.Memory.Return(context.Background(), grant, r)
	}}
}

// flaws are those that each case must find.
var flaws = map[string]*flawed{
	"count": each(func(l *pace.Limit) { l.N += 100 }),
	"in use": answers(func(g *pace.Grant, limits []pace.Limit) {
		if g.Wait > 0 {
			g.Wait = time.Hour // until the grant ends by itself
		}
	}),
	"answered":   returns(func(r *pace.Return) { r.Fastest = 500 * time.Millisecond }),
	"ago":        returns(func(r *pace.Return) { r.Ago = 0 }),
	"unanswered": returns(func(r *pace.Return) { r.Answered = true }),
	"unused":     returns(func(r *pace.Return) { r.Unused = false }),
	"twice": {acquire: func(f *flawed, limits []pace.Limit, hold time.Duration) (pace.Grant, error) {
		g, err := f.Memory.Acquire(context.Background(), limits, hold)
		f.newest = max(f.newest, g.ID)
		return g, err
	}, back: func(f *flawed, _ uint64, r pace.Return) error { // whatever is given back is the newest grant
		return f.Memory.Return(context.Background(), f.newest, r)
	}},
	"expiry": {acquire: func(f *flawed, limits []pace.Limit, _ time.Duration) (pace.Grant, error) {
		return f.Memory.Acquire(context.Background(), limits, time.Hour)
	}},
	"all or none": {acquire: func(f *flawed, limits []pace.Limit, hold time.Duration) (pace.Grant, error) {
		for _, l := range limits { // one after the other
			if g, err := f.Memory.Acquire(context.Background(), []pace.Limit{l}, hold); err != nil || g.Wait > 0 {
				return g, err
			}
		}
		return pace.Grant{ID: uint64(f.asked)}, nil
	}},
	"worst": {acquire: func(f *flawed, limits []pace.Limit, hold time.Duration) (pace.Grant, error) {
		for _, l := range slices.Backward(limits) { // the first that is found
			if g, err := f.Memory.Acquire(context.Background(), []pace.Limit{l}, hold); err != nil || g.Wait > 0 {
				return g, err
			}
		}
		return f.Memory.Acquire(context.Background(), limits, hold)
	}},
	"same key": limits(func(_ *flawed, limits []pace.Limit) []pace.Limit { return limits[len(limits)-1:] }),
	"cost":     each(func(l *pace.Limit) { l.Cost = 1 }),
	"spacing": each(func(l *pace.Limit) {
		l.Bucket += pace.Bucket(l.Per.String())
		l.N, l.Per = l.N*1800, time.Hour
	}),
	"burst": each(func(l *pace.Limit) { l.N, l.Per = 2, time.Minute }),
	"pause": limits(func(_ *flawed, limits []pace.Limit) []pace.Limit {
		return slices.DeleteFunc(limits, func(l pace.Limit) bool { return l.N == 0 })
	}),
	"pause is not shortened": {pause: func(f *flawed, b pace.Bucket, d time.Duration) error {
		return f.Memory.Pause(context.Background(), b, min(d, 100*time.Millisecond))
	}},
	"caps lower": returns(func(r *pace.Return) { r.Caps = nil }),
	"caps never raise": {back: func(f *flawed, grant uint64, r pace.Return) error {
		r.Unused = len(r.Caps) > 0 && r.Caps[0].Remaining > 1
		return f.Memory.Return(context.Background(), grant, r)
	}},
	"caps and calls under way": returns(func(r *pace.Return) {
		for i := range r.Caps {
			r.Caps[i].Remaining++
		}
	}),
	"concurrency": each(func(l *pace.Limit) { l.N++ }),
	"a wait is worth waiting": answers(func(g *pace.Grant, _ []pace.Limit) {
		if g.Wait > 0 {
			g.Wait = time.Nanosecond
		}
	}),
}

// Each case finds a limiter that breaks its promise, and says nothing of one that keeps it.
func TestEachCaseFindsItsFlaw(t *testing.T) {
	left := maps.Clone(flaws)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			broken, ok := flaws[c.name]
			if !ok {
				t.Fatal("no flaw is known that this case must find")
			}
			for _, f := range []*flawed{{}, broken} {
				now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
				var mu sync.Mutex
				clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
				f.Memory = pace.NewMemory(pace.MemoryConfig{Empty: true, Now: clock})
				h := Harness{Slack: time.Millisecond, Advance: func(d time.Duration) { mu.Lock(); defer mu.Unlock(); now = now.Add(d) }}
				failed, said := flaw.Found(t, func(tb testing.TB) { c.run(&suite{t: tb, h: h, l: f}) })
				if failed != (f == broken) {
					t.Errorf("failed is %v with a flaw %v: %q", failed, f == broken, said)
				}
			}
		})
		delete(left, c.name)
	}
	if len(left) > 0 {
		t.Errorf("flaws of cases that are gone: %v", slices.Collect(maps.Keys(left)))
	}
}
