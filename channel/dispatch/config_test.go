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

func TestNewComplainsOfEverything(t *testing.T) {
	_, err := dispatch.New(nil, dispatch.Config{Concurrency: -1, Attempts: -1, Backoff: -1, MaxWait: -1, SettleWithin: -1, Timeout: -1, Overflow: "odd"})
	var got []string
	for _, e := range channel.FieldErrors(err) {
		got = append(got, e.Field)
	}
	want := []string{"sender", "concurrency", "attempts", "backoff", "maxWait", "settleWithin", "timeout", "overflow"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
}

// A sender that is a whole channel says which app it is of; accounts of one app share its limits.
func TestTheAppOfAChannel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: channel.Limits{Text: channel.Length{Max: 20}, Rates: []channel.Rate{{Scope: channel.ScopeApp, N: 1, Per: 10 * time.Second}}}}
		l := &recording{Limiter: pace.NewMemory(pace.MemoryConfig{Empty: true}), keys: make(map[pace.Bucket]bool)}
		d := newDispatcher(t, whole{p}, dispatch.Config{Limiter: l})
		start := time.Now()
		for _, account := range []string{"1", "2"} {
			if _, err := accept(t, d, account, channel.Thread{Platform: "test", Account: account, Contact: "a"}, channel.Message{Text: "x"}).Wait(); err != nil {
				t.Error(err)
			}
		}
		if got := time.Since(start).Round(time.Second); got != 10*time.Second || !l.keys[pace.AppBucket("test", "app 1")] {
			t.Errorf("after %v, with the keys %v", got, l.keys)
		}
	})
}

// whole is a channel around a platform.
type whole struct{ *platform }

func (whole) Info() channel.Info           { return channel.Info{Platform: "test", App: "app 1"} }
func (whole) Verify(channel.Webhook) error { return nil }
func (whole) Receive(channel.Webhook) (channel.Delivery, error) {
	return channel.Delivery{}, errors.ErrUnsupported
}

type recording struct {
	pace.Limiter
	keys map[pace.Bucket]bool
}

func (l *recording) Acquire(ctx context.Context, limits []pace.Limit, hold time.Duration) (pace.Grant, error) {
	for _, limit := range limits {
		l.keys[limit.Bucket] = true
	}
	return l.Limiter.Acquire(ctx, limits, hold)
}

// Every call asks for its keys in one order, from wide to narrow, and longer times first.
func TestTheOrderOfKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: channel.Limits{Text: channel.Length{Max: 20}, Rates: []channel.Rate{
			{Scope: channel.ScopeThread, N: 1, Per: time.Second}, {Scope: channel.ScopeThread, N: 20, Per: time.Minute},
			{Scope: channel.ScopeKind, Kind: "text", N: 9, Per: time.Second, Cost: 2}, {Scope: channel.ScopeKind, Kind: "media", N: 1, Per: time.Second},
			{Scope: channel.ScopeKind, Kind: "reply", N: 3, Per: time.Hour}, {Scope: channel.ScopeAccount, N: 30, Per: time.Second},
		}}}
		l := &ordered{Limiter: pace.NewMemory(pace.MemoryConfig{Empty: true})}
		d := newDispatcher(t, p, dispatch.Config{Limiter: l})
		if _, err := accept(t, d, "k", thread("a"), channel.Message{Text: "x"}).Wait(); err != nil {
			t.Fatal(err)
		}
		want := []pace.Limit{
			{Bucket: pace.AppBucket("test", "")},
			{Bucket: pace.AccountBucket("test", "1"), N: 30, Per: time.Second},
			{Bucket: pace.KindBucket("test", "1", "reply"), N: 3, Per: time.Hour},
			{Bucket: pace.KindBucket("test", "1", "text"), N: 9, Per: time.Second, Cost: 2},
			{Bucket: pace.ThreadBucket(thread("a")), N: 20, Per: time.Minute},
			{Bucket: pace.ThreadBucket(thread("a")), N: 1, Per: time.Second},
		}
		if diff := cmp.Diff(want, l.limits); diff != "" {
			t.Errorf("limits (-want +got):\n%s", diff)
		}
	})
}

type ordered struct {
	pace.Limiter
	limits []pace.Limit
}

func (l *ordered) Acquire(ctx context.Context, limits []pace.Limit, hold time.Duration) (pace.Grant, error) {
	l.limits = limits
	return l.Limiter.Acquire(ctx, limits, hold)
}

// After a restart: what was begun is uncertain, the journal is told, and new messages of the thread
// wait for its echo.
func TestAPartFoundBegun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: echoing(true)}
		j := newJournal()
		d := newDispatcher(t, p, dispatch.Config{Journal: j})
		prepared, _, _ := d.Prepare("old", thread("a"), channel.Message{Text: "First part of it. Second part."})
		found := prepared.Apply(dispatch.Entry{Key: "old", Try: 1, Status: dispatch.Begun, At: noon})
		accepted, err := d.Accept(t.Context(), found)
		if err != nil {
			t.Fatal(err)
		}
		later := accept(t, d, "new", thread("a"), channel.Message{Text: "new"})
		start := time.Now()
		r, err := accepted.Wait()
		if !errors.Is(err, channel.ErrUncertain) || r.Status() != dispatch.Uncertain || j.receipt(found).Status() != dispatch.Uncertain {
			t.Errorf("%q, %q in the journal: %v", r.Status(), j.receipt(found).Status(), err)
		}
		if _, err := later.Wait(); err != nil || time.Since(start) != 10*time.Second {
			t.Errorf("the new one: %v after %v", err, time.Since(start))
		}
		if diff := cmp.Diff([]string{"new"}, p.texts()); diff != "" {
			t.Errorf("sent (-want +got):\n%s", diff)
		}
	})
}

// The clock of a Config is the only one that is asked.
func TestAClockOfOnesOwn(t *testing.T) {
	at := &ownClock{now: noon}
	p := &platform{limits: channel.Limits{Text: channel.Length{Max: 20}, Rates: []channel.Rate{{Scope: channel.ScopeThread, N: 1, Per: time.Minute}}}}
	j := newJournal()
	d := newDispatcher(t, p, dispatch.Config{Clock: at, Journal: j, MaxWait: time.Hour, Limiter: pace.NewMemory(pace.MemoryConfig{Empty: true, Now: at.Now})})
	if _, err := accept(t, d, "1", thread("a"), channel.Message{Text: "1"}).Wait(); err != nil {
		t.Fatal(err)
	}
	second := accept(t, d, "2", thread("a"), channel.Message{Text: "2"})
	at.wait(t)
	at.ring(2 * time.Minute)
	if _, err := second.Wait(); err != nil {
		t.Fatal(err)
	}
	var times []time.Time
	for _, e := range j.all() {
		times = append(times, e.At)
	}
	if diff := cmp.Diff([]time.Time{noon, noon, noon.Add(2 * time.Minute), noon.Add(2 * time.Minute)}, times); diff != "" {
		t.Errorf("noted at (-want +got):\n%s", diff)
	}
}
