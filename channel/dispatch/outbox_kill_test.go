package dispatch_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// Seeds of the tests that play many histories, so that a failure can be found again.
var (
	seeds     = flag.Uint64("seeds", 100, "how many histories TestWorkersOnAnUnreliableStore and its like play")
	firstSeed = flag.Uint64("first", 0, "their first seed")
)

var errKilled = errors.New("the process is dead")

// mortal is what one process does to the world: calls to its store and its platform. It is killed
// before or after the effect of a certain call; from then on nothing of it has an effect.
type mortal struct {
	dispatch.OutboxStore
	channel.Sender
	at    int // the call that it is killed at; 0: never
	after bool

	mu    sync.Mutex
	calls int
	dead  bool
}

// do counts a call. effect reports whether it happens, alive whether the process hears of it.
func (m *mortal) do() (effect, alive bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.dead {
		return false, false
	}
	m.calls++
	if m.calls != m.at {
		return true, true
	}
	m.dead = true
	return m.after, false
}

// killed reports whether the process is dead.
func (m *mortal) killed() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dead
}

func (m *mortal) through(f func() error) error {
	effect, alive := m.do()
	var err error
	if effect {
		err = f()
	}
	if !alive {
		return errKilled
	}
	return err
}

func (m *mortal) Note(ctx context.Context, e dispatch.Entry) error {
	return m.through(func() error { return m.OutboxStore.Note(ctx, e) })
}

func (m *mortal) Claim(ctx context.Context, q dispatch.ClaimQuery) (claims []dispatch.Claim, err error) {
	err = m.through(func() (err error) { claims, err = m.OutboxStore.Claim(ctx, q); return err })
	if errors.Is(err, errKilled) {
		claims = nil
	}
	return claims, err
}

func (m *mortal) Open(ctx context.Context, c dispatch.Claim) (receipts []dispatch.Receipt, err error) {
	err = m.through(func() (err error) { receipts, err = m.OutboxStore.Open(ctx, c); return err })
	return receipts, err
}

func (m *mortal) Yield(ctx context.Context, c dispatch.Claim, wait time.Duration) error {
	return m.through(func() error { return m.OutboxStore.Yield(ctx, c, wait) })
}

func (m *mortal) Send(ctx context.Context, to channel.Thread, msg channel.Message) (sent channel.Sent, err error) {
	err = m.through(func() (err error) { sent, err = m.Sender.Send(ctx, to, msg); return err })
	if errors.Is(err, errKilled) {
		err = fail(channel.ErrUncertain, err)
	}
	return sent, err
}

func (m *mortal) Upload(ctx context.Context, to channel.Thread, a channel.Attachment, f channel.File) (ready channel.Attachment, err error) {
	err = m.through(func() (err error) { ready, err = m.Sender.(channel.Uploader).Upload(ctx, to, a, f); return err })
	if errors.Is(err, errKilled) {
		err = fail(channel.ErrUncertain, err)
	}
	return ready, err
}

// checkHistory checks what may be said of any history: each part arrived once at most, in each
// thread in order, and each receipt is sent or uncertain and says the truth.
func checkHistory(t *testing.T, p *platform, rows *dispatch.MemoryOutbox, keys []string) (uncertain int) {
	t.Helper()
	place := make(map[string]int) // of each part among all
	for _, key := range keys {
		r, _ := rows.Get(key)
		for _, part := range r.Parts {
			place[part.Message.Ref] = len(place) + 1
		}
	}
	arrived, last := make(map[string]int), make(map[channel.Thread]int)
	for _, a := range p.arrivals() {
		arrived[a.Message.Ref]++
		if place[a.Message.Ref] <= last[a.To] {
			t.Errorf("%s reads %q out of order", a.To.Contact, a.Message.Text)
		}
		last[a.To] = place[a.Message.Ref]
	}
	for _, key := range keys {
		r, _ := rows.Get(key)
		if s := r.Status(); s != dispatch.Sent && s != dispatch.Uncertain {
			t.Errorf("%s is %q in the end", key, s)
		}
		for i, part := range r.Parts {
			n := arrived[part.Message.Ref]
			if n > 1 || part.Status == dispatch.Sent && n != 1 || part.Status == dispatch.Unsent && n != 0 {
				t.Errorf("%s part %d is %q and arrived %d times", key, i, part.Status, n)
			}
			if part.Status == dispatch.Uncertain {
				uncertain++
			}
		}
	}
	return uncertain
}

