package outboxtest

import (
	"context"
	"errors"
	"maps"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/flaw"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// flawed is a store in memory with a flaw. A nil function has no flaw.
type flawed struct {
	*dispatch.MemoryOutbox
	put    func(f *flawed, receipts []dispatch.Receipt) error
	claim  func(f *flawed, q dispatch.ClaimQuery) ([]dispatch.Claim, error)
	open   func(receipts []dispatch.Receipt) []dispatch.Receipt
	yield  func(f *flawed, c dispatch.Claim, wait time.Duration) error
	note   func(f *flawed, e dispatch.Entry) error
	revise func(f *flawed, to channel.Thread, change func([]dispatch.Receipt) []dispatch.Receipt) error

	mu    sync.Mutex
	first map[channel.Thread][]dispatch.Receipt // as they were put
}

func (f *flawed) Claim(ctx context.Context, q dispatch.ClaimQuery) ([]dispatch.Claim, error) {
	if f.claim != nil {
		return f.claim(f, q)
	}
	return f.MemoryOutbox.Claim(ctx, q)
}

func (f *flawed) Open(ctx context.Context, c dispatch.Claim) ([]dispatch.Receipt, error) {
	receipts, err := f.MemoryOutbox.Open(ctx, c)
	if f.open != nil {
		receipts = f.open(receipts)
	}
	return receipts, err
}

func (f *flawed) Yield(ctx context.Context, c dispatch.Claim, wait time.Duration) error {
	if f.yield != nil {
		return f.yield(f, c, wait)
	}
	return f.MemoryOutbox.Yield(ctx, c, wait)
}

func (f *flawed) Note(ctx context.Context, e dispatch.Entry) error {
	if f.note != nil {
		return f.note(f, e)
	}
	return f.MemoryOutbox.Note(ctx, e)
}

func (f *flawed) Revise(ctx context.Context, to channel.Thread, change func([]dispatch.Receipt) []dispatch.Receipt) error {
	if f.revise != nil {
		return f.revise(f, to, change)
	}
	return f.MemoryOutbox.Revise(ctx, to, change)
}

// yieldAs gives a claim back with another wait.
func yieldAs(change func(wait time.Duration) time.Duration) func(*flawed, dispatch.Claim, time.Duration) error {
	return func(f *flawed, c dispatch.Claim, wait time.Duration) error {
		return f.MemoryOutbox.Yield(context.Background(), c, change(wait))
	}
}

// asClaimed is a claim as its worker would have it now.
func (f *flawed) asClaimed(worker string, to channel.Thread) dispatch.Claim {
	claims, _ := f.MemoryOutbox.Claim(context.Background(), dispatch.ClaimQuery{Worker: worker, Lease: lease, Max: 1, Thread: to})
	if len(claims) == 0 {
		return dispatch.Claim{Thread: to, Worker: worker}
	}
	return claims[0]
}

// uncounted yields without a look at the count.
func uncounted(f *flawed, c dispatch.Claim, wait time.Duration) error {
	return f.MemoryOutbox.Yield(context.Background(), f.asClaimed(c.Worker, c.Thread), wait)
}

// leased claims with another lease.
func leased(change func(q dispatch.ClaimQuery) time.Duration) func(*flawed, dispatch.ClaimQuery) ([]dispatch.Claim, error) {
	return func(f *flawed, q dispatch.ClaimQuery) ([]dispatch.Claim, error) {
		q.Lease = change(q)
		return f.MemoryOutbox.Claim(context.Background(), q)
	}
}

// revised gives Revise only some receipts.
func revised(keep func(r dispatch.Receipt) bool) func(*flawed, channel.Thread, func([]dispatch.Receipt) []dispatch.Receipt) error {
	return func(f *flawed, to channel.Thread, change func([]dispatch.Receipt) []dispatch.Receipt) error {
		return f.MemoryOutbox.Revise(context.Background(), to, func(receipts []dispatch.Receipt) []dispatch.Receipt {
			return change(slices.DeleteFunc(receipts, func(r dispatch.Receipt) bool { return !keep(r) }))
		})
	}
}

// revisedThen revises, and lets a worker yield the thread with a wait.
func revisedThen(wait time.Duration) func(*flawed, channel.Thread, func([]dispatch.Receipt) []dispatch.Receipt) error {
	return func(f *flawed, to channel.Thread, change func([]dispatch.Receipt) []dispatch.Receipt) error {
		err := f.MemoryOutbox.Revise(context.Background(), to, change)
		return errors.Join(err, f.MemoryOutbox.Yield(context.Background(), f.asClaimed("w", to), wait))
	}
}

// stale revises the receipts as they were put, once ready says so.
func stale(ready func(f *flawed, to channel.Thread) bool) func(*flawed, channel.Thread, func([]dispatch.Receipt) []dispatch.Receipt) error {
	return func(f *flawed, to channel.Thread, change func([]dispatch.Receipt) []dispatch.Receipt) error {
		for !ready(f, to) {
			runtime.Gosched()
		}
		return f.MemoryOutbox.Save(change(f.first[to])...)
	}
}

// reversed is what a store returns that does not keep the order.
func reversed(receipts []dispatch.Receipt) []dispatch.Receipt {
	slices.Reverse(receipts)
	return receipts
}

func forgetful(*flawed, channel.Thread, func([]dispatch.Receipt) []dispatch.Receipt) error {
	return nil
}

// flaws are those that each case must find.
var flaws = map[string]*flawed{
	"a receipt that is put": {open: func(receipts []dispatch.Receipt) []dispatch.Receipt {
		for i := range receipts {
			receipts[i].Perishable = false
		}
		return receipts
	}},
	"the same key twice": {put: func(f *flawed, receipts []dispatch.Receipt) error { return f.Save(receipts...) }},
	"order":              {open: reversed},
	"most": {claim: func(f *flawed, q dispatch.ClaimQuery) ([]dispatch.Claim, error) {
		q.Max = 100
		return f.MemoryOutbox.Claim(context.Background(), q)
	}},
	"one worker":         {claim: leased(func(dispatch.ClaimQuery) time.Duration { return 0 })},
	"many workers":       {claim: leased(func(dispatch.ClaimQuery) time.Duration { return 0 })},
	"a worker that died": {claim: leased(func(dispatch.ClaimQuery) time.Duration { return time.Hour })},
	"a claim prolonged": {claim: leased(func(q dispatch.ClaimQuery) time.Duration {
		if q.Thread != (channel.Thread{}) {
			return lease / 4 // what is left of the first lease
		}
		return q.Lease
	})},
	"a claim that was lost": {yield: func(f *flawed, c dispatch.Claim, wait time.Duration) error {
		c.Worker = "v" // whoever has it
		return f.MemoryOutbox.Yield(context.Background(), c, wait)
	}},
	"nothing left":                   {yield: yieldAs(func(wait time.Duration) time.Duration { return max(0, wait) })},
	"put while nothing was left":     {yield: uncounted},
	"yield with a wait":              {yield: yieldAs(func(time.Duration) time.Duration { return 0 })},
	"yield without a wait":           {yield: yieldAs(func(wait time.Duration) time.Duration { return wait + time.Second })},
	"uncertain":                      {revise: revised(dispatch.Receipt.Open)},
	"uncertain behind a failure":     {revise: revised(func(r dispatch.Receipt) bool { return r.Open() || r.Status() == dispatch.Uncertain })},
	"settled":                        {revise: revisedThen(time.Hour)},
	"settled when the line was gone": {revise: revisedThen(dispatch.NothingLeft)},
	"settled as a whole": {revise: func(f *flawed, to channel.Thread, change func([]dispatch.Receipt) []dispatch.Receipt) error {
		var changed []dispatch.Receipt
		err := f.MemoryOutbox.Revise(context.Background(), to, func(receipts []dispatch.Receipt) []dispatch.Receipt {
			changed = change(receipts)
			return changed
		})
		for _, r := range changed {
			f.Done(r.Key)
		}
		return err
	}},
	"revised while claimed": {yield: uncounted},
	"revised by nobody": {revise: func(f *flawed, to channel.Thread, change func([]dispatch.Receipt) []dispatch.Receipt) error {
		return errors.Join(f.MemoryOutbox.Revise(context.Background(), to, change), f.Put(receipt("line", to.Contact, 1)))
	}},
	"revised at once": {revise: stale(func(*flawed, channel.Thread) bool { return true })},
	"noted and revised at once": {revise: stale(func(f *flawed, to channel.Thread) bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		r, _ := f.MemoryOutbox.Get(f.first[to][0].Key)
		return r.Status() == dispatch.Begun
	})},
	"two workers": {note: func(f *flawed, e dispatch.Entry) error {
		if e.Key == "00/0" && e.Status == dispatch.Sent {
			e.Status, e.IDs = dispatch.Failed, nil
		}
		return f.MemoryOutbox.Note(context.Background(), e)
	}},
	"by thread":                     {open: reversed},
	"a receipt cancelled elsewhere": {revise: forgetful},
}

