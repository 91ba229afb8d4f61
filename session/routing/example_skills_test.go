package routing_test

import (
	"fmt"
	"time"

	"github.com/contactkit/contactkit/session/routing"
)

// Who is asked first, and who after a while? Experts at once, beginners after half a minute.
func ExampleStage() {
	s := newShift(routing.Config{Queues: []routing.Queue{{ID: "claims", Stages: []routing.Stage{
		{Needs: []routing.Need{{Skill: "claims", Level: 7}, {Skill: "french", Level: 1}}},
		{After: 30 * time.Second, Needs: []routing.Need{{Skill: "claims", Level: 1}, {Skill: "french", Level: 1}}},
	}}}})
	now := s.at("09:00:00")
	s.Set(ready("expert", map[string]uint8{"claims": 9, "french": 3}), now)
	s.Set(ready("beginner", map[string]uint8{"claims": 2, "french": 5}), now)
	s.Set(ready("without-french", map[string]uint8{"claims": 9}), now)
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
		s := newShift(routing.Config{Queues: []routing.Queue{{ID: "claims", Select: how, Stages: []routing.Stage{
			{Needs: []routing.Need{{Skill: "claims"}}},
		}}}})
		// Ann has been free since 8:00 and works on two conversations; Bob came back from a break at
		// 8:50 and has had none since 7:00; Cyd has ended one at 8:40 and works on another.
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
	s := newShift(routing.Config{Media: []string{"telegram", "x"}, Queues: []routing.Queue{{ID: "claims"}}})
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
