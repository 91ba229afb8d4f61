package metrics_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/metrics"
)

// Each path of a session, and the figures that it leaves.
func TestFold(t *testing.T) {
	contact, by := session.Event{Kind: session.ContactMessage}, func(k session.EventKind, agent string) session.Event {
		return session.Event{Kind: k, Agent: agent}
	}
	tests := []struct {
		name string
		cfg  func(*session.Config)
		play func(*thread)
		want []string
	}{
		{"an agent answers and closes", nil, func(t *thread) {
			t.at("09:00:00", contact)
			t.found("09:00:30", "ann")
			t.at("09:01:00", by(session.AgentMessage, "ann"))
			t.at("09:02:00", contact)
			t.at("09:02:20", contact)
			t.at("09:02:50", by(session.AgentMessage, "ann"))
			t.at("09:05:00", session.Event{Kind: session.CloseRequested, By: session.Agent, Agent: "ann"})
		}, []string{
			"agents / 1", "answer /ann 1m50s (2)", "asked / 1", "began / 1", "closed / agent-done 5m0s",
			"first-answer /ann 1m0s", "handling /ann 4m30s", "queued / 1", "wait /ann 30s",
		}},
		{"the robot alone", func(c *session.Config) { c.Mode = session.Hybrid }, func(t *thread) {
			t.at("09:00:00", contact)
			t.at("09:00:02", session.Event{Kind: session.RobotMessage})
			t.at("09:01:00", session.Event{Kind: session.CloseRequested, By: session.Robot})
		}, []string{"agents / 0", "began / 1", "closed / robot-done 1m0s", "contained / robot-done 1m0s", "robot-answer / 2s"}},
		{"the contact leaves the queue", nil, func(t *thread) {
			t.at("09:00:00", contact)
			t.at("09:00:40", session.Event{Kind: session.CloseRequested, By: session.Contact})
		}, []string{"agents / 0", "asked / 1", "began / 1", "closed / contact-left 40s", "given / contact-left 40s", "queued / 1"}},
		{"a transfer to another queue by force, and a session that goes on", func(c *session.Config) { c.Queue = "sales" }, func(t *thread) {
			t.at("09:00:00", contact)
			t.at("09:00:10", session.Event{Kind: session.TransferRequested, Force: true, To: session.Queue, Queue: "help"})
			t.found("09:00:40", "ann")
			t.at("09:01:40", session.Event{Kind: session.CloseRequested, By: session.Host})
			t.at("09:02:00", contact)
		}, []string{
			"agents help/ 1", "asked help/ 1", "asked sales/ 1", "began / 2 (2)", "closed help/ host 1m40s", "handling help/ann 1m0s",
			"moved sales/ 10s", "queued help/ 2 (2)", "queued sales/ 1", "reopened / 1", "wait help/ann 30s",
		}},
		{"a person answers in the platform's inbox", nil, func(t *thread) {
			t.at("09:00:00", contact)
			t.at("09:01:00", session.Event{Kind: session.PersonMessage})
			t.at("09:02:00", contact)
			t.at("09:03:00", session.Event{Kind: session.PersonMessage})
			t.at("09:04:00", session.Event{Kind: session.ContactGone})
		}, []string{
			"agents / 1", "asked / 1", "began / 1", "closed / unreachable 4m0s", "handling / 3m0s", "queued / 1", "wait / 1m0s",
		}},
		{"a machine's message is owed no answer", nil, func(t *thread) {
			t.at("09:00:00", contact)
			t.found("09:00:00", "ann")
			t.at("09:01:00", by(session.AgentMessage, "ann"))
			t.at("09:02:00", session.Event{Kind: session.ContactMessage, Automatic: true})
			t.at("09:05:00", by(session.AgentMessage, "ann"))
		}, []string{"answer /ann 1m0s", "asked / 1", "began / 1", "first-answer /ann 1m0s", "queued / 1", "wait /ann 0s"}},
		{"a helper answers", nil, func(t *thread) {
			t.at("09:00:00", contact)
			t.found("09:00:00", "ann")
			t.at("09:00:30", session.Event{Kind: session.JoinRequested, Agent: "ann", Target: "bob", Role: session.Joined, Force: true})
			t.at("09:01:00", by(session.AgentMessage, "bob"))
			t.at("09:02:00", by(session.AgentLeft, "ann"))
			t.at("09:03:00", session.Event{Kind: session.CloseRequested, By: session.Host})
		}, []string{
			"agents / 2", "answer /bob 1m0s", "asked / 1", "began / 1", "closed / host 3m0s", "first-answer /bob 1m0s",
			"handling /ann 2m0s", "handling /bob 1m0s", "queued / 1", "wait /ann 0s",
		}},
		{"a message crosses the answer", nil, func(t *thread) {
			t.at("09:00:00", session.Event{Kind: session.ContactMessage, ID: "m1"})
			t.found("09:00:00", "ann")
			t.at("09:01:00", session.Event{Kind: session.ContactMessage, ID: "m2"})
			t.at("09:01:10", session.Event{Kind: session.AgentMessage, Agent: "ann", Saw: "m1"})
			t.at("09:01:40", session.Event{Kind: session.AgentMessage, Agent: "ann", Saw: "m2"})
		}, []string{"answer /ann 1m40s (2)", "asked / 1", "began / 1", "first-answer /ann 1m10s", "queued / 1", "wait /ann 0s"}},
		{"a message that the agent does not answer", nil, func(t *thread) {
			t.at("09:00:00", contact)
			t.found("09:00:00", "ann")
			t.at("09:01:00", by(session.AgentMessage, "ann"))
			t.at("09:02:00", contact)
			t.at("09:03:00", by(session.Waived, "ann"))
			t.at("09:09:00", by(session.AgentMessage, "ann"))
		}, []string{"answer /ann 1m0s", "asked / 1", "began / 1", "first-answer /ann 1m0s", "queued / 1", "wait /ann 0s"}},
		{"an offline message", func(c *session.Config) { c.Offline = true }, func(t *thread) {
			t.at("09:00:00", contact)
			t.at("09:00:20", session.Event{Kind: session.NoAgent})
			t.at("09:10:00", by(session.AgentAccepted, "ann"))
			t.at("09:11:00", by(session.AgentMessage, "ann"))
		}, []string{
			"answer /ann 11m0s", "asked / 1", "began / 1", "first-answer /ann 11m0s", "given / 20s", "left / 1", "queued / 1",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := people()
			if tt.cfg != nil {
				tt.cfg(&c)
			}
			s := sheet(t)
			tt.play(newThread(c, s))
			if diff := cmp.Diff(tt.want, figures(s)); diff != "" {
				t.Errorf("figures (-want +got):\n%s", diff)
			}
		})
	}
}

