package metrics_test

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/metrics"
)

var plays = flag.Int("histories", 600, "how many histories TestLaws plays, thirty into one sheet")

// histories plays random histories: each step is folded into one sheet, and into one of some
// shards.
func histories(t testing.TB, d *rand.Rand, threads int) (all *metrics.Sheet, shards []*metrics.Sheet) {
	all = sheet(t, 10*time.Second, time.Minute)
	for range 7 {
		shards = append(shards, sheet(t, 10*time.Second, time.Minute))
	}
	var open, waiting, serving, assigned uint64
	queues := map[string]uint64{}
	for range threads {
		x := &thread{policy: anyPolicy(d), state: session.State{ID: "t"}, sheet: all}
		now := start
		for range 60 {
			now = now.Add(time.Duration(d.IntN(40_000)) * time.Millisecond)
			if w := x.policy.Wake(x.state); d.IntN(4) == 0 && w.After(now) {
				now = w
			}
			var e session.Event
			if d.IntN(5) > 0 {
				e = anyEvent(d, x.state, x.serial)
			}
			before := x.span
			x.step(e, now)
			again := before.Fold(shards[d.IntN(len(shards))], "c", x.state, x.actions, session.InstantOf(now))
			if again != x.span {
				t.Fatalf("the fold is no function: %+v, %+v", again, x.span)
			}
			lawful(t, x)
			for _, a := range x.actions {
				if a.Kind == session.Assign {
					assigned++
				}
			}
		}
		if x.span.Began != 0 {
			open++
		}
		if x.span.Waits != 0 {
			waiting++
			queues[x.span.Queue]++
		}
		if x.span.Served != 0 {
			serving++
		}
	}
	n := func(m metrics.Measure) uint64 { return total(all, metrics.Filter{Measure: m}) }
	if n(metrics.Began) != n(metrics.Closed)+open {
		t.Errorf("%d sessions began, %d closed, %d are open", n(metrics.Began), n(metrics.Closed), open)
	}
	if n(metrics.Queued) != n(metrics.Wait)+n(metrics.Given)+n(metrics.Moved)+waiting {
		t.Errorf("%d waits began, %d found an agent, %d were given up, %d moved, %d wait", n(metrics.Queued), n(metrics.Wait), n(metrics.Given), n(metrics.Moved), waiting)
	}
	if assigned != n(metrics.Handling)+serving {
		t.Errorf("%d assignments, %d ended, %d are open", assigned, n(metrics.Handling), serving)
	}
	if n(metrics.FirstAnswer) > n(metrics.Asked) || n(metrics.Asked) > n(metrics.Began) {
		t.Errorf("%d first answers to %d wishes in %d sessions", n(metrics.FirstAnswer), n(metrics.Asked), n(metrics.Began))
	}
	for _, q := range []string{"sales", "help", "seniors"} {
		of := func(m metrics.Measure) uint64 { return total(all, metrics.Filter{Measure: m, Queue: q}) }
		if of(metrics.Queued) != of(metrics.Wait)+of(metrics.Given)+of(metrics.Moved)+queues[q] {
			t.Errorf("queue %s: %d waits began, %d found an agent, %d were given up, %d moved, %d wait", q,
				of(metrics.Queued), of(metrics.Wait), of(metrics.Given), of(metrics.Moved), queues[q])
		}
	}
	return all, shards
}

// lawful compares a span with the state of its thread.
func lawful(t testing.TB, x *thread) {
	t.Helper()
	p, ph := x.span, x.state.Phase
	for what, is := range map[string][2]bool{
		"has a session": {p.Began != 0, ph != session.PhaseClosed},
		"waits":         {p.Waits != 0, ph == session.PhaseQueued || ph == session.PhaseOffered},
		"is served":     {p.Served != 0, ph == session.PhaseAgent || ph == session.PhaseHold},
	} {
		if is[0] != is[1] {
			t.Fatalf("the span %s: %v, the state: %v\n%+v\n%+v\n%v", what, is[0], is[1], p, x.state, x.actions)
		}
	}
	if p.Owed != 0 && (p.Began == 0 || x.state.Owes == session.Contact) {
		t.Fatalf("the span owes an answer, the session does not: %+v %+v", p, x.state)
	}
}