// Each case finds a store that breaks its promise, and says nothing of one that keeps it.
func TestEachCaseFindsItsFlaw(t *testing.T) {
	left := maps.Clone(flaws)
	for _, c := range slices.Concat(storeCases, reviseCases, workerCases) {
		t.Run(c.name, func(t *testing.T) {
			broken := flaws[c.name]
			if broken == nil {
				t.Fatal("no flaw is known that this case must find")
			}
			for _, f := range []*flawed{{}, broken} {
				var mu sync.Mutex
				var ahead time.Duration
				now := func() time.Time { mu.Lock(); defer mu.Unlock(); return time.Now().Add(ahead) }
				f.MemoryOutbox, f.first = dispatch.NewMemoryOutbox(now), make(map[channel.Thread][]dispatch.Receipt)
				h := Harness{
					Advance: func(d time.Duration) { mu.Lock(); defer mu.Unlock(); ahead += d },
					Put: func(t *testing.T, _ dispatch.OutboxStore, receipts ...dispatch.Receipt) {
						f.mu.Lock()
						defer f.mu.Unlock()
						put := func(f *flawed, receipts []dispatch.Receipt) error { return f.Put(receipts...) }
						if f.put != nil {
							put = f.put
						}
						if err := put(f, receipts); err != nil {
							t.Fatal(err)
						}
						for _, r := range receipts {
							f.first[r.To] = append(f.first[r.To], r)
						}
					},
					Get: func(_ *testing.T, _ dispatch.OutboxStore, key string) dispatch.Receipt {
						r, _ := f.MemoryOutbox.Get(key)
						return r
					},
					Done: func(_ *testing.T, _ dispatch.OutboxStore, key string) { f.MemoryOutbox.Done(key) },
				}
				failed, said := flaw.Found(t, func(tb testing.TB) { c.run(&suite{t: tb, test: t, h: h, s: f}) })
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
