package routing_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/contactkit/contactkit/session/routing"
)

// A hall is a big desk for benchmarks: 10,000 agents with 10 of 200 queues each.
type hall struct {
	b      *routing.Board
	d      *rand.Rand
	queues []string
	media  []string
	agents []routing.Agent
	now    time.Time
	names  int
	held   []string
	waits  int
}

func newHall(tb testing.TB, s routing.Selection, media int) *hall {
	h := &hall{d: rand.New(rand.NewPCG(1, 2)), now: start}
	c := routing.Config{Point: time.Minute}
	for m := range media {
		h.media = append(h.media, fmt.Sprint("m", m))
	}
	c.Media = h.media
	for q := range 200 {
		skill := fmt.Sprint("s", q)
		h.queues = append(h.queues, fmt.Sprint("q", q))
		c.Queues = append(c.Queues, routing.Queue{ID: h.queues[q], Select: s, Stages: []routing.Stage{
			{Needs: []routing.Need{{Skill: skill, Level: 7}}},
			{After: 30 * time.Second, Needs: []routing.Need{{Skill: skill, Level: 4}}},
			{After: 70 * time.Second, Needs: []routing.Need{{Skill: skill, Level: 1}}},
		}})
	}
	h.b = board(tb, c)
	for i := range 10_000 {
		a := routing.Agent{ID: fmt.Sprint("agent", i), Ready: true, All: 4, Room: map[string]int{}, Skills: map[string]uint8{}}
		for _, m := range h.media {
			a.Room[m] = 3
		}
		for range 10 {
			a.Skills[fmt.Sprint("s", h.d.IntN(200))] = uint8(1 + h.d.IntN(10))
		}
		h.agents = append(h.agents, a)
		h.b.Set(a, h.now)
	}
	return h
}

func (h *hall) request(id string, exclude int) routing.Request {
	r := routing.Request{
		ID: id, Queue: h.queues[h.d.IntN(len(h.queues))], Media: h.media[h.d.IntN(len(h.media))],
		Since: h.now, Priority: h.d.IntN(3),
	}
	for range exclude {
		r.Exclude = append(r.Exclude, h.agents[h.d.IntN(len(h.agents))].ID)
	}
	return r
}

func (h *hall) wait(r routing.Request) {
	out, err := h.b.Wait(r, h.now)
	if err != nil {
		panic(err)
	}
	h.waits++
	h.take(out)
}

func (h *hall) take(out []routing.Choice) {
	for _, c := range out {
		if c.Agent != "" {
			h.held = append(h.held, c.Request)
			h.waits--
		}
	}
}

// fill lets requests come until so many wait; 0: until each agent has two.
func (h *hall) fill(backlog, exclude int) {
	for h.waits < backlog || backlog == 0 && len(h.held) < 2*len(h.agents) {
		h.wait(h.request(fmt.Sprint("c", h.names), exclude))
		h.names++
		h.now = h.now.Add(time.Millisecond)
	}
}

// A conversation costs no allocation, whether agents are free or others wait.
func TestFlowAllocatesNothing(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector makes it slow, and allocates")
	}
	for _, backlog := range []int{0, 1000, 100_000} {
		if testing.Short() && backlog > 1000 {
			continue
		}
		h := newHall(t, routing.LongestAvailable, 3)
		h.fill(backlog, 1)
		ids, next := make([]string, 4000), 0
		for i := range ids {
			ids[i] = fmt.Sprint("d", i)
		}
		pair := func() {
			h.now = h.now.Add(time.Millisecond)
			k := h.d.IntN(len(h.held))
			id := h.held[k]
			h.held[k] = h.held[len(h.held)-1]
			h.held = h.held[:len(h.held)-1]
			h.take(h.b.Drop(id, h.now))
			h.wait(h.request(ids[next], 0))
			next++
		}
		for range 2000 { // what a board keeps for reuse has been made then
			pair()
		}
		if n := testing.AllocsPerRun(1000, pair); n != 0 {
			t.Errorf("a conversation ends and one comes, %d wait: %v allocations", h.waits, n)
		}
	}
}

