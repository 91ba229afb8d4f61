package session_test

import (
	"testing"
	"time"
	"unsafe"

	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/worktime"
)

// opened returns a state of usual size after the events, and the last moment.
func opened(p *session.Policy, events ...session.Event) (session.State, time.Time) {
	s, now := session.State{ID: "telegram/4711/889900"}, time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	for _, e := range events {
		s, _ = p.Step(s, offered(s, e), now)
		now = now.Add(time.Second)
	}
	return s, now
}

// offered returns the event with the number of the state's offer, if it answers an offer.
func offered(s session.State, e session.Event) session.Event {
	if e.Kind == session.AgentAccepted || e.Kind == session.AgentDeclined {
		e.Offer = s.Part
	}
	return e
}

func agentOwes() []session.Event {
	return []session.Event{
		{Kind: session.ContactMessage, ID: "telegram/4711/889900/1", Keyword: true, Queue: "claims"},
		{Kind: session.AgentFound, ID: "r1", Agent: "ann"},
		{Kind: session.AgentAccepted, ID: "a1", Agent: "ann"},
		{Kind: session.AgentMessage, ID: "a2", Agent: "ann"},
		{Kind: session.ContactMessage, ID: "telegram/4711/889900/2"},
	}
}

// declinedOnce is a session that one agent declined, and that a second agent is asked to take.
func declinedOnce() []session.Event {
	return append(agentOwes()[:2], session.Event{Kind: session.AgentDeclined, ID: "d1", Agent: "ann"}, session.Event{Kind: session.AgentFound, ID: "r2", Agent: "bob"})
}

// transferAsked is a session that its agent wants to pass to another queue.
func transferAsked() []session.Event {
	return []session.Event{
		{Kind: session.ContactMessage, ID: "telegram/4711/889900/1", Keyword: true, Queue: "claims"},
		{Kind: session.AgentAccepted, ID: "a1", Agent: "ann"},
		{Kind: session.TransferRequested, ID: "t1", Agent: "ann", To: session.Queue, Queue: "seniors"},
	}
}

func policy(change func(*session.Policy)) *session.Policy {
	p := &session.Policy{Config: session.DefaultConfig()}
	if change != nil {
		change(p)
	}
	return p
}

// stepCase is an event in a state of usual size.
type stepCase struct {
	name   string
	p      *session.Policy
	before []session.Event
	e      session.Event
	acts   int
	more   int // allocations in addition to the slice of the actions
}

func stepCases() []stepCase {
	contact := session.Event{Kind: session.ContactMessage, ID: "telegram/4711/889900/3"}
	keyword := contact
	keyword.Keyword = true
	calendar := func(p *session.Policy) {
		p.Hours = office()
		p.OpenTime = session.OpenTime{Contact: true, Agent: true, Robot: true, Queue: true}
	}
	pull := func(p *session.Policy) { p.Routing = session.Pull }
	transfer := session.Event{Kind: session.TransferRequested, ID: "t1", Agent: "ann", To: session.Agent, Target: "bob"}
	return []stepCase{
		{"tick/nothing due", policy(nil), agentOwes(), session.Event{}, 0, 0},
		{"message to agent", policy(nil), agentOwes(), contact, 1, 0},
		{"agent answers", policy(nil), agentOwes(), session.Event{Kind: session.AgentMessage, ID: "a3", Agent: "ann"}, 1, 0},
		{"first message", policy(nil), nil, contact, 2, 0},
		{"keyword, 4 actions", policy(nil), []session.Event{{Kind: session.ContactMessage, ID: "telegram/4711/889900/1"}}, keyword, 4, 0},
		{"answer that crossed", policy(nil), agentOwes(), session.Event{Kind: session.AgentMessage, ID: "a3", Agent: "ann", Saw: "telegram/4711/889900/1"}, 1, 0},
		{"joins", policy(nil), agentOwes(), session.Event{Kind: session.JoinRequested, ID: "j1", Agent: "sue", Target: "sue", Role: session.Listening, Force: true}, 1, 1},
		{"transfer to an agent", policy(nil), agentOwes(), transfer, 1, 1},
		{"second agent declines", policy(nil), declinedOnce(), session.Event{Kind: session.AgentDeclined, ID: "d2", Agent: "bob"}, 2, 1},
		{"transfer from a queue, 5 actions", policy(pull), transferAsked(), session.Event{Kind: session.AgentAccepted, ID: "a2", Agent: "bob"}, 5, 1},
		{"calendar/message to agent", policy(calendar), agentOwes(), contact, 1, 0},
		{"calendar/keyword, 4 actions", policy(calendar), []session.Event{{Kind: session.ContactMessage, ID: "telegram/4711/889900/1"}}, keyword, 4, 0},
	}
}

