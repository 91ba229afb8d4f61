package dispatch_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/pace"
)

// platform is a Sender that behaves as a platform does: it counts calls, refuses, delays, loses
// answers and echoes.
type platform struct {
	limits channel.Limits
	// latency is how long a call takes on its way there and back.
	latency func() (there, back time.Duration)
	// allow counts a call that arrived; it refuses with how long to wait.
	allow func(now time.Time) (time.Duration, bool)
	// fault may end a call: before the platform acted or after.
	fault func(to channel.Thread, m channel.Message) (before, after error)
	// arrived is told of every message that the platform took, while the answer is still on its
	// way.
	arrived func(got arrival)

	mu       sync.Mutex
	calls    int
	refused  int
	inFlight int
	most     int
	got      []arrival
}

// arrival is a message that the platform took.
type arrival struct {
	To      channel.Thread
	Message channel.Message
	ID      string
	At      time.Time
}

func (p *platform) Limits(channel.Thread) channel.Limits { return p.limits }

func (p *platform) Send(ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	p.mu.Lock()
	p.calls++
	p.inFlight++
	p.most = max(p.most, p.inFlight)
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		p.inFlight--
		p.mu.Unlock()
	}()
	var there, back time.Duration
	if p.latency != nil {
		p.mu.Lock()
		there, back = p.latency()
		p.mu.Unlock()
	}
	if err := sleep(ctx, there); err != nil {
		return channel.Sent{}, fail(channel.ErrUncertain, err)
	}
	var before, after error
	if p.fault != nil {
		p.mu.Lock()
		before, after = p.fault(to, m)
		p.mu.Unlock()
	}
	if before != nil {
		return channel.Sent{}, before
	}
	got, wait, ok := p.take(to, m)
	if !ok {
		_ = sleep(ctx, back)
		return channel.Sent{}, &channel.Error{Op: channel.OpSend, Platform: "test", Kind: channel.ErrRateLimited, Scope: channel.ScopeAccount, Wait: wait}
	}
	if p.arrived != nil {
		p.arrived(got)
	}
	if err := sleep(ctx, back); err != nil {
		return channel.Sent{}, fail(channel.ErrUncertain, err)
	}
	if after != nil {
		return channel.Sent{}, after
	}
	return channel.Sent{IDs: []string{got.ID}, Time: got.At}, nil
}

func (p *platform) take(to channel.Thread, m channel.Message) (arrival, time.Duration, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if p.allow != nil {
		if wait, ok := p.allow(now); !ok {
			p.refused++
			return arrival{}, wait, false
		}
	}
	got := arrival{To: to, Message: m, ID: fmt.Sprint("m", len(p.got)+1), At: now.UTC()}
	p.got = append(p.got, got)
	return got, 0, true
}

// arrivals are the messages taken so far, in order.
func (p *platform) arrivals() []arrival {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.got)
}

func (p *platform) texts() []string {
	var all []string
	for _, a := range p.arrivals() {
		all = append(all, a.Message.Text)
	}
	return all
}

func (p *platform) counts() (calls, refused, taken int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.calls, p.refused, len(p.got)
}

// echo is the event that the platform sends for a message of ours.
func (a arrival) echo(ref bool) channel.Event {
	m := channel.Message{ID: a.ID, Text: a.Message.Text, Attachments: a.Message.Attachments}
	if ref {
		m.Ref = a.Message.Ref
	}
	return channel.Event{ID: "test/1/" + a.ID, Thread: a.To, Origin: channel.OriginUs, Time: a.At, Body: m}
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func fail(kind, err error) error {
	return &channel.Error{Op: channel.OpSend, Platform: "test", Kind: kind, Err: err}
}

// fixedWindow takes n calls in each stretch of per, counted from the epoch.
func fixedWindow(n int, per time.Duration) func(time.Time) (time.Duration, bool) {
	var window time.Time
	used := 0
	return func(now time.Time) (time.Duration, bool) {
		if w := now.Truncate(per); !w.Equal(window) {
			window, used = w, 0
		}
		if used == n {
			return window.Add(per).Sub(now), false
		}
		used++
		return 0, true
	}
}

// slidingWindow takes n calls in any stretch of per.
func slidingWindow(n int, per time.Duration) func(time.Time) (time.Duration, bool) {
	var taken []time.Time
	return func(now time.Time) (time.Duration, bool) {
		for len(taken) > 0 && now.Sub(taken[0]) >= per {
			taken = taken[1:]
		}
		if len(taken) == n {
			return per - now.Sub(taken[0]), false
		}
		taken = append(taken, now)
		return 0, true
	}
}

// bucket takes n calls in per on average, and at most depth at once.
func bucket(n int, per time.Duration, depth int) func(time.Time) (time.Duration, bool) {
	tokens := float64(depth)
	var last time.Time
	return func(now time.Time) (time.Duration, bool) {
		rate := float64(n) / per.Seconds()
		if !last.IsZero() {
			tokens = min(float64(depth), tokens+now.Sub(last).Seconds()*rate)
		}
		last = now
		if tokens < 1 {
			return time.Duration((1 - tokens) / rate * float64(time.Second)), false
		}
		tokens--
		return 0, true
	}
}

// servers are the three ways in which platforms count.
func servers(n int, per time.Duration) map[string]func(time.Time) (time.Duration, bool) {
	return map[string]func(time.Time) (time.Duration, bool){
		"fixed window":   fixedWindow(n, per),
		"sliding window": slidingWindow(n, per),
		"bucket":         bucket(n, per, n/5),
	}
}

// constant is a round trip that always takes the same.
func constant(d time.Duration) func() (there, back time.Duration) {
	return func() (time.Duration, time.Duration) { return d / 2, d - d/2 }
}

// jittered is a round trip of at least floor, some share of which is the way there, and up to noise
// more on either way. The share is the same for all calls: where a platform counts a call does not
// change with each.
func jittered(seed uint64, floor, noise time.Duration) func() (there, back time.Duration) {
	r := rand.New(rand.NewPCG(seed, 0))
	share := time.Duration(r.Int64N(int64(floor) + 1))
	return func() (time.Duration, time.Duration) {
		more := time.Duration(r.Int64N(int64(noise)))
		onTheWay := time.Duration(r.Int64N(int64(more) + 1))
		return share + onTheWay, floor - share + more - onTheWay
	}
}

func thread(contact string) channel.Thread {
	return channel.Thread{Platform: "test", Account: "1", Contact: contact}
}

// short are limits of 20 characters without rates.
var short = channel.Limits{Text: channel.Length{Max: 20}}

func newDispatcher(t *testing.T, s channel.Sender, cfg dispatch.Config) *dispatch.Dispatcher {
	t.Helper()
	if cfg.Limiter == nil {
		cfg.Limiter = pace.NewMemory(pace.MemoryConfig{Empty: true})
	}
	d, err := dispatch.New(s, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(t.Context()); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
	})
	return d
}

// emptyLimiter is one in memory that counts as empty from the start.
func emptyLimiter() pace.Limiter { return pace.NewMemory(pace.MemoryConfig{Empty: true}) }