// benchmarkFlow measures a pair of calls: one conversation ends, and one comes.
func benchmarkFlow(b *testing.B, backlog, exclude, media int, s routing.Selection) {
	h := newHall(b, s, media)
	h.fill(backlog, exclude)
	ids := make([]string, 1<<18) // names for what comes; most end before they are used again
	for i := range ids {
		ids[i] = fmt.Sprint("d", i)
	}
	var excluded []string
	for range exclude {
		excluded = append(excluded, h.agents[h.d.IntN(len(h.agents))].ID)
	}
	used, choices := make(map[string]bool, len(ids)), 0
	b.ReportAllocs()
	next := 0
	for b.Loop() {
		h.now = h.now.Add(time.Millisecond)
		k := h.d.IntN(len(h.held))
		id := h.held[k]
		h.held[k] = h.held[len(h.held)-1]
		h.held = h.held[:len(h.held)-1]
		h.take(h.b.Drop(id, h.now))
		delete(used, id)
		if used[ids[next]] {
			b.StopTimer()
			for used[ids[next]] {
				ids[next] = fmt.Sprint("e", h.names)
				h.names++
			}
			b.StartTimer()
		}
		r := h.request(ids[next], 0)
		r.Exclude = excluded
		used[r.ID] = true
		next = (next + 1) % len(ids)
		before := len(h.held)
		h.wait(r)
		choices += len(h.held) - before
	}
	b.ReportMetric(float64(h.waits), "waiting")
}

// BenchmarkFlow is the price of a conversation on a desk of 10,000 agents. The aim is 10 µs and no
// allocation.
func BenchmarkFlow(b *testing.B) {
	for _, s := range []routing.Selection{routing.LongestAvailable, routing.LeastLoaded, routing.LeastSkilled} {
		b.Run(fmt.Sprintf("quiet/%v", s), func(b *testing.B) { benchmarkFlow(b, 0, 0, 3, s) })
	}
	b.Run("quiet/one-medium", func(b *testing.B) { benchmarkFlow(b, 0, 0, 1, routing.LongestAvailable) })
	b.Run("waiting-100k", func(b *testing.B) { benchmarkFlow(b, 100_000, 0, 3, routing.LongestAvailable) })
	b.Run("waiting-100k/excluding", func(b *testing.B) { benchmarkFlow(b, 100_000, 3, 3, routing.LongestAvailable) })
}

// BenchmarkLogin is an agent who comes or goes.
func BenchmarkLogin(b *testing.B) {
	h := newHall(b, routing.LongestAvailable, 3)
	a := h.agents[77]
	b.ReportAllocs()
	for b.Loop() {
		a.Ready = !a.Ready
		h.b.Set(a, h.now)
	}
}

// BenchmarkOutage widens 100,000 requests at once.
func BenchmarkOutage(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		h := newHall(b, routing.LongestAvailable, 3)
		h.fill(100_000, 0)
		b.StartTimer()
		h.b.Tick(h.now.Add(2 * time.Hour))
	}
}

// BenchmarkExcludedByAll is an agent who comes while 1,000 requests exclude this agent.
func BenchmarkExcludedByAll(b *testing.B) {
	desk := board(b, routing.Config{Queues: []routing.Queue{{ID: "q"}}})
	for i := range 1000 {
		wait(b, desk, routing.Request{ID: fmt.Sprint(i), Queue: "q", Since: start.Add(time.Duration(i) * time.Second), Exclude: []string{"x"}}, start)
	}
	a := routing.Agent{ID: "x", All: 1}
	for b.Loop() {
		a.Ready = true
		if got := desk.Set(a, start); len(got) != 0 {
			b.Fatal(got)
		}
		a.Ready = false
		desk.Set(a, start)
	}
}