func BenchmarkStep(b *testing.B) {
	for _, bb := range stepCases() {
		b.Run(bb.name, func(b *testing.B) {
			s, now := opened(bb.p, bb.before...)
			e := offered(s, bb.e)
			b.ReportAllocs()
			for b.Loop() {
				if _, acts := bb.p.Step(s, e, now); len(acts) != bb.acts {
					b.Fatal(acts)
				}
			}
		})
	}
}

// wakeCase is a state of usual size in which something will be due.
type wakeCase struct {
	name   string
	p      *session.Policy
	before []session.Event
}

func wakeCases(t testing.TB) []wakeCase {
	return []wakeCase{
		{"plain", policy(nil), agentOwes()},
		{"calendar", policy(func(p *session.Policy) { p.Hours = calendar(t); p.OpenTime.Agent = true }), agentOwes()},
		{"windows", policy(func(p *session.Policy) {
			p.ReplyWindow, p.AgentWindow, p.AnswerMargin = 24*time.Hour, 7*24*time.Hour, 15*time.Minute
		}), agentOwes()},
		{"queue with a calendar", policy(func(p *session.Policy) { p.Hours = calendar(t) }), agentOwes()[:1]},
	}
}

func BenchmarkWake(b *testing.B) {
	for _, bb := range wakeCases(b) {
		b.Run(bb.name, func(b *testing.B) {
			s, _ := opened(bb.p, bb.before...)
			b.ReportAllocs()
			for b.Loop() {
				if bb.p.Wake(s).IsZero() {
					b.Fatal("never")
				}
			}
		})
	}
}

// calendar is one of package worktime.
func calendar(t testing.TB) *worktime.Calendar {
	days, _ := worktime.Default("Europe/Paris")
	hours, err := worktime.ParseSegments("09:00-18:00")
	if err != nil {
		t.Fatal(err)
	}
	c, err := worktime.New(days, worktime.Schedule{Workday: hours})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// size is what a state takes in memory, with its strings.
func size(s session.State) int {
	n := int(unsafe.Sizeof(s))
	for _, t := range []string{s.ID, s.Agent, s.Queue, string(s.Excluded), string(s.Members), s.Ask, s.LastAgent} {
		n += len(t)
	}
	return n
}

func TestStateSize(t *testing.T) {
	s, _ := opened(policy(nil), agentOwes()...)
	if n := int(unsafe.Sizeof(s)); n > 304 {
		t.Errorf("the struct takes %d bytes", n)
	}
	t.Logf("%d bytes as a struct, %d with usual strings, a million with a wake index in %d MiB", unsafe.Sizeof(s), size(s), 1_000_000*(size(s)+3*8)>>20)
	if n := size(s); n < 224 || n > 336 {
		t.Errorf("a state takes %d bytes", n)
	}
	// A million of them, each with an entry of a wake index (instant and
	// pointer) and a pointer to it, fit into 512 MiB.
	if all := 1_000_000 * (size(s) + 3*8); all > 512<<20 {
		t.Errorf("a million take %d bytes", all)
	}
}

// A step makes one slice, that of its actions, and none if there are no actions. Each of these is
// one more: a list of names that the step changes, the name of the agent whom it asks to take over,
// a fifth action. Wake makes nothing.
func TestAllocations(t *testing.T) {
	for _, tt := range stepCases() {
		s, now := opened(tt.p, tt.before...)
		e := offered(s, tt.e)
		if _, acts := tt.p.Step(s, e, now); len(acts) != tt.acts {
			t.Errorf("%s: %d actions, want %d", tt.name, len(acts), tt.acts)
		}
		if n, want := testing.AllocsPerRun(100, func() { tt.p.Step(s, e, now) }), min(1, tt.acts)+tt.more; n != float64(want) {
			t.Errorf("Step allocates %v times for %s with %d actions, want %d", n, tt.name, tt.acts, want)
		}
	}
	for _, tt := range wakeCases(t) {
		s, _ := opened(tt.p, tt.before...)
		if n := testing.AllocsPerRun(100, func() { tt.p.Wake(s) }); n != 0 {
			t.Errorf("Wake allocates %v times: %s", n, tt.name)
		}
	}
}
