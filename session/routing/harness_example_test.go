package routing_test

import (
	"fmt"
	"time"

	"github.com/contactkit/contactkit/session/routing"
)

// A shift prints what a board decides, with the time of day.
type shift struct {
	*routing.Board
	now time.Time
}

func newShift(c routing.Config) *shift {
	b, err := routing.New(c)
	if err != nil {
		panic(err)
	}
	return &shift{b, start}
}

// at moves the clock to a time of day.
func (s *shift) at(clock string) time.Time {
	t, err := time.Parse("15:04:05", clock)
	if err != nil {
		panic(err)
	}
	s.now = time.Date(2026, 3, 2, t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
	return s.now
}

// wait lets a request of the queue "claims" come, if Since is zero now.
func (s *shift) wait(r routing.Request) {
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
func (s *shift) print(out []routing.Choice) {
	for _, c := range out {
		if c.Agent == "" {
			c.Agent = "no agent"
		}
		fmt.Println(s.now.Format("15:04:05"), c.Request, "->", c.Agent)
	}
}

// ready is an agent with room for one conversation.
func ready(id string, skills map[string]uint8) routing.Agent {
	return routing.Agent{ID: id, Ready: true, All: 1, Skills: skills}
}
