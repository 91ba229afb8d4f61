package dispatch_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/pace"
)

// slowLimiter takes a second to answer, as a database in trouble does.
type slowLimiter struct {
	pace.Limiter
	mu       sync.Mutex
	returned []pace.Return
}

func (l *slowLimiter) Acquire(ctx context.Context, limits []pace.Limit, hold time.Duration) (pace.Grant, error) {
	if err := sleep(ctx, time.Second); err != nil {
		return pace.Grant{}, err
	}
	return l.Limiter.Acquire(ctx, limits, hold)
}

func (l *slowLimiter) Return(ctx context.Context, grant uint64, r pace.Return) error {
	l.mu.Lock()
	l.returned = append(l.returned, r)
	l.mu.Unlock()
	return l.Limiter.Return(ctx, grant, r)
}

// ended is how the grant number i was given back; negative counts from the last.
func (l *slowLimiter) ended(i int) pace.Return {
	l.mu.Lock()
	defer l.mu.Unlock()
	if i < 0 {
		i += len(l.returned)
	}
	return l.returned[i]
}

// A message that becomes useless while its permit is on its way is not sent, and the permit is
// given back.
func TestNothingLeavesThatBecameUseless(t *testing.T) {
	tests := []struct {
		name   string
		m      channel.Message
		happen func(t *testing.T, d *dispatch.Dispatcher)
		err    error
		state  dispatch.Status
	}{
		{"a person wrote", channel.Message{Text: "x", By: channel.ByAutomatic}, func(t *testing.T, d *dispatch.Dispatcher) {
			accept(t, d, "p", thread("a"), channel.Message{Text: "person", By: channel.ByPerson})
		}, dispatch.ErrSuperseded, dispatch.Dropped},
		{"its time is over", channel.Message{Text: "x", NotAfter: time.Date(2000, 1, 1, 0, 0, 0, 700_000_000, time.UTC)}, func(*testing.T, *dispatch.Dispatcher) {}, dispatch.ErrExpired, dispatch.Dropped},
		{"it was withdrawn", channel.Message{Text: "x"}, func(_ *testing.T, d *dispatch.Dispatcher) { d.Withdraw("k") }, dispatch.ErrCancelled, dispatch.Cancelled},
		{"closed", channel.Message{Text: "x"}, func(t *testing.T, d *dispatch.Dispatcher) { _ = d.Close(t.Context()) }, dispatch.ErrClosed, dispatch.Unsent},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &platform{limits: short}
				l := &slowLimiter{Limiter: pace.NewMemory(pace.MemoryConfig{Empty: true})}
				d := newDispatcher(t, p, dispatch.Config{Limiter: l})
				accepted := accept(t, d, "k", thread("a"), tt.m, perishable)
				time.Sleep(500 * time.Millisecond)
				tt.happen(t, d)
				r, err := accepted.Wait()
				if !errors.Is(err, tt.err) || r.Status() != tt.state {
					t.Errorf("%q %v, want %q %v", r.Status(), err, tt.state, tt.err)
				}
				time.Sleep(5 * time.Second)
				for _, text := range p.texts() {
					if text == "x" {
						t.Error("it left")
					}
				}
				if diff := cmp.Diff(pace.Return{Unused: true}, l.ended(0)); diff != "" {
					t.Errorf("the permit (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// Round trips are those of calls that the platform counted: what is refused before it leaves says
// nothing of them.
func TestRoundTripsOfRefusalsDoNotCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: short, latency: constant(100 * time.Millisecond)}
		s := &picky{p}
		l := &slowLimiter{Limiter: pace.NewMemory(pace.MemoryConfig{Empty: true})}
		d := newDispatcher(t, s, dispatch.Config{Limiter: l})
		for i := range 30 {
			text := "fine"
			if i%3 == 0 {
				text = "closed"
			}
			_, _ = accept(t, d, fmt.Sprint(i), thread("a"), channel.Message{Text: text}).Wait()
		}
		if got := l.ended(-1).Fastest; got != 100*time.Millisecond {
			t.Errorf("after 20 round trips of 100ms the fastest is %v", got)
		}
		if got := l.ended(20).Fastest; got != 0 {
			t.Errorf("after 14 round trips the fastest is %v already", got)
		}
	})
}

// picky refuses some messages before any I/O.
type picky struct{ channel.Sender }

func (p *picky) Send(ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	if m.Text == "closed" {
		return channel.Sent{}, fail(channel.ErrWindowClosed, nil)
	}
	return p.Sender.Send(ctx, to, m)
}

// A permit counts from the answer, however long the journal takes to store it.
func TestASlowJournalCostsNoPermits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: channel.Limits{Text: channel.Length{Max: 20}, Rates: []channel.Rate{{Scope: channel.ScopeAccount, N: 1, Per: 2 * time.Second}}}}
		j := newJournal()
		j.told = func(e dispatch.Entry) {
			if e.Status == dispatch.Sent {
				time.Sleep(500 * time.Millisecond)
			}
		}
		d := newDispatcher(t, p, dispatch.Config{Journal: j})
		start := time.Now()
		for i := range 3 {
			accept(t, d, fmt.Sprint(i), thread(fmt.Sprint(i)), channel.Message{Text: "x"})
		}
		time.Sleep(time.Minute)
		var at []time.Duration
		for _, a := range p.arrivals() {
			at = append(at, a.At.Sub(start))
		}
		if diff := cmp.Diff([]time.Duration{0, 2001 * time.Millisecond, 4002 * time.Millisecond}, at); diff != "" {
			t.Errorf("sent at (-want +got):\n%s", diff)
		}
	})
}
