package dispatch_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/pace"
)

// failing is a fault that ends the first calls with the given errors, before the platform acts.
func failing(errs ...error) func(channel.Thread, channel.Message) (before, after error) {
	return func(channel.Thread, channel.Message) (error, error) {
		if len(errs) == 0 {
			return nil, nil
		}
		err := errs[0]
		errs = errs[1:]
		return err, nil
	}
}

func limited(scope channel.Scope, wait time.Duration) error {
	return &channel.Error{Op: channel.OpSend, Platform: "test", Kind: channel.ErrRateLimited, Scope: scope, Wait: wait}
}

// Which answers are tried again, which end the message, and which give it back.
func TestWhatBecomesOfAnAnswer(t *testing.T) {
	tests := []struct {
		name  string
		err   error
		calls int
		want  dispatch.Status
		why   dispatch.Reason
		match error
	}{
		{"rate limited", limited(channel.ScopeThread, time.Second), 2, dispatch.Sent, "", nil},
		{"unavailable", fail(channel.ErrUnavailable, nil), 2, dispatch.Sent, "", nil},
		{"uncertain", fail(channel.ErrUncertain, nil), 1, dispatch.Uncertain, "", channel.ErrUncertain},
		{"uncertain, whatever else", fail(channel.ErrUncertain, limited(channel.ScopeThread, time.Second)), 1, dispatch.Uncertain, "", channel.ErrUncertain},
		{"nobody knows", errors.New("what was that?"), 1, dispatch.Uncertain, "", channel.ErrUncertain},
		{"an answer that cannot be read", fail(channel.ErrMalformed, nil), 1, dispatch.Uncertain, "", channel.ErrUncertain},
		{"rejected", fail(channel.ErrRejected, nil), 1, dispatch.Failed, dispatch.ReasonRejected, channel.ErrRejected},
		{"too large", fail(channel.ErrTooLarge, nil), 1, dispatch.Failed, dispatch.ReasonTooLarge, channel.ErrTooLarge},
		{"unreachable", fail(channel.ErrUnreachable, nil), 1, dispatch.Failed, dispatch.ReasonUnreachable, channel.ErrUnreachable},
		{"window closed", fail(channel.ErrWindowClosed, nil), 1, dispatch.Failed, dispatch.ReasonWindow, channel.ErrWindowClosed},
		{"not the owner", fail(channel.ErrNotOwner, nil), 1, dispatch.Failed, dispatch.ReasonNotOwner, channel.ErrNotOwner},
		{"unauthorized", fail(channel.ErrUnauthorized, nil), 1, dispatch.Unsent, "", channel.ErrUnauthorized},
		{"moved", &channel.Error{Kind: channel.ErrUnreachable, Moved: thread("b")}, 1, dispatch.Unsent, "", channel.ErrUnreachable},
		{"a pause that is too long", limited(channel.ScopeThread, 31*time.Second), 1, dispatch.Unsent, "", channel.ErrRateLimited},
		{"an outage that is too long", &channel.Error{Kind: channel.ErrUnavailable, Wait: time.Hour}, 1, dispatch.Unsent, "", channel.ErrUnavailable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &platform{limits: short, fault: failing(tt.err)}
				j := newJournal()
				d := newDispatcher(t, p, dispatch.Config{Journal: j})
				prepared, _, _ := d.Prepare("k", thread("a"), channel.Message{Text: "First part of it. Second part."})
				r, err := d.Deliver(t.Context(), prepared)
				if !errors.Is(err, tt.match) {
					t.Errorf("error %v, want %v", err, tt.match)
				}
				calls, _, _ := p.counts()
				if tt.want == dispatch.Sent {
					calls-- // the second part
				}
				if r.Status() != tt.want || r.Parts[0].Reason != tt.why || calls != tt.calls {
					t.Errorf("%q because %q after %d calls, want %q because %q after %d", r.Status(), r.Parts[0].Reason, calls, tt.want, tt.why, tt.calls)
				}
				if diff := cmp.Diff(r, j.receipt(prepared)); diff != "" {
					t.Errorf("the journal knows something else (-returned +journal):\n%s", diff)
				}
				if tt.want != dispatch.Sent && r.Parts[1].Status != dispatch.Unsent {
					t.Errorf("the second part is %q", r.Parts[1].Status)
				}
				if got := r.Err(); tt.want != dispatch.Unsent && tt.want != dispatch.Sent && !errors.Is(got, tt.match) {
					t.Errorf("the receipt's own error is %v", got)
				}
			})
		})
	}
}

