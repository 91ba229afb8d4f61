package dispatch_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// yields calls a function before each Yield with a wait.
type yields struct {
	dispatch.OutboxStore
	before func()
}

func (y *yields) Yield(ctx context.Context, c dispatch.Claim, wait time.Duration) error {
	if wait > 0 {
		y.before()
	}
	return y.OutboxStore.Yield(ctx, c, wait)
}

// An echo that another node receives lets the thread go on at once: with the rest of the message,
// and with what waits behind it.
func TestAnEchoElsewhereEndsTheWait(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		late bool // the echo comes between the last look and Yield
		sent []string
	}{
		"the rest of it goes first":   {"First part of it. Second part.", false, []string{"First part of it.", "Second part.", "later"}},
		"nothing of it is left":       {"Only part", false, []string{"Only part", "later"}},
		"the echo comes before Yield": {"First part of it. Second part.", true, []string{"First part of it.", "Second part.", "later"}},
		"and nothing of it is left":   {"Only part", true, []string{"Only part", "later"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &platform{limits: echoing(true), fault: lost()}
				rows := dispatch.NewMemoryOutbox(nil)
				hears := newOutbox(t, p, rows)
				echo := func() {
					if _, ok, err := hears.Settle(t.Context(), p.arrivals()[0].echo(true)); !ok || err != nil {
						t.Errorf("the echo settles nothing: %v", err)
					}
				}
				store := &yields{OutboxStore: rows, before: func() {}}
				if test.late {
					store.before = func() { store.before = func() {}; echo() }
				}
				sends := newOutbox(t, p, store)
				put(t, sends, rows, "a", channel.ByPerson, test.text, "later")
				run(t, sends)
				time.Sleep(3 * time.Second)
				if !test.late {
					want(t, "sent before the echo", test.sent[:1], p.texts())
					echo()
				}
				time.Sleep(2 * time.Second) // far less than SettleWithin
				want(t, "sent", test.sent, p.texts())
			})
		})
	}
}

// The same after DeliverThread, which a host calls from a job: Run goes on with the thread at once.
func TestAnEchoElsewhereWakesRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: echoing(true), fault: lost()}
		rows := dispatch.NewMemoryOutbox(nil)
		hears := newOutbox(t, p, rows)
		store := &yields{OutboxStore: rows}
		store.before = func() {
			store.before = func() {}
			if _, ok, err := hears.Settle(t.Context(), p.arrivals()[0].echo(true)); !ok || err != nil {
				t.Errorf("the echo settles nothing: %v", err)
			}
		}
		sends := newOutbox(t, p, store, func(c *dispatch.OutboxConfig) { c.Poll = time.Hour })
		run(t, sends)
		synctest.Wait()
		put(t, hears, rows, "a", channel.ByPerson, "lost", "later")
		if err := sends.DeliverThread(t.Context(), thread("a")); err == nil {
			t.Error("DeliverThread does not say that the thread waits")
		}
		time.Sleep(time.Second)
		want(t, "sent", []string{"lost", "later"}, p.texts())
	})
}

// Without an echo, what waits behind an uncertain message is sent after SettleWithin, by any
// worker.
func TestAnEchoThatDoesNotCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: echoing(true), fault: lost()}
		rows := dispatch.NewMemoryOutbox(nil)
		o := newOutbox(t, p, rows)
		put(t, o, rows, "a", channel.ByPerson, "lost", "later")
		for range 2 { // a job engine may ask again too soon
			err := o.DeliverThread(t.Context(), thread("a"))
			e, ok := errors.AsType[*channel.Error](err)
			if !ok || e.Wait != 10*time.Second || !errors.Is(err, channel.ErrUnavailable) {
				t.Errorf("DeliverThread returns %v, want a wait of 10 s", err)
			}
			want(t, "sent", []string{"lost"}, p.texts())
		}
		time.Sleep(10 * time.Second)
		if err := o.DeliverThread(t.Context(), thread("a")); err != nil {
			t.Error(err)
		}
		want(t, "sent in the end", []string{"lost", "later"}, p.texts())
	})
}

// A store that fails while a thread waits for an echo costs time at most.
func TestAStoreThatFailsWhileAnEchoIsAwaited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: echoing(true), fault: lost()}
		rows := dispatch.NewMemoryOutbox(nil)
		o := newOutbox(t, p, &unrevised{rows})
		put(t, o, rows, "a", channel.ByPerson, "lost", "later")
		run(t, o)
		time.Sleep(time.Minute)
		want(t, "sent", []string{"lost", "later"}, p.texts())
	})
}

// unrevised is a store that cannot revise.
type unrevised struct{ dispatch.OutboxStore }

func (unrevised) Revise(context.Context, channel.Thread, func([]dispatch.Receipt) []dispatch.Receipt) error {
	return errors.New("connection refused")
}

// A message that was told as uncertain, and whose echo comes when the host has closed it, is told
// as sent: also if the process that heard the echo dies before it could.
func TestAnEchoOfAClosedReceiptIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: echoing(true), fault: lost()}
		h := newHost()
		always := func(f func() error) error { return f() }
		sends, hears := newOutbox(t, p, nil, h.process(always)), newOutbox(t, p, nil, h.process(always))
		put(t, sends, h.rows, "a", channel.ByPerson, "lost")
		if err := sends.DeliverThread(t.Context(), thread("a")); err != nil {
			t.Error(err)
		}
		want(t, "told before the echo", []dispatch.Status{dispatch.Uncertain}, h.ends["lost"])
		if _, ok, err := hears.Settle(t.Context(), p.arrivals()[0].echo(true)); !ok || err != nil {
			t.Errorf("the echo settles %v, %v", ok, err)
		}
		for range 2 { // the second has nothing to tell
			if err := sends.DeliverThread(t.Context(), thread("a")); err != nil {
				t.Error(err)
			}
		}
		want(t, "told after the echo", []dispatch.Status{dispatch.Uncertain, dispatch.Sent}, h.ends["lost"])
	})
}

// Another worker that comes sooner than the one that met the uncertain part has said, such as a job
// engine's, waits for the echo too.
func TestAnotherWorkerWaitsForTheEcho(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: echoing(true), fault: lost()}
		rows := dispatch.NewMemoryOutbox(nil)
		first, second := newOutbox(t, p, rows), newOutbox(t, p, rows)
		put(t, first, rows, "a", channel.ByPerson, "First part of it. Second part.", "later")
		if err := first.DeliverThread(t.Context(), thread("a")); !errors.Is(err, channel.ErrUnavailable) {
			t.Errorf("the first worker: %v", err)
		}
		time.Sleep(4 * time.Second)
		err := second.DeliverThread(t.Context(), thread("a"))
		if e, ok := errors.AsType[*channel.Error](err); !ok || e.Wait.Round(time.Millisecond) != 6*time.Second {
			t.Errorf("the second worker: %v, want a wait of 6 s", err)
		}
		if _, ok, err := second.Settle(t.Context(), p.arrivals()[0].echo(true)); !ok || err != nil {
			t.Errorf("the echo settles %v, %v", ok, err)
		}
		if err := second.DeliverThread(t.Context(), thread("a")); err != nil {
			t.Error(err)
		}
		want(t, "sent", []string{"First part of it.", "Second part.", "later"}, p.texts())
	})
}
