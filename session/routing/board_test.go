package routing_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/contactkit/contactkit/session/routing"
)

// TestReferee holds the board against the referee on 3,000 random desks with 120 steps each.
func TestReferee(t *testing.T) {
	desks := 3000
	if testing.Short() || raceDetector {
		desks = 200
	}
	choices, rebuilt := 0, 0
	for seed := range desks {
		step := 0
		x := newDesk(seeded{rand.New(rand.NewPCG(uint64(seed), 7))}, func(format string, args ...any) {
			t.Helper()
			t.Fatalf("seed %d step %d: "+format, append([]any{seed, step}, args...)...)
		})
		for step = range 120 {
			x.step()
		}
		choices += x.choices
		rebuilt += x.rebuilt
	}
	t.Logf("%d steps, %d choices, %d new boards", desks*120, choices, rebuilt)
	if choices < desks*20 || rebuilt < desks*5 {
		t.Errorf("only %d choices and %d new boards", choices, rebuilt)
	}
}

// drawn lets rapid make, and shrink, the random choices.
type drawn struct{ t *rapid.T }

func (d drawn) n(max int) int { return rapid.IntRange(0, max-1).Draw(d.t, "n") }

// TestRapid is TestReferee with desks that rapid shrinks to the smallest that breaks a rule.
func TestRapid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := newDesk(drawn{t}, t.Fatalf)
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			x.step()
		}
	})
}

// bytesDice takes its choices from a fuzzer's bytes.
type bytesDice struct{ b *[]byte }

func (d bytesDice) n(max int) int {
	if len(*d.b) == 0 {
		return 0
	}
	v := int((*d.b)[0])
	*d.b = (*d.b)[1:]
	return v % max
}

func FuzzReferee(f *testing.F) {
	f.Add([]byte("a small desk with two media and some agents, who come and go"))
	f.Add([]byte{1, 0, 2, 3, 0, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 200, 201, 202, 203, 204, 205, 206, 207})
	f.Fuzz(func(t *testing.T, b []byte) {
		b = slices.Clone(b[:min(len(b), 2000)])
		x := newDesk(bytesDice{&b}, t.Fatalf)
		for len(b) > 0 {
			x.step()
		}
	})
}

// A request is passed only by requests that came less than (difference of priority) × Point later.
func TestNoRequestIsPassedForEver(t *testing.T) {
	const point = time.Minute
	b := board(t, routing.Config{Queues: []routing.Queue{{ID: "q"}}, Point: point})
	wait(t, b, routing.Request{ID: "patient", Queue: "q", Since: start}, start)
	b.Set(routing.Agent{ID: "ann", Ready: true, All: 0}, start)
	now := start
	for i := range 30 {
		now = now.Add(40 * time.Second)
		wait(t, b, routing.Request{ID: fmt.Sprint("urgent", i), Queue: "q", Since: now, Priority: routing.MaxPriority}, now)
	}
	b.Set(routing.Agent{ID: "ann", Ready: true, All: 1}, now)
	passed := 0
	for ids := b.Waiting("ann", 100); len(ids) > 0 && ids[0] != "patient"; ids = ids[1:] {
		passed++
	}
	// One is served already. 14 came within 10 points = 10 minutes of the patient one, every 40 s.
	if passed != 13 {
		t.Errorf("%d more requests are served before the patient one, want 13", passed)
	}
}

// The board takes a late tick as if every tick had come in time, but for the order of equal ones:
// what widens is matched in the order of keys.
func TestTickAfterAnOutage(t *testing.T) {
	stages := []routing.Stage{{Needs: []routing.Need{{Skill: "gold"}}}, {After: time.Minute}}
	b := board(t, routing.Config{Point: time.Minute, Queues: []routing.Queue{{ID: "q", Stages: stages}}})
	b.Set(routing.Agent{ID: "ann", Ready: true, All: 1}, start)
	wait(t, b, routing.Request{ID: "early", Queue: "q", Since: start}, start)
	wait(t, b, routing.Request{ID: "important", Queue: "q", Since: start.Add(time.Second), Priority: 5}, start.Add(time.Second))
	got := b.Tick(start.Add(time.Hour))
	if want := []routing.Choice{{Request: "important", Agent: "ann"}}; !slices.Equal(got, want) {
		t.Errorf("chose %v, want %v", got, want)
	}
}

