package metrics_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/metrics"
	"github.com/contactkit/contactkit/worktime"
)

// A thread steps a session and folds what it decides.
type thread struct {
	policy  *session.Policy
	state   session.State
	span    metrics.Span
	sheet   *metrics.Sheet
	serial  int
	actions []session.Action // of the last step
}

func newThread(c session.Config, s *metrics.Sheet) *thread {
	return &thread{policy: &session.Policy{Config: c}, state: session.State{ID: "t"}, sheet: s}
}

// at applies an event at a time of day.
func (t *thread) at(clock string, e session.Event) {
	at, err := time.Parse("15:04:05", clock)
	if err != nil {
		panic(err)
	}
	t.step(e, start.Truncate(24*time.Hour).Add(time.Duration(at.Hour())*time.Hour+
		time.Duration(at.Minute())*time.Minute+time.Duration(at.Second())*time.Second))
}

func (t *thread) step(e session.Event, now time.Time) {
	if t.serial++; e.Kind != session.Tick && e.ID == "" {
		e.ID = fmt.Sprint("e", t.serial)
	}
	if e.Kind == session.AgentAccepted {
		e.Offer = t.state.Part
	}
	t.state, t.actions = t.policy.Step(t.state, e, now)
	t.span = t.span.Fold(t.sheet, "c", t.state, t.actions, session.InstantOf(now))
}

// found gives the session to an agent, who accepts.
func (t *thread) found(clock, agent string) {
	t.at(clock, session.Event{Kind: session.AgentFound, Agent: agent})
	t.at(clock, session.Event{Kind: session.AgentAccepted, Agent: agent})
}

// people is a desk without a robot and without any time limit but the default ones.
func people() session.Config {
	c := session.DefaultConfig()
	c.Mode = session.AgentOnly
	return c
}

// anyPolicy is a desk in which every path is short.
func anyPolicy(d *rand.Rand) *session.Policy {
	c := session.DefaultConfig()
	c.Mode, c.Routing = session.Mode(d.IntN(3)), session.Routing(d.IntN(2))
	c.Queue, c.Fallback = []string{"", "sales"}[d.IntN(2)], []string{"", "seniors"}[d.IntN(2)]
	c.Offline = c.Mode != session.RobotOnly && d.IntN(2) == 0
	c.OfflineTo = session.Route(d.IntN(2))
	if c.Mode != session.AgentOnly && d.IntN(3) == 0 {
		c.OfflineTo = session.ToRobot
	}
	c.LastAgentWait = []time.Duration{0, time.Minute}[d.IntN(2)]
	c.MaxHops = 1 + d.IntN(3)
	c.LoopTurns = []int{0, 3}[d.IntN(2)]
	c.OfflineReassign = 5 * time.Minute
	c.Anchor, c.ReopenTo = session.Anchor(d.IntN(2)), session.ReopenTo(d.IntN(2))
	c.Supersede, c.Mute = d.IntN(3) == 0, d.IntN(20) == 0
	c.CloseGrace = []time.Duration{0, time.Minute}[d.IntN(2)]
	c.OpenTime.Queue, c.OpenTime.Agent = d.IntN(3) == 0, d.IntN(3) == 0
	if d.IntN(3) == 0 {
		c.ReplyWindow, c.AgentWindow, c.AnswerMargin = 10*time.Minute, 20*time.Minute, 5*time.Minute
	}
	p := &session.Policy{Config: c}
	if text := []string{"", "09:00-24:00", "08:00-09:10,09:20-09:25", "00:00-08:00"}[d.IntN(4)]; text != "" {
		p.Hours = open(text)
	}
	return p
}

// open is a calendar that is open every day, in UTC.
func open(segments string) *worktime.Calendar {
	hours, err := worktime.ParseSegments(segments)
	if err != nil {
		panic(err)
	}
	days, _ := worktime.Default("UTC")
	days.Weekend = 0
	c, err := worktime.New(days, worktime.Schedule{Workday: hours})
	if err != nil {
		panic(err)
	}
	return c
}

// anyEvent is an event that may mean something in this state; serial is the number of the one
// before.
func anyEvent(d *rand.Rand, s session.State, serial int) session.Event {
	kinds := []session.EventKind{session.ContactMessage, session.ContactMessage, session.RobotMessage, session.AgentMessage, session.AgentFound}
	switch s.Phase {
	case session.PhaseQueued:
		kinds = append(kinds, session.AgentFound, session.AgentFound, session.AgentAccepted, session.NoAgent)
	case session.PhaseOffered:
		kinds = append(kinds, session.AgentAccepted, session.AgentAccepted, session.AgentDeclined)
	case session.PhaseAgent:
		kinds = append(kinds, session.AgentMessage, session.TransferRequested, session.HoldStarted, session.AgentAccepted)
	}
	for range 3 {
		kinds = append(kinds, session.EventKind(1+d.IntN(int(session.JoinRequested))))
	}
	e := session.Event{Kind: kinds[d.IntN(len(kinds))], Offer: s.Part}
	e.Agent = []string{s.Agent, s.Agent, s.LastAgent, "ann", "bob", ""}[d.IntN(6)]
	e.Target = []string{"", "ann", "bob"}[d.IntN(3)]
	e.Queue = []string{"", "", "sales", "help"}[d.IntN(4)]
	e.To = []session.Party{session.Queue, session.Agent, session.Robot, session.Offline}[d.IntN(4)]
	e.By = []session.Party{session.Contact, session.Agent, session.Robot, session.Host}[d.IntN(4)]
	e.Keyword, e.Automatic = d.IntN(6) == 0, d.IntN(12) == 0
	e.Present, e.Force = d.IntN(2) == 0, d.IntN(3) == 0
	e.Role = session.Role(d.IntN(4))
	e.Press, e.Thanks, e.Standby = d.IntN(8) == 0, d.IntN(8) == 0, d.IntN(12) == 0
	if serial > 0 && d.IntN(2) == 0 {
		e.Saw = fmt.Sprint("e", serial-d.IntN(min(serial, 12)))
	}
	return e
}

// total is how many times a measure was counted.
func total(s *metrics.Sheet, f metrics.Filter) uint64 {
	c := s.Total(f)
	return c.N()
}

func sheet(t testing.TB, levels ...time.Duration) *metrics.Sheet {
	t.Helper()
	s, err := metrics.NewSheet(levels...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// figures are the rows of a sheet in a short form: measure, reason, queue, agent, number, sum.
func figures(s *metrics.Sheet) []string {
	var out []string
	for r := range s.Rows(metrics.Filter{}) {
		line := fmt.Sprintf("%v %s/%s", r.Measure, r.Queue, r.Agent)
		if r.Reason != session.ReasonNone {
			line += " " + r.Reason.String()
		}
		if r.Measure.Timed() {
			line += " " + metrics.Duration(r.Sum).String()
		} else {
			line += fmt.Sprint(" ", r.Sum)
		}
		if r.N != 1 {
			line += fmt.Sprintf(" (%d)", r.N)
		}
		out = append(out, line)
	}
	slices.Sort(out)
	return out
}
