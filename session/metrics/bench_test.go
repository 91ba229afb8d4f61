package metrics_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/contactkit/contactkit/session"
)

// foldCase is a span before a step of two actions that ends a wait, and the fold of that step.
func foldCase(tb testing.TB) (n int, fold func()) {
	s := sheet(tb, 30*time.Second)
	x := newThread(people(), s)
	x.at("09:00:00", session.Event{Kind: session.ContactMessage})
	x.at("09:00:10", session.Event{Kind: session.AgentFound, Agent: "ann"})
	before := x.span
	x.at("09:00:20", session.Event{Kind: session.AgentAccepted, Agent: "ann"})
	actions := append(x.actions, session.Action{Key: session.Key{Kind: session.Deliver}, By: session.Agent, Agent: "ann", Session: 1})
	now := session.InstantOf(start.Add(time.Minute))
	return len(actions), func() { before.Fold(s, "telegram/4711", x.state, actions, now) }
}

// Once its cells are there, a fold allocates nothing.
func TestFoldAllocatesNothing(t *testing.T) {
	actions, fold := foldCase(t)
	if n := testing.AllocsPerRun(1000, fold); n != 0 {
		t.Errorf("a fold of %d actions allocates %v times", actions, n)
	}
}

func BenchmarkFold(b *testing.B) {
	actions, fold := foldCase(b)
	b.Run(fmt.Sprintf("actions-%d", actions), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			fold()
		}
	})
}
