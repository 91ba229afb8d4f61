package dispatch_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
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

// checkHistory checks what may be said of any history: each part arrived once at most, in each
// thread in order; each receipt is sent, uncertain or, if its robot was stopped, cancelled; and
// each part says the truth. Every part that arrived was echoed, so it is known to be sent.
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
		switch s := r.Status(); {
		case s == dispatch.Sent, s == dispatch.Uncertain, s == dispatch.Cancelled && r.To.Contact == stopped:
		default:
			t.Errorf("%s is %q in the end", key, s)
		}
		for i, part := range r.Parts {
			n := arrived[part.Message.Ref]
			if n > 1 || (part.Status == dispatch.Sent) != (n == 1) {
				t.Errorf("%s part %d is %q and arrived %d times", key, i, part.Status, n)
			}
			if part.Status == dispatch.Uncertain {
				uncertain++
			}
		}
	}
	return uncertain
}

// A process is killed before and after each of its calls: of the journal, the claims, the reading
// of rows, an echo, an order to stop the robot, the end that it tells its host, an upload, a
// message. Another takes over when its claims end: nothing is lost, doubled or out of order, each
// end is told, and only a part that was between its begun and the platform is uncertain.
func TestAWorkerKilledAtEveryPoint(t *testing.T) {
	points, cancelled, uncertain := 0, 0, 0
	step := 1
	if testing.Short() {
		step = 3
	}
	for at := 1; ; at += step {
		done := false
		for _, after := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				s := newStudio(50 * time.Millisecond)
				p := s.platform
				p.limits.Text, p.limits.EchoesRef, p.latency = channel.Length{Max: 24}, true, constant(200*time.Millisecond)
				fault := failing(nil, fail(channel.ErrUnavailable, nil), nil, limited(channel.ScopeThread, time.Second))
				calls := 0
				p.fault = func(to channel.Thread, m channel.Message) (before, after error) {
					if calls++; calls == 6 {
						return nil, fail(channel.ErrUncertain, nil) // the answer is lost
					}
					return fault(to, m)
				}
				h := newHost()
				m := &mortal{Sender: s, at: at, after: after}
				first := newOutbox(t, m, nil, h.process(m.through))
				var second atomic.Pointer[dispatch.Outbox]
				living := func() *dispatch.Outbox {
					if m.killed() {
						return second.Load()
					}
					return first
				}
				h.hears(p, living)
				keys, err := h.prepare(first, conversation(video("film")))
				if err != nil {
					t.Fatal(err)
				}
				h.webhook(living, func(o *dispatch.Outbox) error {
					_, err := o.StopRobot(t.Context(), thread(stopped), channel.ByPerson)
					return err
				})
				run(t, first)
				for range 60 {
					if time.Sleep(time.Second); m.killed() {
						break
					}
				}
				done = !m.killed()
				points++
				second.Store(newOutbox(t, s, nil, h.process(func(f func() error) error { return f() })))
				run(t, second.Load()) // when the first is dead, its claims last for a while still
				time.Sleep(10 * time.Minute)
				if s.uploads > 4 { // both may have been under way
					t.Errorf("%d uploads for two videos, want each twice at most", s.uploads)
				}
				n := checkHistory(t, p, h.rows, keys)
				if n > 3 {
					t.Errorf("%d parts are uncertain, want those under way at most, one of each thread", n)
				}
				uncertain += n
				if r, _ := h.rows.Get(stopped + "2"); r.Status() == dispatch.Cancelled {
					cancelled++
				}
				h.check(t.Errorf, keys)
				if t.Failed() {
					t.Fatalf("killed at call %d, after its effect: %v", at, after)
				}
			})
		}
		if done || at > 500 {
			break
		}
	}
	t.Logf("killed at %d points; %d parts uncertain; the robot's second message withdrawn %d times", points, uncertain, cancelled)
	if points < 150/step || uncertain == 0 || cancelled == 0 || cancelled == points {
		t.Errorf("killed at %d points only, or to no effect", points)
	}
}

// Three workers on one store that fails, with a platform that fails, lose, double and reorder
// nothing, and tell every end: also where an echo, an order to stop the robot or the host's own
// transaction fails.
func TestWorkersOnAnUnreliableStore(t *testing.T) {
	uncertain, cancelled := 0, 0
	for seed := *firstSeed; seed < *firstSeed+*seeds; seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := rand.New(rand.NewPCG(seed, 2))
				p := &platform{limits: channel.Limits{Text: channel.Length{Max: 24}, EchoesRef: true}, latency: constant(20 * time.Millisecond), fault: unreliable(r)}
				h := newHost()
				var workers []*dispatch.Outbox
				for i := range 3 {
					f := &flaky{rand: rand.New(rand.NewPCG(seed, uint64(3+i)))}
					workers = append(workers, newOutbox(t, p, nil, h.process(f.through)))
				}
				var turn atomic.Int64 // webhooks are balanced over the nodes
				node := func() *dispatch.Outbox { return workers[turn.Add(1)%3] }
				h.hears(p, node)
				keys, err := h.prepare(workers[0], conversation(channel.Message{Text: "3 third"}))
				if err != nil {
					t.Fatal(err)
				}
				h.webhook(node, func(o *dispatch.Outbox) error {
					_, err := o.StopRobot(t.Context(), thread(stopped), channel.ByPerson)
					return err
				})
				for _, o := range workers {
					run(t, o)
				}
				time.Sleep(30 * time.Minute)
				uncertain += checkHistory(t, p, h.rows, keys)
				h.check(t.Errorf, keys)
				if r, _ := h.rows.Get(stopped + "2"); r.Status() == dispatch.Cancelled {
					cancelled++
				}
			})
		})
	}
	t.Logf("%d of %d parts are uncertain; the robot's second message withdrawn %d times", uncertain, *seeds*10, cancelled)
}
