package routing_test

import (
	"fmt"
	"time"

	"github.com/contactkit/contactkit/session/routing"
)

// Who is served first when an agent becomes free? Two points of priority are worth two minutes of
// waiting here, so a customer of priority 2 passes one who came a minute before, but not one who
// came three minutes before.
func ExampleConfig_priority() {
	s := orderNewShift(routing.Config{Point: time.Minute, Queues: []routing.Queue{{ID: "claims"}}})
	s.at("09:00:00")
	s.wait(routing.Request{ID: "patient"})
	s.at("09:02:00")
	s.wait(routing.Request{ID: "ordinary"})
	s.at("09:03:00")
	s.wait(routing.Request{ID: "important", Priority: 2})
	s.print(s.Set(routing.Agent{ID: "ann", Ready: true, All: 3}, s.at("09:04:00")))
	// Output:
	// 09:00:00 patient waits
	// 09:02:00 ordinary waits
	// 09:03:00 important waits
	// 09:04:00 patient -> ann
	// 09:04:00 important -> ann
	// 09:04:00 ordinary -> ann
}

// A message that came on Friday night is routed on Monday at nine. Its reply window of 24 hours is
// almost over, so it goes before what came in the morning.
func ExampleConfig_replyWindow() {
	s := orderNewShift(routing.Config{Answer: 24 * time.Hour, Queues: []routing.Queue{{ID: "claims"}}})
	s.at("09:00:00")
	s.wait(routing.Request{ID: "this-morning", Answer: s.now.Add(23 * time.Hour)})
	s.at("09:00:10")
	s.wait(routing.Request{ID: "last-night", Answer: s.now.Add(2 * time.Hour)})
	s.print(s.Set(orderReady("ann", nil), s.at("09:01:00")))
	// Output:
	// 09:00:00 this-morning waits
	// 09:00:10 last-night waits
	// 09:01:00 last-night -> ann
}

// Does a customer get the same agent again? The session waits two minutes for Ann; then any agent
// may serve.
func ExampleRequest_lastAgent() {
	s := orderNewShift(routing.Config{Queues: []routing.Queue{{ID: "claims"}}})
	s.at("09:00:00")
	s.Set(routing.Agent{ID: "ann"}, s.now) // away
	s.Set(orderReady("bob", nil), s.now)
	s.wait(routing.Request{ID: "patient", Prefer: "ann", Until: s.now.Add(2 * time.Minute)})
	s.print(s.Tick(s.at("09:02:00")))
	s.at("09:03:00")
	s.print(s.Drop("patient", s.now))
	s.wait(routing.Request{ID: "lucky", Prefer: "ann", Until: s.now.Add(2 * time.Minute)})
	s.print(s.Set(orderReady("ann", nil), s.at("09:04:00")))
	// Output:
	// 09:00:00 patient waits
	// 09:02:00 patient -> bob
	// 09:03:00 lucky waits
	// 09:04:00 lucky -> ann
}

// An agent declines: the conversation waits again, at its old place, for the others.
func ExampleRequest_declined() {
	s := orderNewShift(routing.Config{Queues: []routing.Queue{{ID: "claims"}}})
	s.at("09:00:00")
	s.Set(orderReady("ann", nil), s.now)
	s.wait(routing.Request{ID: "c1"})
	s.at("09:00:20")
	s.wait(routing.Request{ID: "c1", Exclude: []string{"ann"}, Since: s.now.Add(-20 * time.Second)})
	fmt.Println(s.Explain("c1"))
	s.print(s.Set(orderReady("bob", nil), s.at("09:01:00")))
	// Output:
	// 09:00:00 c1 -> ann
	// 09:00:20 c1 waits
	// waiting in queue claims since 2026-03-02 09:00:00 UTC; stage 1 of 1 asks agents: 1 excluded
	// 09:01:00 c1 -> bob
}

// How long may a customer wait? After the TTL of the queue the board says that no agent was found.
func ExampleQueue_ttl() {
	s := orderNewShift(routing.Config{Queues: []routing.Queue{{ID: "claims", TTL: 10 * time.Minute}}})
	s.at("09:00:00")
	s.wait(routing.Request{ID: "c1"})
	s.print(s.Tick(s.at("09:10:00")))
	fmt.Println(s.Explain("c1"))
	// Output:
	// 09:00:00 c1 waits
	// 09:10:00 c1 -> no agent
	// not on the board
}

// Agents pick for themselves: the board keeps the order and counts the places.
func ExampleBoard_Waiting() {
	s := orderNewShift(routing.Config{Point: time.Minute, Queues: []routing.Queue{{ID: "claims", Pull: true}}})
	s.at("09:00:00")
	s.Set(orderReady("ann", nil), s.now)
	s.wait(routing.Request{ID: "first"})
	s.at("09:00:05")
	s.wait(routing.Request{ID: "urgent", Priority: 1})
	s.at("09:00:10")
	s.wait(routing.Request{ID: "third"})
	fmt.Println(s.Waiting("ann", 2))
	if _, err := s.Taken(routing.Request{ID: "first", Queue: "claims"}, "ann", s.now); err != nil {
		panic(err)
	}
	fmt.Println(s.Waiting("ann", 2))
	// Output:
	// 09:00:00 first waits
	// 09:00:05 urgent waits
	// 09:00:10 third waits
	// [urgent first]
	// [urgent third]
}

// orderStart is a Monday.
var orderStart = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// A shift prints what a board decides, with the time of day.
type orderShift struct {
	*routing.Board
	now time.Time
}

// at moves the clock to a time of day.
func (s *orderShift) at(clock string) time.Time {
	t, err := time.Parse("15:04:05", clock)
	if err != nil {
		panic(err)
	}
	s.now = time.Date(2026, 3, 2, t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
	return s.now
}

// wait lets a request of the queue "claims" come, if Since is zero now.
func (s *orderShift) wait(r routing.Request) {
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
func (s *orderShift) print(out []routing.Choice) {
	for _, c := range out {
		if c.Agent == "" {
			c.Agent = "no agent"
		}
		fmt.Println(s.now.Format("15:04:05"), c.Request, "->", c.Agent)
	}
}

func orderNewShift(c routing.Config) *orderShift {
	b, err := routing.New(c)
	if err != nil {
		panic(err)
	}
	return &orderShift{b, orderStart}
}

// orderReady is an agent with room for one conversation.
func orderReady(id string, skills map[string]uint8) routing.Agent {
	return routing.Agent{ID: id, Ready: true, All: 1, Skills: skills}
}
