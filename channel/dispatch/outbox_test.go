package dispatch_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

func TestNewOutboxComplainsOfEverything(t *testing.T) {
	_, err := dispatch.NewOutbox(&platform{}, dispatch.OutboxConfig{Dispatch: dispatch.Config{Journal: newJournal()}, Lease: time.Second, Threads: -1, Poll: -1})
	var got []string
	for _, e := range channel.FieldErrors(err) {
		got = append(got, e.Field)
	}
	want(t, "complaints", []string{"store", "dispatch.journal", "lease", "threads", "poll"}, got)
}

// A receipt that is given back is tried again after a while, with those behind it, in order.
func TestAnOutboxTriesAgainInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		unavailable := fail(channel.ErrUnavailable, nil)
		p := &platform{limits: short, fault: failing(unavailable, unavailable, unavailable, unavailable, limited(channel.ScopeThread, 40*time.Second))}
		rows := dispatch.NewMemoryOutbox(nil)
		h := &teller{rows: rows}
		o := newOutbox(t, p, rows, func(c *dispatch.OutboxConfig) { c.Tell = h.tell })
		put(t, o, rows, "a", channel.ByPerson, "1", "2", "3") // before a worker claims the thread
		run(t, o)
		time.Sleep(10 * time.Second)
		put(t, o, rows, "a", channel.ByPerson, "4")
		time.Sleep(5 * time.Minute)
		want(t, "sent", []string{"1", "2", "3", "4"}, p.texts())
		want(t, "told", []string{
			"1 waits", "2 waits", "3 waits", // four attempts in vain
			"1 waits", "2 waits", "3 waits", "4 waits", // a long pause
			"1 sent", "2 sent", "3 sent", "4 sent"}, h.all())
	})
}

// An end is told until the host has stored what it means, also by another worker after a kill.
func TestAnEndIsToldUntilItIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: short}
		rows := dispatch.NewMemoryOutbox(nil)
		dies := &teller{rows: rows, fail: func(dispatch.Receipt) error { return errors.New("the process is killed here") }}
		first := newOutbox(t, p, rows, func(c *dispatch.OutboxConfig) { c.Tell = dies.tell })
		put(t, first, rows, "a", channel.ByPerson, "1")
		if err := first.DeliverThread(t.Context(), thread("a")); err == nil {
			t.Error("the failure of Tell is not reported")
		}
		times := 0
		h := &teller{rows: rows, fail: func(dispatch.Receipt) error {
			if times++; times < 3 {
				return errors.New("the database is busy")
			}
			return nil
		}}
		run(t, newOutbox(t, p, rows, func(c *dispatch.OutboxConfig) { c.Tell = h.tell }))
		time.Sleep(5 * time.Minute)
		want(t, "told", []string{"1 sent"}, h.all())
		want(t, "sent", []string{"1"}, p.texts())
	})
}

// An echo that any worker receives settles what is uncertain, and the rest of the message goes.
func TestAnEchoReachesAnotherWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: echoing(true), fault: lost()}
		rows := dispatch.NewMemoryOutbox(nil)
		h := &teller{rows: rows}
		set := func(c *dispatch.OutboxConfig) { c.Tell = h.tell }
		sends, hears := newOutbox(t, p, rows, set), newOutbox(t, p, rows, set)
		run(t, sends)
		put(t, sends, rows, "a", channel.ByPerson, "First part of it. Second part.")
		time.Sleep(5 * time.Second)
		put(t, sends, rows, "a", channel.ByPerson, "later")
		time.Sleep(time.Second)
		if r, ok, err := hears.Settle(t.Context(), p.arrivals()[0].echo(true)); !ok || err != nil || r.Parts[0].Status != dispatch.Sent {
			t.Fatalf("settled %v as %q: %v", ok, r.Status(), err)
		}
		if _, ok, err := hears.Settle(t.Context(), p.arrivals()[0].echo(true)); ok || err != nil {
			t.Errorf("the echo settles twice: %v", err)
		}
		time.Sleep(5 * time.Minute)
		want(t, "sent", []string{"First part of it.", "Second part.", "later"}, p.texts())
		want(t, "told", []string{"First part of it. Second part. uncertain", "First part of it. Second part. sent", "later sent"}, h.all())
	})
}

