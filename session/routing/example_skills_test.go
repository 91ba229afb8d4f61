package routing_test

import (
	"fmt"
	"time"

	"github.com/contactkit/contactkit/session/routing"
)

// Who is asked first, and who after a while? Experts at once, beginners after half a minute.
func ExampleStage() {
	s := skillsNewShift(routing.Config{Queues: []routing.Queue{{ID: "claims", Stages: []routing.Stage{
		{Needs: []routing.Need{{Skill: "claims", Level: 7}, {Skill: "french", Level: 1}}},
		{After: 30 * time.Second, Needs: []routing.Need{{Skill: "claims", Level: 1}, {Skill: "french", Level: 1}}},
	}}}})
	now := s.at("09:00:00")
	s.Set(skillsReady("expert", map[string]uint8{"claims": 9, "french": 3}), now)
	s.Set(skillsReady("beginner", map[string]uint8{"claims": 2, "french": 5}), now)
	s.Set(skillsReady("without-french", map[string]uint8{"claims": 9}), now)
	s.wait(routing.Request{ID: "first"})
	s.wait(routing.Request{ID: "second"})
	fmt.Println("wake", s.Wake().Format("15:04:05"))
	s.print(s.Tick(s.at("09:00:30")))
	// Output:
	// 09:00:00 first -> expert
	// 09:00:00 second waits
	// wake 09:00:30
	// 09:00:30 second -> beginner
}

// Which of several able agents gets the next conversation?
func ExampleSelection() {
	for _, how := range []routing.Selection{
		routing.LongestAvailable, routing.RoundRobin, routing.LeastSkilled, routing.MostSkilled, routing.LeastLoaded,
	} {
		s := skillsNewShift(routing.Config{Queues: []routing.Queue{{ID: "claims", Select: how, Stages: []routing.Stage{
			{Needs: []routing.Need{{Skill: "claims"}}},
		}}}})
		// Ann has been free since 8:00 and works on two conversations; Bob came back from a break
		// at 8:50 and has had none since 7:00; Cyd has ended one at 8:40 and works on another.
		s.Set(routing.Agent{ID: "ann", Ready: true, All: 5, Skills: map[string]uint8{"claims": 5},
			Got: s.at("08:00:00").UnixMicro(), Back: s.at("07:30:00").UnixMicro()}, s.now)
		s.Set(routing.Agent{ID: "bob", Ready: true, All: 5, Skills: map[string]uint8{"claims": 8},
			Got: s.at("07:00:00").UnixMicro(), Back: s.at("08:50:00").UnixMicro()}, s.now)
		s.Set(routing.Agent{ID: "cyd", Ready: true, All: 5, Skills: map[string]uint8{"claims": 2},
			Got: s.at("08:20:00").UnixMicro(), Back: s.at("08:40:00").UnixMicro()}, s.now)
		for id, agent := range map[string]string{"a1": "ann", "a2": "ann", "c1": "cyd"} {
			if _, err := s.Hold(routing.Request{ID: id, Queue: "claims"}, agent, s.now); err != nil {
				panic(err)
			}
		}
		s.at("09:00:00")
		s.wait(routing.Request{ID: how.String()})
	}
	// Output:
	// 09:00:00 longest-available -> ann
	// 09:00:00 round-robin -> bob
	// 09:00:00 least-skilled -> cyd
	// 09:00:00 most-skilled -> bob
	// 09:00:00 least-loaded -> bob
}

// How much may an agent have at once? Three conversations, of them one on X.
func ExampleAgent() {
	s := skillsNewShift(routing.Config{Media: []string{"telegram", "x"}, Queues: []routing.Queue{{ID: "claims"}}})
	s.at("09:00:00")
	s.Set(routing.Agent{ID: "ann", Ready: true, All: 3, Room: map[string]int{"x": 1}}, s.now)
	s.wait(routing.Request{ID: "x1", Media: "x"})
	s.wait(routing.Request{ID: "x2", Media: "x"})
	s.wait(routing.Request{ID: "t1", Media: "telegram"})
	s.print(s.Drop("x1", s.at("09:05:00")))
	// Output:
	// 09:00:00 x1 -> ann
	// 09:00:00 x2 waits
	// 09:00:00 t1 -> ann
	// 09:05:00 x2 -> ann
}

// skillsStart is a Monday.
var skillsStart = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// A shift prints what a board decides, with the time of day.
type skillsShift struct {
	*routing.Board
	now time.Time
}

// at moves the clock to a time of day.
func (s *skillsShift) at(clock string) time.Time {
	t, err := time.Parse("15:04:05", clock)
	if err != nil {
		panic(err)
	}
	s.now = time.Date(2026, 3, 2, t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
	return s.now
}

// wait lets a request of the queue "claims" come, if Since is zero now.
func (s *skillsShift) wait(r routing.Request) {
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
func (s *skillsShift) print(out []routing.Choice) {
	for _, c := range out {
		if c.Agent == "" {
			c.Agent = "no agent"
		}
		fmt.Println(s.now.Format("15:04:05"), c.Request, "->", c.Agent)
	}
}

func skillsNewShift(c routing.Config) *skillsShift {
	b, err := routing.New(c)
	if err != nil {
		panic(err)
	}
	return &skillsShift{b, skillsStart}
}

// skillsReady is an agent with room for one conversation.
func skillsReady(id string, skills map[string]uint8) routing.Agent {
	return routing.Agent{ID: id, Ready: true, All: 1, Skills: skills}
}