// histories plays random histories: each step is folded into one sheet, and into one of some
// shards.
func histories(t testing.TB, seed uint64, threads int) (all *metrics.Sheet, shards []*metrics.Sheet) {
	d := rand.New(rand.NewPCG(seed, 15))
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
				e = anyEvent(d, x.state)
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
	seeds := 20
	if testing.Short() {
		seeds = 3
	}
	var cells int
	for seed := range seeds {
		all, shards := histories(t, uint64(seed), 30)
		want, _ := all.AppendBinary(nil)
		d := rand.New(rand.NewPCG(uint64(seed), 16))
		for range 5 {
			d.Shuffle(len(shards), func(i, j int) { shards[i], shards[j] = shards[j], shards[i] })
			var merged metrics.Sheet
			for _, s := range shards {
				if err := merged.Merge(s); err != nil {
					t.Fatal(err)
				}
			}
			if got, _ := merged.AppendBinary(nil); !bytes.Equal(got, want) {
				t.Fatalf("seed %d: merged shards differ from the whole", seed)
			}
		}
		cells += all.Len()
	}
	if cells < 100*seeds {
		t.Errorf("only %d cells", cells)
	}
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
			k := metrics.Key{Measure: metrics.Wait, Queue: rapid.SampledFrom([]string{"", "q", "r"}).Draw(t, "queue")}
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

func TestSpanJSON(t *testing.T) {
	x := newThread(people(), sheet(t))
	x.at("09:00:00", session.Event{Kind: session.ContactMessage})
	x.found("09:01:00", "ann")
	b, err := json.Marshal(x.span)
	var back metrics.Span
	if err2 := json.Unmarshal(b, &back); err != nil || err2 != nil || back != x.span {
		t.Errorf("%+v came back as %+v: %v, %v", x.span, back, err, err2)
	}
	if b, _ := json.Marshal(metrics.Span{}); string(b) != "{}" {
		t.Errorf("a thread without a session is %s", b)
	}
}