// Where the robot itself ends its work, its last words are sent; otherwise they are withdrawn.
// Messages of persons and notices are sent in either case.
func TestTheRobotsLastWords(t *testing.T) {
	for by, sent := range map[channel.Author][]string{
		channel.ByRobot:  {"notice", "farewell", "person"},
		channel.ByPerson: {"notice", "person"},
		"":               {"notice", "person"},
	} {
		synctest.Test(t, func(t *testing.T) {
			p := &platform{limits: short}
			rows := dispatch.NewMemoryOutbox(nil)
			h := &teller{rows: rows}
			o := newOutbox(t, p, rows, func(c *dispatch.OutboxConfig) { c.Tell = h.tell })
			put(t, o, rows, "a", channel.ByAutomatic, "notice")
			put(t, o, rows, "a", channel.ByRobot, "farewell")
			put(t, o, rows, "a", channel.ByPerson, "person")
			put(t, o, rows, "b", channel.ByRobot, "another thread's")
			cancelled, err := o.StopRobot(t.Context(), thread("a"), by)
			if err != nil || len(cancelled) != 3-len(sent) {
				t.Errorf("by %q: %d cancelled, %v", by, len(cancelled), err)
			}
			if err := o.DeliverThread(t.Context(), thread("a")); err != nil {
				t.Error(err)
			}
			want(t, fmt.Sprintf("sent, ended by %q", by), sent, p.texts())
			if by != channel.ByRobot && !slices.Contains(h.all(), "farewell cancelled") {
				t.Errorf("told %q", h.all())
			}
		})
	}
}

// The parts behind an uncertain part are not sent after its echo, once the robot has been stopped.
func TestTheRobotsLastWordsBehindAnUncertainPart(t *testing.T) {
	const answer, part1, part2 = "First part of it. Second part.", "First part of it.", "Second part."
	for _, tt := range []struct {
		by         channel.Author
		sent, told []string
	}{
		{channel.ByRobot, []string{part1, part2}, []string{answer + " uncertain", answer + " sent"}},
		{channel.ByPerson, []string{part1}, []string{answer + " uncertain", answer + " uncertain", answer + " cancelled"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			p := &platform{limits: echoing(true), fault: lost()}
			rows := dispatch.NewMemoryOutbox(nil)
			h := &teller{rows: rows}
			o := newOutbox(t, p, rows, func(c *dispatch.OutboxConfig) { c.Tell = h.tell })
			run(t, o)
			put(t, o, rows, "a", channel.ByRobot, answer)
			time.Sleep(5 * time.Second)
			for i := range 2 { // the second time there is nothing left to withdraw
				cancelled, err := o.StopRobot(t.Context(), thread("a"), tt.by)
				if n := len(cancelled); err != nil || (n == 1) != (tt.by == channel.ByPerson && i == 0) {
					t.Errorf("stopped by %q: %d cancelled, %v", tt.by, n, err)
				}
			}
			time.Sleep(time.Second)
			if _, ok, err := o.Settle(t.Context(), p.arrivals()[0].echo(true)); !ok || err != nil {
				t.Fatalf("settled %v: %v", ok, err)
			}
			time.Sleep(5 * time.Minute)
			want(t, fmt.Sprintf("sent, stopped by %q", tt.by), tt.sent, p.texts())
			want(t, fmt.Sprintf("told, stopped by %q", tt.by), tt.told, h.all())
		})
	}
}

// A message that is withdrawn while its call is under way, here or at another worker, is not sent
// again if the platform does not accept it.
func TestWithdrawnWhileItsCallIsUnderWay(t *testing.T) {
	for name, answer := range map[string]error{
		"too many":    limited(channel.ScopeThread, 10*time.Second),
		"a long wait": limited(channel.ScopeAccount, 2*time.Minute),
		"unavailable": fail(channel.ErrUnavailable, nil),
		"refused":     refusal("10", channel.AffectsAccount),
		"moved":       &channel.Error{Kind: channel.ErrUnreachable, Moved: thread("b")},
	} {
		for _, elsewhere := range []bool{false, true} {
			t.Run(fmt.Sprint(name, ", elsewhere ", elsewhere), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					p := &platform{limits: short, latency: constant(time.Second), fault: failing(answer)}
					rows := dispatch.NewMemoryOutbox(nil)
					h := &teller{rows: rows}
					set := func(c *dispatch.OutboxConfig) { c.Tell = h.tell }
					sends, other := newOutbox(t, p, rows, set), newOutbox(t, p, rows, set)
					run(t, sends)
					put(t, sends, rows, "a", channel.ByRobot, "1", "2")
					time.Sleep(250 * time.Millisecond)
					by := sends
					if elsewhere {
						by = other
					}
					if cancelled, err := by.StopRobot(t.Context(), thread("a"), channel.ByPerson); err != nil || len(cancelled) != 2 {
						t.Fatalf("%d cancelled: %v", len(cancelled), err)
					}
					time.Sleep(10 * time.Minute)
					want(t, "sent", []string(nil), p.texts())
					for _, key := range []string{"1", "2"} {
						r, _ := rows.Get(key)
						if !errors.Is(r.Err(), dispatch.ErrCancelled) || !slices.Contains(h.all(), key+" cancelled") {
							t.Errorf("%s is %q (%v), told %q", key, r.Status(), r.Err(), h.all())
						}
					}
				})
			})
		}
	}
}