// A restored place returns the choices that it leads to, and none of an earlier call.
func TestHoldReturnsItsOwnChoices(t *testing.T) {
	b := board(t, routing.Config{Queues: []routing.Queue{{ID: "q", Stages: []routing.Stage{{}}}}})
	b.Set(routing.Agent{ID: "ann", Ready: true, All: 1}, start)
	if got := wait(t, b, routing.Request{ID: "r", Queue: "q", Since: start}, start); len(got) != 1 {
		t.Fatalf("chose %v, want ann", got)
	}
	if got, err := b.Hold(routing.Request{ID: "old", Queue: "q", Since: start}, "bob", start); err != nil || len(got) != 0 {
		t.Errorf("Hold returns %v, %v", got, err)
	}
}

// Skills that come back before Until make the request wait for its agent again, also on a new
// board.
func TestPreferredAgentLearns(t *testing.T) {
	stages := []routing.Stage{{Needs: []routing.Need{{Skill: "s"}}}}
	b := board(t, routing.Config{Queues: []routing.Queue{{ID: "q", Stages: stages}}})
	able := map[string]uint8{"s": 1}
	b.Set(routing.Agent{ID: "ann", Skills: able}, start)
	r := routing.Request{ID: "r", Queue: "q", Since: start, Prefer: "ann", Until: start.Add(time.Minute)}
	wait(t, b, r, start)
	b.Set(routing.Agent{ID: "ann"}, start)               // free for all
	b.Set(routing.Agent{ID: "ann", Skills: able}, start) // for ann alone
	if got := b.Set(routing.Agent{ID: "bob", Ready: true, All: 1, Skills: able}, start); len(got) != 0 {
		t.Errorf("bob got %v", got)
	}
	if got := b.Tick(start.Add(time.Minute)); !slices.Equal(got, []routing.Choice{{Request: "r", Agent: "bob"}}) {
		t.Errorf("after a minute: %v, want bob", got)
	}
}

// All requests that wait for one agent move when the agent's skills change, not only some.
func TestPreferredAgentOfSeveralRequests(t *testing.T) {
	stages := []routing.Stage{{Needs: []routing.Need{{Skill: "s"}}}}
	b := board(t, routing.Config{Queues: []routing.Queue{{ID: "q", Stages: stages}}})
	able := map[string]uint8{"s": 1}
	b.Set(routing.Agent{ID: "ann", Skills: able}, start)
	var all []routing.Choice
	for _, id := range []string{"a", "b", "c"} {
		wait(t, b, routing.Request{ID: id, Queue: "q", Since: start, Prefer: "ann", Until: start.Add(time.Minute)}, start)
		all = append(all, routing.Choice{Request: id, Agent: "bob"})
	}
	b.Set(routing.Agent{ID: "ann"}, start)               // free for all
	b.Set(routing.Agent{ID: "ann", Skills: able}, start) // for ann alone
	if got := b.Set(routing.Agent{ID: "bob", Ready: true, All: 3, Skills: able}, start); len(got) != 0 {
		t.Errorf("while ann is able, bob got %v", got)
	}
	if got := b.Set(routing.Agent{ID: "ann"}, start); !slices.Equal(got, all) {
		t.Errorf("when ann is no longer able: %v, want %v", got, all)
	}
}

// Requests for an agent that move are taken out of a heap of others that stay, in whatever order
// the heap has them.
func TestPreferredAgentOfTwoQueues(t *testing.T) {
	needs := func(skill string) []routing.Stage { return []routing.Stage{{Needs: []routing.Need{{Skill: skill}}}} }
	queues := []routing.Queue{{ID: "moves", Stages: needs("m")}, {ID: "stays", Stages: needs("s")}}
	// bobMayTake is what bob may take after ann's skills have changed.
	bobMayTake := func(before, after map[string]uint8) []string {
		b := board(t, routing.Config{Queues: queues})
		b.Set(routing.Agent{ID: "ann", Skills: before}, start)
		b.Set(routing.Agent{ID: "bob", Skills: map[string]uint8{"m": 1}}, start)
		// In a heap of these, 3 takes the place of 101, and 100 that of 3.
		for _, n := range []int{1, 100, 2, 101, 102, 3} {
			r := routing.Request{ID: fmt.Sprint(n), Queue: "stays", Since: start.Add(time.Duration(n) * time.Second), Prefer: "ann", Until: start.Add(time.Hour)}
			if n == 100 || n == 101 {
				r.Queue = "moves"
			}
			wait(t, b, r, start)
		}
		b.Set(routing.Agent{ID: "ann", Skills: after}, start)
		return b.Waiting("bob", 9)
	}
	if got, want := bobMayTake(map[string]uint8{"m": 1, "s": 1}, map[string]uint8{"s": 1}), []string{"100", "101"}; !slices.Equal(got, want) {
		t.Errorf("after ann has lost the skill: %v, want %v", got, want)
	}
	if got := bobMayTake(nil, map[string]uint8{"m": 1}); len(got) != 0 {
		t.Errorf("after ann has got the skill: %v, want none", got)
	}
}