// The waits are random below a bound that doubles, up to MaxWait, unless the platform says how
// long.
func TestBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		unavailable := fail(channel.ErrUnavailable, nil)
		p := &platform{limits: short, fault: failing(unavailable, unavailable, &channel.Error{Kind: channel.ErrUnavailable, Wait: 7 * time.Second},
			limited(channel.ScopeThread, 0), unavailable, unavailable, unavailable, unavailable, unavailable)}
		var waits []time.Duration
		d := newDispatcher(t, p, dispatch.Config{Attempts: 9, Random: func() float64 { return 0.5 }, Observe: func(o dispatch.Observation) {
			if o.Event == dispatch.EventRetried {
				waits = append(waits, o.Wait)
			}
		}})
		r, _, _ := d.Prepare("k", thread("a"), channel.Message{Text: "x"})
		start := time.Now()
		r, err := d.Deliver(t.Context(), r)
		if !errors.Is(err, channel.ErrUnavailable) || r.Status() != dispatch.Unsent || r.Parts[0].Try != 9 {
			t.Errorf("%v after %d tries: %v", r.Status(), r.Parts[0].Try, err)
		}
		want := []time.Duration{250 * time.Millisecond, 500 * time.Millisecond, 7 * time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 15 * time.Second, 15 * time.Second}
		if diff := cmp.Diff(want, waits); diff != "" {
			t.Errorf("waits (-want +got):\n%s", diff)
		}
		var whole time.Duration
		for _, w := range want {
			whole += w
		}
		if got := time.Since(start); got != whole {
			t.Errorf("it took %v, want %v", got, whole)
		}
	})
}

func TestTheContextBoundsTheTries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: short, fault: func(channel.Thread, channel.Message) (error, error) {
			return &channel.Error{Kind: channel.ErrUnavailable, Wait: 3 * time.Second}, nil
		}}
		d := newDispatcher(t, p, dispatch.Config{Attempts: 100})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		r, _, _ := d.Prepare("k", thread("a"), channel.Message{Text: "x"})
		start := time.Now()
		r, err := d.Deliver(ctx, r)
		if calls, _, _ := p.counts(); calls != 4 || !errors.Is(err, context.DeadlineExceeded) || r.Status() != dispatch.Unsent || time.Since(start) != 10*time.Second {
			t.Errorf("%d calls in %v, %v, %v", calls, time.Since(start), r.Status(), err)
		}
	})
}

// A retry holds up its own thread, and keeps its place in it.
func TestARetryBlocksItsOwnThreadAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: short, fault: failing(&channel.Error{Kind: channel.ErrUnavailable, Wait: 2 * time.Second})}
		d := newDispatcher(t, p, dispatch.Config{})
		first := accept(t, d, "1", thread("a"), channel.Message{Text: "a1"})
		second := accept(t, d, "2", thread("a"), channel.Message{Text: "a2"})
		time.Sleep(time.Second)
		if _, err := accept(t, d, "3", thread("b"), channel.Message{Text: "b"}).Wait(); err != nil {
			t.Error(err)
		}
		for _, accepted := range []*dispatch.Pending{first, second} {
			if _, err := accepted.Wait(); err != nil {
				t.Error(err)
			}
		}
		if diff := cmp.Diff([]string{"b", "a1", "a2"}, p.texts()); diff != "" {
			t.Errorf("sent (-want +got):\n%s", diff)
		}
	})
}