// conversation puts two threads of three messages, the second with two parts, and returns their
// keys.
func conversation(t *testing.T, o *dispatch.Outbox, rows *dispatch.MemoryOutbox, last channel.Message) (keys []string) {
	t.Helper()
	for _, contact := range []string{"a", "b"} {
		for i, m := range []channel.Message{{Text: "1 first"}, {Text: "2 second part one. 2 second part two."}, last} {
			m.By = channel.ByRobot
			r, _, err := o.Dispatcher().Prepare(fmt.Sprint(contact, i+1), thread(contact), m)
			if err != nil {
				t.Fatal(err)
			}
			if err := rows.Put(r); err != nil {
				t.Fatal(err)
			}
			keys = append(keys, r.Key)
		}
	}
	return keys
}

// A worker is killed before and after each of its calls, and another takes over when its claims
// end: nothing is lost, doubled or out of order, and only what was between its begun and its end is
// uncertain.
func TestAWorkerKilledAtEveryPoint(t *testing.T) {
	points := 0
	for at := 1; ; at++ {
		done := false
		for _, after := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				s := newStudio(50 * time.Millisecond)
				p := s.platform
				p.limits.Text, p.latency = channel.Length{Max: 24}, constant(10*time.Millisecond)
				p.fault = failing(nil, fail(channel.ErrUnavailable, nil), nil, limited(channel.ScopeThread, time.Second))
				rows := dispatch.NewMemoryOutbox(nil)
				m := &mortal{OutboxStore: rows, Sender: s, at: at, after: after}
				files := func(c *dispatch.OutboxConfig) { c.Dispatch.Files = shelf }
				first := newOutbox(t, m, m, files)
				keys := conversation(t, first, rows, video("film"))
				run(t, first)
				time.Sleep(time.Minute)
				done = !m.killed()
				points++
				run(t, newOutbox(t, s, rows, files)) // when it is dead, its claims last for a while still
				time.Sleep(10 * time.Minute)
				if s.uploads > 3 {
					t.Errorf("%d uploads for two videos, want one more than that at most", s.uploads)
				}
				if n := checkHistory(t, p, rows, keys); n > 2 {
					t.Errorf("%d parts are uncertain, want those under way at most, one of each thread", n)
				}
				if t.Failed() {
					t.Fatalf("killed at call %d, after its effect: %v", at, after)
				}
			})
		}
		if done || at > 500 {
			break
		}
	}
	t.Logf("killed at %d points", points)
	if points < 100 {
		t.Errorf("killed at %d points only", points)
	}
}

// flaky is a store whose calls fail now and then, before or after their effect.
type flaky struct {
	dispatch.OutboxStore
	mu   sync.Mutex
	rand *rand.Rand
}

func (f *flaky) through(do func() error) error {
	f.mu.Lock()
	n := f.rand.IntN(16)
	f.mu.Unlock()
	if n == 0 {
		return errors.New("connection refused")
	}
	err := do()
	if n == 1 {
		return errors.New("connection reset: was it committed?")
	}
	return err
}

func (f *flaky) Note(ctx context.Context, e dispatch.Entry) error {
	return f.through(func() error { return f.OutboxStore.Note(ctx, e) })
}

func (f *flaky) Claim(ctx context.Context, q dispatch.ClaimQuery) (claims []dispatch.Claim, err error) {
	err = f.through(func() (err error) { claims, err = f.OutboxStore.Claim(ctx, q); return err })
	return claims, err
}

func (f *flaky) Open(ctx context.Context, c dispatch.Claim) (receipts []dispatch.Receipt, err error) {
	err = f.through(func() (err error) { receipts, err = f.OutboxStore.Open(ctx, c); return err })
	return receipts, err
}

func (f *flaky) Yield(ctx context.Context, c dispatch.Claim, wait time.Duration) error {
	return f.through(func() error { return f.OutboxStore.Yield(ctx, c, wait) })
}

// Three workers on one store that fails, with a platform that fails, lose, double and reorder
// nothing.
func TestWorkersOnAnUnreliableStore(t *testing.T) {
	uncertain := 0
	for seed := *firstSeed; seed < *firstSeed+*seeds; seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := rand.New(rand.NewPCG(seed, 2))
				p := &platform{limits: channel.Limits{Text: channel.Length{Max: 24}}, latency: constant(20 * time.Millisecond), fault: unreliable(r)}
				rows := dispatch.NewMemoryOutbox(nil)
				var keys []string
				for i := range 3 {
					o := newOutbox(t, p, &flaky{OutboxStore: rows, rand: rand.New(rand.NewPCG(seed, uint64(3+i)))})
					if i == 0 {
						keys = conversation(t, o, rows, channel.Message{Text: "3 third"})
					}
					run(t, o)
				}
				time.Sleep(30 * time.Minute)
				uncertain += checkHistory(t, p, rows, keys)
			})
		})
	}
	t.Logf("%d of %d parts are uncertain", uncertain, *seeds*8)
}
