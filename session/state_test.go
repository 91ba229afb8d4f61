package session_test

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/session"
)

func TestStateVersion(t *testing.T) {
	s, _ := policy(nil).Step(session.State{ID: "t"}, session.Event{Kind: session.ContactMessage, ID: "m1"}, start)
	if s.V != session.Version {
		t.Errorf("V = %d, want %d", s.V, session.Version)
	}
	for _, v := range []string{"3", "255", "256", "70000"} {
		var s session.State
		err := json.Unmarshal([]byte(`{"v":`+v+`,"id":"x","phase":"moonlight","new":{}}`), &s)
		e, ok := errors.AsType[*session.VersionError](err)
		if !ok || fmt.Sprint(e.Got) != v || e.Known != session.Version {
			t.Errorf("version %s: %v", v, err)
		}
	}
}

// A state that no version can have written is refused, and the old value stays.
func TestStateDecodeRefuses(t *testing.T) {
	for _, b := range []string{
		`[]`, `{"v":"1"}`, `{"v":1,"phase":"lunch"}`, `{"v":1,"phase":"robot","owes":"mars"}`,
		`{"v":1,"phase":"robot","at":-1}`, `{"v":1,"phase":"robot","used":-1}`,
		`{"v":1,"phase":"robot","since":9223372036854775807}`, `{"v":1,"phase":"robot","debt":-1}`,
		`{"v":1,"phase":"closed","last":"12"}`, `{"v":1,"phase":"closed","last":"zzzzzzzzzzzzzzzz"}`,
		`{"v":1,"phase":"closed","last":"` + strings.Repeat("0", 9*16) + `"}`,
	} {
		s := session.State{ID: "kept"}
		if err := json.Unmarshal([]byte(b), &s); err == nil || s != (session.State{ID: "kept"}) {
			t.Errorf("%s: error %v, state %+v", b, err, s)
		}
	}
}

