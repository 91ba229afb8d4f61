package benchmarks

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/contactkit/contactkit/session/routing"
)

// A desk of 1,000 agents with two places each, half of them taken. One conversation ends and one
// comes; the agent who has been available longest gets it.
const deskAgents = 1000

var deskOpens = time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)

// A router gives each conversation to an agent. It returns the agent who got it.
type router struct {
	by   string
	pair func(ended, came string, now time.Time) (agent string)
}

func agentName(i int) string { return fmt.Sprint("agent", i) }

func talkName(i int) string { return fmt.Sprint("talk", i) }

// boardRouter is this library's board.
func boardRouter(tb testing.TB) router {
	b, err := routing.New(routing.Config{Queues: []routing.Queue{{ID: "q"}}})
	if err != nil {
		tb.Fatal(err)
	}
	for i := range deskAgents {
		b.Set(routing.Agent{ID: agentName(i), Ready: true, All: 2}, deskOpens)
	}
	wait := func(id string, now time.Time) string {
		got, err := b.Wait(routing.Request{ID: id, Queue: "q"}, now)
		if err != nil || len(got) != 1 || got[0].Request != id {
			tb.Fatal(got, err)
		}
		return got[0].Agent
	}
	for i := range deskAgents {
		wait(talkName(i), deskOpens)
	}
	return router{"contactkit", func(ended, came string, now time.Time) string {
		b.Drop(ended, now)
		return wait(came, now)
	}}
}

// seatOf is an agent of the scan.
type seatOf struct {
	id        string
	free      int
	available int // the number of the last change
}

// scanRouter looks at all agents for each conversation, which is what a host writes first.
func scanRouter(tb testing.TB) router {
	var agents []*seatOf
	changes := 0
	mark := func() int { changes++; return changes }
	for i := range deskAgents {
		agents = append(agents, &seatOf{agentName(i), 2, mark()})
	}
	has := make(map[string]*seatOf)
	wait := func(id string) string {
		var best *seatOf
		for _, a := range agents {
			if a.free > 0 && (best == nil || a.available < best.available) {
				best = a
			}
		}
		if best == nil {
			tb.Fatal("no agent has room")
		}
		best.free--
		best.available = mark()
		has[id] = best
		return best.id
	}
	for i := range deskAgents {
		wait(talkName(i))
	}
	return router{"scan", func(ended, came string, _ time.Time) string {
		a := has[ended]
		delete(has, ended)
		a.free++
		a.available = mark()
		return wait(came)
	}}
}

func routers(tb testing.TB) []router { return []router{boardRouter(tb), scanRouter(tb)} }

// Both routers give each conversation to the same agent.
func TestRoutersAgree(t *testing.T) {
	var got [2][]string
	for i, r := range routers(t) {
		for n := range 3 * deskAgents {
			now := deskOpens.Add(time.Duration(n+1) * time.Second)
			got[i] = append(got[i], r.pair(talkName(n), talkName(n+deskAgents), now))
		}
	}
	if !slices.Equal(got[0], got[1]) {
		t.Error("the board and the scan choose different agents")
	}
	if slices.Sort(got[0]); len(slices.Compact(got[0])) < deskAgents/2 {
		t.Error("only a few agents get conversations")
	}
}

func BenchmarkRouting(b *testing.B) {
	var names []string
	for i := range 2 * deskAgents {
		names = append(names, talkName(i))
	}
	for _, r := range routers(b) {
		n := 0 // with -count the function is called again, and goes on where it ended
		b.Run("case=thousand-agents/by="+r.by, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r.pair(names[n%len(names)], names[(n+deskAgents)%len(names)], deskOpens.Add(time.Duration(n)*time.Second))
				n++
			}
		})
	}
}