// TestLaws holds for many histories: what began has ended or is open, and shards merge to the same
// bytes in any order.
func TestLaws(t *testing.T) {
	const threads = 30
	sheets := max(*plays/threads, 1)
	if testing.Short() {
		sheets = min(sheets, 3)
	}
	var cells int
	for seed := range sheets {
		all := shuffled(t, rand.New(rand.NewPCG(uint64(seed), 15)), threads)
		cells += all.Len()
	}
	if cells < 100*sheets {
		t.Errorf("only %d cells", cells)
	}
}

// shuffled plays histories and merges their shards in five orders.
func shuffled(t testing.TB, d *rand.Rand, threads int) *metrics.Sheet {
	t.Helper()
	all, shards := histories(t, d, threads)
	want, _ := all.AppendBinary(nil)
	for range 5 {
		d.Shuffle(len(shards), func(i, j int) { shards[i], shards[j] = shards[j], shards[i] })
		var merged metrics.Sheet
		for _, s := range shards {
			if err := merged.Merge(s); err != nil {
				t.Fatal(err)
			}
		}
		if got, _ := merged.AppendBinary(nil); !bytes.Equal(got, want) {
			t.Fatal("merged shards differ from the whole")
		}
	}
	return all
}

// FuzzLaws is TestLaws of one thread with choices from a fuzzer's bytes.
func FuzzLaws(f *testing.F) {
	for seed := range 20 {
		f.Add([]byte{byte(seed), byte(seed * 7)})
	}
	f.Fuzz(func(t *testing.T, b []byte) { shuffled(t, rand.New(&tape{b: b}), 1) })
}

// tape is a source of numbers whose highest byte comes from a fuzzer's bytes, and at their end from
// what they were.
type tape struct {
	b []byte
	x uint64
}

func (t *tape) Uint64() uint64 {
	t.x += 0x9e3779b97f4a7c15
	z := (t.x ^ t.x>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	if z ^= z >> 31; len(t.b) > 0 {
		v := uint64(t.b[0])
		t.b, t.x = t.b[1:], (t.x^v)*0x100000001b3
		z = v<<56 | z>>8
	}
	return z
}

// TestMergeInAnyOrder lets rapid choose times, shards and order.
func TestMergeInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := new(metrics.Sheet)
		shards := make([]*metrics.Sheet, rapid.IntRange(1, 5).Draw(t, "shards"))
		for i := range shards {
			shards[i] = new(metrics.Sheet)
		}
		for range rapid.IntRange(0, 30).Draw(t, "times") {
			k := metrics.Dimensions{Measure: metrics.Wait, Queue: rapid.SampledFrom([]string{"", "q", "r"}).Draw(t, "queue")}
			at := start.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "slot")) * metrics.Slot)
			d := time.Duration(rapid.Int64Range(0, 1<<50).Draw(t, "time"))
			whole.Add(k, at, d)
			shards[rapid.IntRange(0, len(shards)-1).Draw(t, "shard")].Add(k, at, d)
		}
		merged := new(metrics.Sheet)
		for _, i := range rapid.Permutation(indices(len(shards))).Draw(t, "order") {
			if err := merged.Merge(shards[i]); err != nil {
				t.Fatal(err)
			}
		}
		want, _ := whole.AppendBinary(nil)
		if got, _ := merged.AppendBinary(nil); !bytes.Equal(got, want) {
			t.Fatalf("merged shards differ from the whole:\n%x\n%x", got, want)
		}
	})
}

func indices(n int) (all []int) {
	for i := range n {
		all = append(all, i)
	}
	return all
}
