package dispatch_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Close ends at once if nothing is under way, however long the next message would wait.
func TestCloseWhileNothingIsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: channel.Limits{Text: channel.Length{Max: 20}, Rates: []channel.Rate{{Scope: channel.ScopeThread, N: 1, Per: 20 * time.Second}}}}
		d := newDispatcher(t, p, dispatch.Config{})
		accept(t, d, "first", thread("a"), channel.Message{Text: "first"})
		accept(t, d, "second", thread("a"), channel.Message{Text: "second"})
		time.Sleep(time.Second)
		start := time.Now()
		if err := d.Close(t.Context()); err != nil || time.Since(start) > 0 {
			t.Errorf("closed with %v after %v", err, time.Since(start))
		}
		want(t, "sent", []string{"first"}, p.texts())
	})
}

// Close ends at once if only the echo of an uncertain message is waited for.
func TestCloseWhileAnEchoIsAwaited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDispatcher(t, &platform{limits: echoing(true), fault: lost()}, dispatch.Config{Journal: newJournal()})
		accept(t, d, "lost", thread("a"), channel.Message{Text: "lost"})
		time.Sleep(time.Second)
		start := time.Now()
		if err := d.Close(t.Context()); err != nil || time.Since(start) > 0 {
			t.Errorf("closed with %v after %v", err, time.Since(start))
		}
	})
}

// Close gives back what waits, lets what is under way end, and leaves no goroutine: synctest would
// say so.
func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: channel.Limits{Text: channel.Length{Max: 20}, Rates: []channel.Rate{{Scope: channel.ScopeThread, N: 1, Per: 20 * time.Second}}},
			latency: constant(2 * time.Second)}
		d := newDispatcher(t, p, dispatch.Config{Concurrency: 2, Journal: newJournal()})
		start := time.Now()
		states := map[string]dispatch.Status{"under way": dispatch.Sent, "half": dispatch.Begun, "no room": dispatch.Unsent, "behind": dispatch.Unsent}
		pending := map[string]*dispatch.Pending{
			"under way": accept(t, d, "under way", thread("a"), channel.Message{Text: "under way"}),
			"half":      accept(t, d, "half", thread("b"), channel.Message{Text: "First part of it. Second part."}),
			"no room":   accept(t, d, "no room", thread("c"), channel.Message{Text: "no room"}),
			"behind":    accept(t, d, "behind", thread("a"), channel.Message{Text: "behind"}),
		}
		time.Sleep(time.Second)
		if err := d.Close(t.Context()); err != nil || time.Since(start) != 2*time.Second {
			t.Errorf("closed with %v after %v", err, time.Since(start))
		}
		for key, accepted := range pending {
			select {
			case <-accepted.Done():
			default:
				t.Errorf("%s is not over", key)
				continue
			}
			r, err := accepted.Wait()
			if r.Status() != states[key] || (err == nil) != (r.Status() == dispatch.Sent) || err != nil && !errors.Is(err, dispatch.ErrClosed) {
				t.Errorf("%s is %q: %v", key, r.Status(), err)
			}
		}
		r, _, _ := d.Prepare("new", thread("a"), channel.Message{Text: "x"})
		if _, err := d.Deliver(t.Context(), r); !errors.Is(err, dispatch.ErrClosed) {
			t.Errorf("after Close: %v", err)
		}
		if receipts, _ := d.Waiting(); receipts != 0 {
			t.Errorf("%d receipts wait", receipts)
		}
		if err := d.Close(t.Context()); err != nil {
			t.Errorf("closed again: %v", err)
		}
	})
}

// If its context ends first, Close cancels the calls, and what they were for is uncertain.
func TestCloseInAHurry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: short, latency: constant(time.Minute)}
		d := newDispatcher(t, p, dispatch.Config{Timeout: time.Hour})
		accepted := accept(t, d, "k", thread("a"), channel.Message{Text: "x"})
		time.Sleep(40 * time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		if err := d.Close(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("closed with %v after %v", err, time.Since(start))
		}
		if r, err := accepted.Wait(); r.Status() != dispatch.Uncertain || !errors.Is(err, channel.ErrUncertain) {
			t.Errorf("%q %v", r.Status(), err)
		}
	})
}

// Closing while messages come in, are withdrawn, time out and wait loses no receipt: every one is
// over, and says what the platform saw.
func TestCloseInTheMiddle(t *testing.T) {
	for at := range 40 {
		synctest.Test(t, func(t *testing.T) {
			p := &platform{limits: channel.Limits{Text: channel.Length{Max: 20}, Rates: []channel.Rate{
				{Scope: channel.ScopeAccount, N: 10, Per: time.Second}, {Scope: channel.ScopeThread, N: 1, Per: time.Second}}}, latency: constant(30 * time.Millisecond)}
			d := newDispatcher(t, p, dispatch.Config{Concurrency: 3, Journal: newJournal()})
			results := make(chan dispatch.Receipt)
			const n = 60
			for i := range n {
				go func() {
					time.Sleep(time.Duration(i) * 23 * time.Millisecond)
					ctx, cancel := context.WithTimeout(context.Background(), time.Duration(i%7+1)*200*time.Millisecond)
					defer cancel()
					m := channel.Message{Text: "First part of it. Second part.", By: []channel.Author{channel.ByPerson, channel.ByAutomatic}[i%2]}
					r, _, _ := d.Prepare(fmt.Sprint(i), thread(fmt.Sprint(i%9)), m)
					r.Perishable = true
					r, _ = d.Deliver(ctx, r)
					results <- r
				}()
			}
			time.Sleep(time.Duration(at) * 50 * time.Millisecond)
			go func() {
				if err := d.Close(context.Background()); err != nil {
					t.Error(err)
				}
			}()
			seen := make(map[string]bool)
			var all []dispatch.Receipt
			for range n {
				all = append(all, <-results)
			}
			for _, a := range p.arrivals() {
				seen[a.Message.Ref] = true
			}
			for _, r := range all {
				for i, part := range r.Parts {
					if came := seen[part.Message.Ref]; came && part.Status != dispatch.Sent && part.Status != dispatch.Uncertain || !came && part.Status == dispatch.Sent {
						t.Errorf("%s part %d is %q, and came: %v", r.Key, i, part.Status, came)
					}
				}
			}
		})
	}
}