// FuzzState feeds bytes as a stored state: what decodes must survive any step,
// and come back from JSON as it is.
func FuzzState(f *testing.F) {
	d := &tape{x: 11}
	for range 20 {
		w := newWorld(&session.Policy{Config: anyConfig(d), Hours: anyHours(d)})
		w.play(d, 12)
		b, err := json.Marshal(w.s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(`{"v":1,"id":"x","phase":"offered","owes":"robot","taken":4294967295,"debt":4294967295,"asks":"host"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var s session.State
		if json.Unmarshal(b, &s) != nil {
			return
		}
		again, err := json.Marshal(s)
		if err != nil {
			t.Fatalf("a state that was read cannot be written: %v", err)
		}
		var back session.State
		if err := json.Unmarshal(again, &back); err != nil || back != s {
			t.Fatalf("%v\n%+v\n%+v", err, s, back)
		}
		d := &tape{b: b}
		for i := range 20 {
			p := &session.Policy{Config: anyConfig(d), Hours: anyHours(d)}
			now := start.Add(anyPause(d, start, start))
			p.Wake(s)
			p.Explain(s)
			s, _ = p.Step(s, anyEvent(d, s, now, i), now)
		}
	})
}

// A configuration that does not pass Check may do anything but panic or hang.
func TestUncheckedConfig(t *testing.T) {
	n := 300
	if testing.Short() {
		n = 60
	}
	for seed := range n {
		d := &tape{x: uint64(seed)}
		c := anyConfig(d)
		for _, l := range []*[]session.Rung{&c.ContactSilent, &c.AgentSilent, &c.RobotSilent, &c.QueueWait} {
			*l = pick(d, nil, []session.Rung{{}}, []session.Rung{{Silence: -time.Hour}, {Silence: math.MaxInt64, Then: 9}}, *l)
		}
		c.OfferTime, c.HoldMax, c.OfflineMax = pick(d, -time.Hour, 0, math.MaxInt64), pick(d, -time.Hour, 0), pick(d, -time.Hour, 0)
		c.Spread, c.MaxHops, c.Mode = -1, -5, 9
		p := &session.Policy{Config: c, Hours: anyHours(d)}
		s, now := session.State{ID: "x"}, start
		for i := range 60 {
			now = now.Add(anyPause(d, now, p.Wake(s)))
			s, _ = p.Step(s, anyEvent(d, s, now, i), now)
			if p.Explain(s) == "" {
				t.Fatalf("seed %d: nothing to explain in %+v", seed, s)
			}
		}
	}
}

// An empty ID is no thread; an event without a name, or with ids that cannot
// be kept, is a Tick. Only a contact's message is never lost.
func TestUnusable(t *testing.T) {
	p := policy(nil)
	now := start
	if s, acts := p.Step(session.State{}, session.Event{Kind: session.ContactMessage, ID: "m1"}, now); s != (session.State{}) || acts != nil {
		t.Errorf("a thread without ID: %+v, %v", s, acts)
	}
	if !p.Wake(session.State{Phase: session.PhaseHold}).IsZero() {
		t.Error("a thread without ID wakes")
	}
	for _, e := range []session.Event{
		{Kind: session.ContactMessage},
		{Kind: 200, ID: "x"},
		{Kind: session.PersonMessage, ID: "x", Agent: "a\nb"},
		{Kind: session.AgentMessage, ID: "x", Agent: strings.Repeat("a", 129)},
	} {
		if s, acts := p.Step(session.State{ID: "t"}, e, now); s != (session.State{ID: "t"}) || acts != nil {
			t.Errorf("%+v: %+v, %v", e, s, acts)
		}
	}
	s, acts := p.Step(session.State{ID: "t"}, session.Event{Kind: session.ContactMessage, ID: "m1", Keyword: true, Queue: "a\nb"}, now)
	if s.Phase != session.PhaseQueued || s.Queue != "" || acts[len(acts)-1].Kind != session.Forward {
		t.Errorf("a contact's message with a bad queue: %+v, %v", s, acts)
	}
}

// Times far from now must not overflow.
func TestExtremeTimes(t *testing.T) {
	p := policy(nil)
	e := session.Event{Kind: session.ContactMessage, ID: "m1"}
	for _, now := range []time.Time{{}, time.Unix(-1<<60, 0), time.Unix(1<<60, 0), time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC)} {
		s, acts := p.Step(session.State{ID: "t"}, e, now)
		if s.Phase != session.PhaseRobot || s.Session != 1 || len(acts) != 2 || !p.Wake(s).After(s.At.Time()) {
			t.Errorf("at %v: %+v, wake %v", now, s, p.Wake(s))
		}
	}
}

// Deadlines are never early: an instant between two microseconds rounds up.
func TestWakeRoundsUp(t *testing.T) {
	p := policy(func(p *session.Policy) { p.Hours = odd{}; p.OpenTime.Robot = true })
	s, _ := p.Step(session.State{ID: "t"}, session.Event{Kind: session.ContactMessage, ID: "m1"}, start)
	want := start.Add(30*time.Minute + 2*time.Microsecond)
	if got := p.Wake(s); !got.Equal(want) {
		t.Errorf("Wake = %v, want %v", got, want)
	}
}

// odd is a calendar whose answers lie between microseconds.
type odd struct{}

func (odd) Open(time.Time) (bool, string)          { return true, "" }
func (odd) NextOpen(t time.Time) (time.Time, bool) { return t, true }
func (odd) NextClose(time.Time) (time.Time, bool)  { return time.Time{}, false }
func (odd) Between(a, b time.Time) time.Duration   { return b.Sub(a) }
func (odd) After(t time.Time, d time.Duration) (time.Time, bool) {
	return t.Add(d + 1001*time.Nanosecond), true
}

func TestInstant(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 123456789, time.FixedZone("", 3600))
	i := session.InstantOf(at)
	if got, want := i.Time(), at.Truncate(time.Microsecond).UTC(); got != want {
		t.Errorf("Time = %v, want %v", got, want)
	}
	if got, want := i.String(), "2026-03-02T08:00:00.123456Z"; got != want {
		t.Errorf("String = %q, want %q", got, want)
	}
	if session.InstantOf(time.Time{}) != 0 || !session.Instant(0).Time().IsZero() || session.Instant(0).String() != "never" {
		t.Error("zero is not never")
	}
}

func TestList(t *testing.T) {
	// Ten agents decline in turn; the list keeps the last eight.
	p := policy(func(p *session.Policy) { p.Mode, p.MaxHops = session.AgentOnly, 10 })
	s, _ := p.Step(session.State{ID: "t"}, session.Event{Kind: session.ContactMessage, ID: "m"}, start)
	for i := range 10 {
		agent := fmt.Sprintf("agent%d", i)
		s, _ = p.Step(s, session.Event{Kind: session.AgentFound, ID: "f" + agent, Agent: agent}, start)
		s, _ = p.Step(s, session.Event{Kind: session.AgentDeclined, ID: "d" + agent, Agent: agent, Offer: s.Part}, start)
	}
	want := []string{"agent2", "agent3", "agent4", "agent5", "agent6", "agent7", "agent8", "agent9"}
	if diff := cmp.Diff(want, s.Excluded.Slice()); diff != "" {
		t.Errorf("excluded (-want +got):\n%s", diff)
	}
	if s.Excluded.Has("agent1") || !s.Excluded.Has("agent2") || !s.Excluded.Has("agent9") || s.Excluded.Has("agent") || session.List("").Has("") {
		t.Error("Has is wrong about", s.Excluded)
	}
	if session.List("").Slice() != nil {
		t.Error("an empty list has entries")
	}
}

// Who declined and helps now is named once where others are asked for help: twice would take the
// place of another agent.
func TestListHasAnIDOnce(t *testing.T) {
	p := policy(func(p *session.Policy) { p.Mode, p.MaxHops = session.AgentOnly, 10 })
	s, _ := p.Step(session.State{ID: "t"}, session.Event{Kind: session.ContactMessage, ID: "m"}, start)
	s, _ = p.Step(s, session.Event{Kind: session.AgentFound, ID: "f1", Agent: "bob"}, start)
	s, _ = p.Step(s, session.Event{Kind: session.AgentDeclined, ID: "d1", Agent: "bob", Offer: s.Part}, start)
	s, _ = p.Step(s, session.Event{Kind: session.AgentFound, ID: "f2", Agent: "ann"}, start)
	s, _ = p.Step(s, session.Event{Kind: session.AgentAccepted, ID: "a1", Agent: "ann", Offer: s.Part}, start)
	s, _ = p.Step(s, session.Event{Kind: session.JoinRequested, ID: "j1", Agent: "sue", Target: "bob", Role: session.Joined, Force: true}, start)
	_, actions := p.Step(s, session.Event{Kind: session.JoinRequested, ID: "j2", Agent: "ann", Queue: "tech", Role: session.Consulted}, start)
	var asked [][]string
	for _, a := range actions {
		if a.Kind == session.Enqueue {
			asked = append(asked, a.Exclude.Slice())
		}
	}
	if diff := cmp.Diff([][]string{{"bob", "ann"}}, asked); diff != "" {
		t.Errorf("who is not asked (-want +got):\n%s", diff)
	}
}

// TestStateJSONSize bounds the row: the longest ids, everything set.
func TestStateJSONSize(t *testing.T) {
	id := strings.Repeat("é", 64)
	s := session.State{ID: id, Members: session.List(strings.Repeat("1"+id+"\n", 3) + "1" + id), Agent: id, Queue: id, Ask: id + "\n" + id, LastAgent: id, Excluded: session.List(strings.Repeat(id+"\n", 7) + id)}
	for i := range s.Last {
		s.Last[i] = math.MaxUint64
	}
	b, err := json.Marshal(s)
	if err != nil || len(b) > 3200 {
		t.Errorf("%d bytes, %v", len(b), err)
	}
}

// Every word can be read back, and nothing else can.
func TestWords(t *testing.T) {
	type word interface {
		fmt.Stringer
		encoding.TextMarshaler
	}
	all := func(n int, of func(i uint8) (word, encoding.TextUnmarshaler, func() word)) {
		seen := map[string]bool{}
		for i := range n {
			v, back, read := of(uint8(i))
			b, err := v.MarshalText()
			if err != nil || string(b) != v.String() || seen[string(b)] {
				t.Errorf("%T %d: %q, %v", v, i, b, err)
			}
			seen[string(b)] = true
			if err := back.UnmarshalText(b); err != nil || read() != v {
				t.Errorf("%T %q: %v", v, b, err)
			}
		}
		v, back, _ := of(uint8(n))
		if _, err := v.MarshalText(); err == nil || v.String() != fmt.Sprint(n) {
			t.Errorf("%T has a word for %d: %v", v, n, v)
		}
		if back.UnmarshalText([]byte("nonsense")) == nil {
			t.Errorf("%T reads nonsense", v)
		}
	}
	all(7, func(i uint8) (word, encoding.TextUnmarshaler, func() word) {
		v := new(session.Phase)
		return session.Phase(i), v, func() word { return *v }
	})
	all(7, func(i uint8) (word, encoding.TextUnmarshaler, func() word) {
		v := new(session.Party)
		return session.Party(i), v, func() word { return *v }
	})
	all(20, func(i uint8) (word, encoding.TextUnmarshaler, func() word) {
		v := new(session.Reason)
		return session.Reason(i), v, func() word { return *v }
	})
	all(24, func(i uint8) (word, encoding.TextUnmarshaler, func() word) {
		v := new(session.EventKind)
		return session.EventKind(i), v, func() word { return *v }
	})
	all(20, func(i uint8) (word, encoding.TextUnmarshaler, func() word) {
		v := new(session.ActionKind)
		return session.ActionKind(i), v, func() word { return *v }
	})
	all(16, func(i uint8) (word, encoding.TextUnmarshaler, func() word) {
		v := new(session.Notice)
		return session.Notice(i), v, func() word { return *v }
	})
	all(3, func(i uint8) (word, encoding.TextUnmarshaler, func() word) {
		v := new(session.Control)
		return session.Control(i), v, func() word { return *v }
	})
	all(5, func(i uint8) (word, encoding.TextUnmarshaler, func() word) {
		v := new(session.Consequence)
		return session.Consequence(i), v, func() word { return *v }
	})
	all(3, func(i uint8) (word, encoding.TextUnmarshaler, func() word) {
		v := new(session.Mode)
		return session.Mode(i), v, func() word { return *v }
	})
	all(2, func(i uint8) (word, encoding.TextUnmarshaler, func() word) {
		v := new(session.Routing)
		return session.Routing(i), v, func() word { return *v }
	})
	all(2, func(i uint8) (word, encoding.TextUnmarshaler, func() word) {
		v := new(session.Anchor)
		return session.Anchor(i), v, func() word { return *v }
	})
	all(3, func(i uint8) (word, encoding.TextUnmarshaler, func() word) {
		v := new(session.Route)
		return session.Route(i), v, func() word { return *v }
	})
	all(2, func(i uint8) (word, encoding.TextUnmarshaler, func() word) {
		v := new(session.ReopenTo)
		return session.ReopenTo(i), v, func() word { return *v }
	})
	all(4, func(i uint8) (word, encoding.TextUnmarshaler, func() word) {
		v := new(session.Role)
		return session.Role(i), v, func() word { return *v }
	})
}