func TestTheCircuit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var what []dispatch.Event
		p := &platform{limits: short, latency: constant(time.Second), fault: func(_ channel.Thread, m channel.Message) (error, error) {
			if m.Text == "1" {
				return refusal("190", channel.AffectsCredentials), nil
			}
			return nil, nil
		}}
		d := newDispatcher(t, p, dispatch.Config{Observe: func(o dispatch.Observation) {
			if o.Event == dispatch.EventCircuitOpen || o.Event == dispatch.EventCircuitClosed {
				what = append(what, o.Event)
			}
		}})
		other := channel.Thread{Platform: "test", Account: "2", Contact: "a"}
		first := accept(t, d, "1", thread("a"), channel.Message{Text: "1"})
		second := accept(t, d, "2", thread("a"), channel.Message{Text: "2"})
		for _, accepted := range []*dispatch.Pending{first, second, accept(t, d, "3", thread("b"), channel.Message{Text: "3"})} {
			r, err := accepted.Wait()
			if underWay := r.Key == "3"; underWay && err != nil || !underWay && (!errors.Is(err, channel.ErrUnauthorized) || !r.Open()) {
				t.Errorf("%s: %q %v; want those of the account back unsent, but for what was under way", r.Key, r.Status(), err)
			}
		}
		start := time.Now()
		r, _, _ := d.Prepare("4", thread("c"), channel.Message{Text: "4"})
		if _, err := d.Deliver(t.Context(), r); !errors.Is(err, channel.ErrUnauthorized) || !errors.Is(err, dispatch.ErrCircuit) || time.Since(start) != 0 {
			t.Errorf("while the circuit is open: %v after %v", err, time.Since(start))
		}
		if _, err := accept(t, d, "5", other, channel.Message{Text: "5"}).Wait(); err != nil {
			t.Errorf("another account: %v", err)
		}
		d.Renew("test", "2")
		if _, err := d.Deliver(t.Context(), r); !errors.Is(err, dispatch.ErrCircuit) {
			t.Errorf("after another account's renewal: %v", err)
		}
		d.Renew("test", "1")
		if r, err := d.Deliver(t.Context(), r); err != nil || r.Status() != dispatch.Sent {
			t.Errorf("after the renewal: %v %v", r.Status(), err)
		}
		if diff := cmp.Diff([]dispatch.Event{dispatch.EventCircuitOpen, dispatch.EventCircuitClosed}, what); diff != "" {
			t.Errorf("reported (-want +got):\n%s", diff)
		}
	})
}

// A refusal of the old credentials that comes after the renewal does not open the circuit of the
// new ones.
func TestALateRefusalOfOldCredentials(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: short, latency: func() (time.Duration, time.Duration) { return 0, time.Second }}
		p.fault = func(channel.Thread, channel.Message) (error, error) {
			if len(p.got) == 0 {
				return nil, refusal("190", channel.AffectsCredentials)
			}
			return nil, nil
		}
		d := newDispatcher(t, p, dispatch.Config{})
		first := accept(t, d, "1", thread("a"), channel.Message{Text: "1"})
		time.Sleep(500 * time.Millisecond)
		d.Renew("", "")
		if _, err := first.Wait(); !errors.Is(err, channel.ErrUnauthorized) {
			t.Errorf("the first: %v", err)
		}
		if _, err := accept(t, d, "2", thread("b"), channel.Message{Text: "2"}).Wait(); err != nil {
			t.Errorf("the second: %v", err)
		}
	})
}

// A limiter that fails lets nothing leave, and is asked again.
func TestALimiterThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: short}
		l := &failingLimiter{Limiter: pace.NewMemory(pace.MemoryConfig{Empty: true}), times: 2}
		d := newDispatcher(t, p, dispatch.Config{Limiter: l})
		if _, err := accept(t, d, "1", thread("a"), channel.Message{Text: "x"}).Wait(); err != nil {
			t.Error(err)
		}
		l.times = 100
		r, err := accept(t, d, "2", thread("a"), channel.Message{Text: "y"}).Wait()
		if !errors.Is(err, dispatch.ErrLimiter) || r.Status() != dispatch.Unsent {
			t.Errorf("%v %v", r.Status(), err)
		}
		if diff := cmp.Diff([]string{"x"}, p.texts()); diff != "" {
			t.Errorf("sent (-want +got):\n%s", diff)
		}
	})
}

type failingLimiter struct {
	pace.Limiter
	times int
}

func (l *failingLimiter) Acquire(ctx context.Context, limits []pace.Limit, hold time.Duration) (pace.Grant, error) {
	if l.times--; l.times >= 0 {
		time.Sleep(time.Millisecond) // until what comes next is accepted
		return pace.Grant{}, errors.New("connection refused")
	}
	return l.Limiter.Acquire(ctx, limits, hold)
}
