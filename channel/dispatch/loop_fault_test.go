package dispatch_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// unreliable breaks about a tenth of the calls: the answer is lost, the platform fails before or
// after it acted, the connection is reset before or after, or the answer comes late.
func unreliable(r *rand.Rand) func(channel.Thread, channel.Message) (before, after error) {
	reset := errors.New("connection reset by peer")
	return func(channel.Thread, channel.Message) (error, error) {
		if r.IntN(10) != 0 {
			return nil, nil
		}
		switch r.IntN(6) {
		case 0: // the answer is dropped
			return nil, fail(channel.ErrUncertain, errors.New("no answer"))
		case 1: // a 5xx, without a time
			return nil, fail(channel.ErrUncertain, errors.New("answer 502"))
		case 2:
			return fail(channel.ErrUncertain, errors.New("answer 502")), nil
		case 3: // reset before the request left
			return fail(channel.ErrUnavailable, reset), nil
		case 4: // reset on the way
			return fail(channel.ErrUncertain, reset), nil
		default:
			return limited(channel.ScopeThread, time.Duration(r.Int64N(int64(2*time.Second)))), nil
		}
	}
}

// Every message is delivered exactly once or reported uncertain, in order in each thread.
func TestAnUnreliablePlatform(t *testing.T) {
	const threads, messages = 8, 12
	uncertain, runs := 0, uint64(100)
	if testing.Short() {
		runs = 25
	}
	for seed := range runs {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := rand.New(rand.NewPCG(seed, 1))
				p := &platform{
					limits: channel.Limits{Text: channel.Length{Max: 20}, Rates: []channel.Rate{
						{Scope: channel.ScopeAccount, N: 20, Per: time.Second}, {Scope: channel.ScopeThread, N: 2, Per: time.Second}}},
					fault: unreliable(r),
					allow: slidingWindow(20, time.Second),
				}
				jitter := jittered(seed, 20*time.Millisecond, 60*time.Millisecond)
				p.latency = func() (there, back time.Duration) {
					there, back = jitter()
					if r.IntN(50) == 0 {
						back += 2 * time.Minute // too late: the call has timed out by then
					}
					return there, back
				}
				j := newJournal()
				d := newDispatcher(t, p, dispatch.Config{Journal: j, Concurrency: 6})
				receipts := make([][]dispatch.Receipt, threads)
				for i := range receipts {
					for k := range messages {
						text := fmt.Sprintf("%02d.%02d One. %02d.%02d Two.", i, k, i, k)
						if k%3 == 0 {
							text += fmt.Sprintf(" %02d.%02d Three.", i, k)
						}
						m, _, _ := d.Prepare(fmt.Sprint(i, "/", k), thread(fmt.Sprint(i)), channel.Message{Text: text, By: []channel.Author{channel.ByPerson, channel.ByRobot, channel.ByAutomatic}[k%3]})
						receipts[i] = append(receipts[i], m)
					}
				}
				// As a host does: open receipts are accepted in order, and accepted again until
				// they are over.
				done := make(chan struct{})
				for i := range receipts {
					go func() {
						defer func() { done <- struct{}{} }()
						for k := range receipts[i] {
							for receipts[i][k].Open() {
								got, err := d.Deliver(context.Background(), receipts[i][k])
								if err == nil != (got.Status() == dispatch.Sent) {
									t.Errorf("%q with %v", got.Status(), err)
								}
								receipts[i][k] = got
							}
						}
					}()
				}
				for range receipts {
					<-done
				}
				uncertain += checkDelivery(t, p, j, receipts)
			})
		})
	}
	if uncertain == 0 {
		t.Error("no part was ever uncertain: nothing was tried")
	}
	t.Logf("%d messages uncertain of %d", uncertain, runs*threads*messages)
}

// checkDelivery compares what the platform saw with what the receipts say, and returns how many are
// uncertain.
func checkDelivery(t *testing.T, p *platform, j *journal, receipts [][]dispatch.Receipt) (uncertain int) {
	t.Helper()
	seen := make(map[string]int)               // by reference: how often
	order := make(map[channel.Thread][]string) // references as they came
	for _, a := range p.arrivals() {
		seen[a.Message.Ref]++
		order[a.To] = append(order[a.To], a.Message.Ref)
	}
	for i := range receipts {
		var want []string // all that may have been sent, in order
		for _, r := range receipts[i] {
			if r.Status() == dispatch.Uncertain {
				uncertain++
			} else if r.Status() != dispatch.Sent {
				t.Errorf("%s is %q", r.Key, r.Status())
			}
			for n, part := range r.Parts {
				times := seen[part.Message.Ref]
				switch {
				case times > 1:
					t.Errorf("%s part %d was sent %d times", r.Key, n, times)
				case part.Status == dispatch.Sent && times != 1:
					t.Errorf("%s part %d is sent, and never came", r.Key, n)
				case part.Status == dispatch.Unsent && times != 0:
					t.Errorf("%s part %d is unsent, and came", r.Key, n)
				}
				if times > 0 {
					want = append(want, part.Message.Ref)
				}
				if known := j.receipt(r).Parts[n].Status; known != part.Status {
					t.Errorf("%s part %d is %q, and %q in the journal", r.Key, n, part.Status, known)
				}
			}
		}
		got := order[receipts[i][0].To]
		for n := range got {
			if n >= len(want) || got[n] != want[n] {
				t.Errorf("thread %d is out of order", i)
				break
			}
		}
	}
	return uncertain
}
