package routing_test

import (
	"fmt"
	"time"

	"github.com/contactkit/contactkit/session/routing"
)

// Does an agent get time to write up a conversation? The place stays taken until the code is
// entered, at most for two minutes. The customer may come back meanwhile and waits for another
// agent.
func ExampleBoard_Wrap() {
	s := placeNewShift(routing.Config{Queues: []routing.Queue{{ID: "claims"}}})
	s.at("09:00:00")
	s.Set(placeReady("ann", nil), s.now)
	s.wait(routing.Request{ID: "c1"})
	s.at("09:10:00")
	s.print(s.Wrap("c1", s.now.Add(2*time.Minute), s.now))
	fmt.Println(s.Explain("c1"))
	s.at("09:10:30")
	s.wait(routing.Request{ID: "c1"})
	s.print(s.Wrapped("c1", "ann", s.at("09:11:00")))
	// Output:
	// 09:00:00 c1 -> ann
	// ann wraps it up until 2026-03-02 09:12:00 UTC
	// 09:10:30 c1 waits
	// 09:11:00 c1 -> ann
}

// A transfer or a take-over gives an agent a conversation beyond the room; then the agent gets
// nothing new until there is room again.
func ExampleBoard_Taken() {
	s := placeNewShift(routing.Config{Queues: []routing.Queue{{ID: "claims"}}})
	s.at("09:00:00")
	s.Set(placeReady("ann", nil), s.now)
	s.wait(routing.Request{ID: "c1"})
	if _, err := s.Taken(routing.Request{ID: "transferred", Queue: "claims"}, "ann", s.now); err != nil {
		panic(err)
	}
	s.wait(routing.Request{ID: "c2"})
	s.print(s.Drop("c1", s.at("09:05:00")))
	s.print(s.Drop("transferred", s.at("09:06:00")))
	// Output:
	// 09:00:00 c1 -> ann
	// 09:00:00 c2 waits
	// 09:06:00 c2 -> ann
}

// Why does a customer wait?
func ExampleBoard_Explain() {
	s := placeNewShift(routing.Config{
		Media: []string{"telegram", "x"},
		Queues: []routing.Queue{{ID: "claims", TTL: time.Hour, Stages: []routing.Stage{
			{Needs: []routing.Need{{Skill: "claims", Level: 5}}},
			{After: 30 * time.Second, Needs: []routing.Need{{Skill: "claims", Level: 1}}},
		}}},
	})
	now := s.at("09:00:00")
	expert, beginner := map[string]uint8{"claims": 5}, map[string]uint8{"claims": 1}
	s.Set(routing.Agent{ID: "away", All: 3, Skills: expert}, now)
	s.Set(routing.Agent{ID: "beginner", Ready: true, All: 3, Skills: beginner}, now)
	s.Set(routing.Agent{ID: "without", Ready: true, All: 3}, now)
	s.Set(routing.Agent{ID: "not-on-x", Ready: true, All: 3, Room: map[string]int{"x": 0}, Skills: expert}, now)
	s.Set(placeReady("busy", expert), now)
	s.wait(routing.Request{ID: "c1", Media: "x"})
	s.wait(routing.Request{ID: "c2", Media: "x"})
	fmt.Println(s.Explain("c2"))
	// Output:
	// 09:00:00 c1 -> busy
	// 09:00:00 c2 waits
	// waiting in queue claims since 2026-03-02 09:00:00 UTC; stage 1 of 2 asks agents: 1 without the skill, 1 away, 1 asked at a later stage, 1 full, 1 full for this medium; the next stage asks at 2026-03-02 09:00:30 UTC; the wait ends at 2026-03-02 10:00:00 UTC
}

// After a restart a new board is filled from the host's rows, and goes on as the old one would.
func ExampleBoard_Hold() {
	c := routing.Config{Queues: []routing.Queue{{ID: "claims"}}}
	s := placeNewShift(c)
	s.at("09:00:00")
	s.Set(placeReady("ann", nil), s.now)
	s.Set(placeReady("bob", nil), s.now)
	s.wait(routing.Request{ID: "c1"})
	ann, bob := placeReady("ann", nil), placeReady("bob", nil)
	ann.Got, ann.Back = s.Stamps("ann") // kept in the agents' rows
	bob.Got, bob.Back = s.Stamps("bob")

	s = placeNewShift(c)
	s.at("09:01:00")
	s.Set(bob, s.now)
	s.Set(ann, s.now)
	if _, err := s.Hold(routing.Request{ID: "c1", Queue: "claims"}, "ann", s.now); err != nil {
		panic(err)
	}
	out, err := s.WaitAll([]routing.Request{
		{ID: "c3", Queue: "claims", Since: s.now},
		{ID: "c2", Queue: "claims", Since: s.now.Add(-time.Second)},
	}, s.now)
	if err != nil {
		panic(err)
	}
	s.print(out)
	s.print(s.Drop("c1", s.at("09:02:00")))
	// Output:
	// 09:00:00 c1 -> ann
	// 09:01:00 c2 -> bob
	// 09:02:00 c3 -> ann
}

// placeStart is a Monday.
var placeStart = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// A shift prints what a board decides, with the time of day.
type placeShift struct {
	*routing.Board
	now time.Time
}

// at moves the clock to a time of day.
func (s *placeShift) at(clock string) time.Time {
	t, err := time.Parse("15:04:05", clock)
	if err != nil {
		panic(err)
	}
	s.now = time.Date(2026, 3, 2, t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
	return s.now
}

// wait lets a request of the queue "claims" come, if Since is zero now.
func (s *placeShift) wait(r routing.Request) {
	r.Queue = "claims"
	if r.Since.IsZero() {
		r.Since = s.now
	}
	out, err := s.Wait(r, s.now)
	if err != nil {
		panic(err)
	}
	if len(out) == 0 {
		fmt.Println(s.now.Format("15:04:05"), r.ID, "waits")
	}
	s.print(out)
}

// print shows choices, as a host would report them to its sessions.
func (s *placeShift) print(out []routing.Choice) {
	for _, c := range out {
		if c.Agent == "" {
			c.Agent = "no agent"
		}
		fmt.Println(s.now.Format("15:04:05"), c.Request, "->", c.Agent)
	}
}

func placeNewShift(c routing.Config) *placeShift {
	b, err := routing.New(c)
	if err != nil {
		panic(err)
	}
	return &placeShift{b, placeStart}
}

// placeReady is an agent with room for one conversation.
func placeReady(id string, skills map[string]uint8) routing.Agent {
	return routing.Agent{ID: id, Ready: true, All: 1, Skills: skills}
}