// A message that is withdrawn while it waits in a dispatcher, here or at another worker, is not
// sent.
func TestWithdrawnWhileItWaits(t *testing.T) {
	for _, elsewhere := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			p := &platform{limits: slow()}
			rows := dispatch.NewMemoryOutbox(nil)
			sends, other := newOutbox(t, p, rows), newOutbox(t, p, rows)
			run(t, sends)
			put(t, sends, rows, "a", channel.ByRobot, "1", "2", "3")
			time.Sleep(1500 * time.Millisecond)
			by := sends
			if elsewhere {
				by = other
			}
			if _, err := by.Withdraw(t.Context(), thread("a"), dispatch.Robot); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
			want(t, fmt.Sprint("sent, withdrawn elsewhere: ", elsewhere), []string{"1", "2"}, p.texts())
		})
	}
}

// A worker whose claim another has taken meanwhile sends nothing more of the thread.
func TestAClaimThatWasLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: slow(), latency: constant(100 * time.Millisecond)}
		rows := dispatch.NewMemoryOutbox(nil)
		limiter := emptyLimiter()
		set := func(c *dispatch.OutboxConfig) {
			c.Dispatch.Limiter, c.Dispatch.MaxWait, c.Lease = limiter, time.Hour, 61*time.Second
		}
		slowly, other := newOutbox(t, p, rows, set), newOutbox(t, p, rows, set)
		put(t, slowly, rows, "a", channel.ByRobot, "1", "2", "3")
		if err := limiter.Pause(t.Context(), "account/test/1", 10*time.Minute); err != nil {
			t.Fatal(err)
		}
		first, second := make(chan error, 1), make(chan error, 1)
		go func() { first <- slowly.DeliverThread(t.Context(), thread("a")) }()
		time.Sleep(2 * time.Minute) // its lease is over, and it waits for a permit still
		go func() { second <- other.DeliverThread(t.Context(), thread("a")) }()
		time.Sleep(9 * time.Minute)
		err1, err2 := <-first, <-second
		if (err1 == nil) == (err2 == nil) || !errors.Is(errors.Join(err1, err2), dispatch.ErrClaimed) {
			t.Errorf("the workers say %v and %v; want one to have lost the thread", err1, err2)
		}
		want(t, "sent", "1 2 3", strings.Join(p.texts(), " "))
	})
}

// slowLimits is a sender that takes a while to look up the limits of a thread.
type slowLimits struct{ channel.Sender }

func (s slowLimits) Limits(to channel.Thread) channel.Limits {
	time.Sleep(time.Second)
	return s.Sender.Limits(to)
}

// failsOnce is a store that refuses the first entry.
type failsOnce struct {
	dispatch.OutboxStore
	noted atomic.Bool
}

func (f *failsOnce) Note(ctx context.Context, e dispatch.Entry) error {
	if !f.noted.Swap(true) {
		return errors.New("connection refused")
	}
	return f.OutboxStore.Note(ctx, e)
}

// A receipt that is given back while the next is accepted takes that back with it.
func TestGivenBackBeforeTheNextIsAccepted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: short}
		rows := dispatch.NewMemoryOutbox(nil)
		o := newOutbox(t, slowLimits{p}, &failsOnce{OutboxStore: rows})
		put(t, o, rows, "a", channel.ByPerson, "1", "2", "3")
		run(t, o)
		time.Sleep(5 * time.Minute)
		want(t, "sent", []string{"1", "2", "3"}, p.texts())
	})
}