// Waiting lists the first requests in their order, however many are asked for and however many
// the agent may not get.
func TestWaitingInOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 0))
	for range 20 {
		b := board(t, routing.Config{Queues: []routing.Queue{{ID: "q"}}})
		b.Set(routing.Agent{ID: "ann"}, start)
		var want []string
		for _, i := range r.Perm(100) {
			q := routing.Request{ID: fmt.Sprintf("%03d", i), Queue: "q", Since: start.Add(time.Duration(i) * time.Second)}
			if r.IntN(3) == 0 {
				q.Exclude = []string{"ann"}
			} else {
				want = append(want, q.ID)
			}
			wait(t, b, q, start)
		}
		slices.Sort(want)
		for n := 1; n <= len(want); n++ {
			if got := b.Waiting("ann", n); !slices.Equal(got, want[:n]) {
				t.Fatalf("first %d: %v, want %v", n, got, want[:n])
			}
		}
	}
}

func board(t testing.TB, c routing.Config) *routing.Board {
	t.Helper()
	b, err := routing.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func wait(t testing.TB, b *routing.Board, r routing.Request, now time.Time) []routing.Choice {
	t.Helper()
	out, err := b.Wait(r, now)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Clone(out)
}

// An agent writes a conversation up once: if it ends again meanwhile, the earlier place is free.
func TestOneWrapForAConversation(t *testing.T) {
	b := board(t, routing.Config{Queues: []routing.Queue{{ID: "q"}}})
	b.Set(routing.Agent{ID: "ann", Ready: true, All: 2}, start)
	for range 2 {
		if got := wait(t, b, routing.Request{ID: "c", Queue: "q"}, start); len(got) != 1 {
			t.Fatalf("the conversation gets %v", got)
		}
		b.Wrap("c", start.Add(time.Minute), start)
	}
	if got := wait(t, b, routing.Request{ID: "d", Queue: "q"}, start); len(got) != 1 {
		t.Errorf("the second place is not free: %v", got)
	}
	if got := wait(t, b, routing.Request{ID: "e", Queue: "q"}, start); len(got) != 0 {
		t.Errorf("the first place is free before its time: %v", got)
	}
	if got := b.Wrapped("c", "ann", start); !slices.Equal(got, []routing.Choice{{Request: "e", Agent: "ann"}}) {
		t.Errorf("after the wrap-up %v", got)
	}
}

// Wraps that end in the same moment give their places back in the order of names, whatever the
// order in which a new board was filled.
func TestWrapsThatEndTogether(t *testing.T) {
	for _, order := range [][]string{{"ann", "bob"}, {"bob", "ann"}} {
		b := board(t, routing.Config{Queues: []routing.Queue{{ID: "q"}}})
		for _, agent := range order {
			b.Set(routing.Agent{ID: agent, Ready: true, All: 1, Got: 5, Back: 5}, start)
			if _, err := b.Hold(routing.Request{ID: "c-" + agent, Queue: "q"}, agent, start); err != nil {
				t.Fatal(err)
			}
			b.Wrap("c-"+agent, start.Add(time.Minute), start)
		}
		wait(t, b, routing.Request{ID: "r", Queue: "q", Since: start}, start)
		if got := b.Tick(start.Add(time.Minute)); !slices.Equal(got, []routing.Choice{{Request: "r", Agent: "ann"}}) {
			t.Errorf("filled in the order %v: %v", order, got)
		}
	}
}

// Who began to wait at the same instant is served in the order of arrival, also if a former
// request has left its place in memory to a later one.
func TestSameInstantGoesByArrival(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	b, err := routing.New(routing.Config{Queues: []routing.Queue{{ID: "claims"}}})
	if err != nil {
		t.Fatal(err)
	}
	wait := func(id string) {
		if _, err := b.Wait(routing.Request{ID: id, Queue: "claims"}, now); err != nil {
			t.Fatal(err)
		}
	}
	wait("gone")
	wait("first")
	b.Drop("gone", now)
	wait("second")
	got := b.Set(routing.Agent{ID: "ann", Ready: true, All: 2}, now.Add(time.Second))
	if want := []routing.Choice{{Request: "first", Agent: "ann"}, {Request: "second", Agent: "ann"}}; !slices.Equal(got, want) {
		t.Errorf("the board chose %v, want %v", got, want)
	}
}
