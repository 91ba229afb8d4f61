package session_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/session"
)

const µs = time.Microsecond

// world follows one thread through steps and holds every step to the laws of
// the package. It stops a test by panicking with a lawBroken.
type world struct {
	p      *session.Policy
	s      session.State
	seed   int
	serial int // of the next event
	now    time.Time
	keys   map[session.Key]bool
	stored map[uint32]bool    // sessions with an offline message
	seen   map[[2]string]bool // events tried, by kind and id

	applied []session.Event // events that did something
	refused []session.Event // events that were impossible when they came
	latest  time.Time       // largest now so far
	wanting map[string]bool // messages of the contact, by id, that want an answer
	crossed int             // answers delivered that crossed one
}

type lawBroken string

func newWorld(p *session.Policy) *world {
	return &world{p: p, s: session.State{ID: "telegram/77/4"}, now: start, keys: map[session.Key]bool{}, stored: map[uint32]bool{}, seen: map[[2]string]bool{}, wanting: map[string]bool{}}
}

func broken(format string, args ...any) { panic(lawBroken(fmt.Sprintf(format, args...))) }

// guard turns a broken law into a failure of the test.
func guard(t interface{ Fatalf(string, ...any) }, w *world) {
	switch r := recover().(type) {
	case nil:
	case lawBroken:
		t.Fatalf("%s\nseed %d, at %v, state:\n%+v\npolicy:\n%+v\nhours: %v", string(r), w.seed, w.now, w.s, w.p.Config, w.p.Hours)
	default:
		panic(r)
	}
}

func equal[T any](law string, want, got T) {
	switch want := any(want).(type) {
	case session.State:
		if want == any(got) {
			return
		}
	case []session.Action:
		if slices.Equal(want, any(got).([]session.Action)) {
			return
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		broken("%s (-want +got):\n%s", law, diff)
	}
}

// plain is a state without its revision.
func plain(s session.State) session.State { s.Rev, s.V = 0, 0; return s }

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

var tick = session.Event{}

// step applies one event and checks every law that can be checked at this place.
func (w *world) step(e session.Event) []session.Action {
	p, s := w.p, w.s
	now := later(w.now, s.At.Time())
	w.latest = later(w.latest, now)
	w.ticks(s, now)

	next, acts := p.Step(s, e, w.now)
	again, acts2 := p.Step(s, e, w.now)
	equal("the same step twice", next, again)
	equal("the same actions twice", acts, acts2)

	// Law 4: a step is a tick and the event.
	ticked, a1 := p.Step(s, tick, w.now)
	both, a2 := p.Step(ticked, e, w.now)
	equal("law 4, state", plain(next), plain(both))
	equal("law 4, actions", acts, slices.Concat(a1, a2))

	// 1.5: the revision.
	if changed := plain(next) != plain(s); changed != (next.Rev == s.Rev+1) || !changed && next != s {
		broken("rev %d after %d, changed %v", next.Rev, s.Rev, changed)
	}
	if len(acts) > 0 && next.Rev != s.Rev+1 {
		broken("actions without a new revision: %v", acts)
	}

	// Nothing is due after a step.
	if wake := p.Wake(next); !wake.IsZero() && !wake.After(later(now, next.At.Time())) {
		broken("still due at %v", wake)
	}

	// Law 5: a replay is a tick.
	if e.Kind != session.Tick && plain(next) != plain(ticked) {
		for _, later := range []time.Duration{0, time.Minute, 5 * time.Hour} {
			r, ra := p.Step(next, e, w.now.Add(later))
			t, ta := p.Step(next, tick, w.now.Add(later))
			equal("law 5, state", t, r)
			equal("law 5, actions", ta, ra)
		}
	}

	// An event either changes something and is remembered, or changes nothing
	// at all. A person's message may be nothing but remembered.
	bare := both
	bare.Last, bare.At = ticked.Last, ticked.At
	switch applied := both.Last != ticked.Last; {
	case !applied && (plain(both) != plain(ticked) || a2 != nil):
		broken("applied but not remembered")
	case applied && plain(bare) == plain(ticked) && a2 == nil && e.Kind != session.PersonMessage:
		broken("remembered though nothing came of it")
	}

	w.content(ticked, e, a2)
	w.late(ticked, both, e, a2)
	w.standing(next)
	w.charges(s, next, acts)
	w.crossing(ticked, both, e, a2)
	w.rules(ticked, both, e, a2)
	w.windows(s, ticked, a1, now)
	w.windows(ticked, both, a2, now)
	w.warned(ticked, a1)

	// Law 9: what never falls, and the cap.
	if next.At < s.At || next.Rev < s.Rev || next.Session < s.Session || next.Debt < s.Debt || next.Part < s.Part {
		broken("a number fell")
	}
	if next.Hops > s.Hops && int(next.Hops) > p.MaxHops {
		broken("law 9: %d hops over the cap %d", next.Hops, p.MaxHops)
	}

	// Law 10: JSON.
	b, err := json.Marshal(next)
	if err != nil {
		broken("law 10: %v", err)
	}
	if len(b) > 3200 {
		broken("law 10: %d bytes", len(b))
	}
	var back session.State
	if err := json.Unmarshal(b, &back); err != nil {
		broken("law 10: %v", err)
	}
	equal("law 10", next, back)

	// Keys name one effect each, for ever.
	for _, a := range acts {
		if w.keys[a.Key] {
			broken("second effect under the key %v", a.Key)
		}
		w.keys[a.Key] = true
		if (a.Cause == session.Tick) != (a.Number != 0) || (a.Cause == session.Tick) != (a.Event == "") || a.Thread != next.ID {
			broken("no cause: %+v", a.Key)
		}
		if a.Kind == session.StoreOffline {
			if a.Reopened != w.stored[a.Session] {
				broken("one offline message a session: %v", a)
			}
			w.stored[a.Session] = true
		}
	}
	w.s = next
	if name := [2]string{e.Kind.String(), e.ID}; e.ID != "" {
		switch {
		case both.Last != ticked.Last:
			w.wanting[e.ID] = both.Last[0]&1 == 1
			w.applied = append(w.applied, e)
			w.refused = slices.DeleteFunc(w.refused, func(x session.Event) bool { return x == e })
		case !w.seen[name]:
			w.refused = append(w.refused, e)
		}
		w.seen[name] = true
	}
	w.explained(next)
	return acts
}

// ticks checks laws 1 to 3, without and with something due.
func (w *world) ticks(s session.State, now time.Time) {
	p := w.p
	wake := p.Wake(s)
	quiet := []time.Time{now, wake.Add(-µs), now.Add(time.Minute), s.At.Time()}
	if wake.IsZero() {
		quiet = []time.Time{now, now.Add(1000 * time.Hour)}
	}
	for _, t := range quiet {
		if t = later(t, s.At.Time()); wake.IsZero() || t.Before(wake) {
			got, acts := p.Step(s, tick, t)
			equal("law 1, state", s, got)
			if acts != nil {
				broken("law 1: a quiet tick did %v", acts)
			}
		}
	}
	if wake.IsZero() {
		return
	}
	due := later(wake, s.At.Time())
	for _, t := range []time.Time{due, later(now, due), due.Add(7 * time.Minute), due.Add(70 * time.Hour)} {
		got, _ := p.Step(s, tick, t)
		if plain(got) == plain(s) {
			broken("law 2: a due tick at %v changed nothing", t)
		}
		if next := p.Wake(got); !next.IsZero() && !next.After(later(t, got.At.Time())) {
			broken("law 2: still due after a tick at %v", t)
		}
		twice, acts := p.Step(got, tick, t)
		equal("law 2, the same tick again", got, twice)
		if acts != nil {
			broken("law 2: the same tick again did %v", acts)
		}
		if got.Debt == s.Debt && got.Part == s.Part && got.Session == s.Session {
			for _, t1 := range []time.Time{due, due.Add(t.Sub(due) / 2), due.Add(time.Second)} {
				if t1.After(t) {
					continue
				}
				first, _ := p.Step(s, tick, t1)
				second, _ := p.Step(first, tick, t)
				equal("law 3", plain(got), plain(second))
			}
		}
	}
}

// content checks that an unseen message of the contact is forwarded once, to
// whom the session is with after it, and that nothing else is.
func (w *world) content(ticked session.State, e session.Event, acts []session.Action) {
	var forwards []session.Action
	for _, a := range acts {
		if a.Kind == session.Forward {
			forwards = append(forwards, a)
		}
	}
	if e.Kind != session.ContactMessage || e.ID == "" || w.seen[[2]string{e.Kind.String(), e.ID}] {
		return
	}
	next, _ := w.p.Step(ticked, e, w.now)
	to := map[session.Phase]session.Party{session.PhaseRobot: session.Robot, session.PhaseQueued: session.Queue,
		session.PhaseOffered: session.Queue, session.PhaseAgent: session.Agent, session.PhaseHold: session.Agent,
		session.PhaseOffline: session.Offline}[next.Phase]
	if len(forwards) != 1 || forwards[0].To != to || forwards[0].Key.Event != e.ID {
		broken("one forward to %v expected, got %v", to, forwards)
	}
}

// late checks law 6 and that late content does none of what it must not.
func (w *world) late(before, after session.State, e session.Event, acts []session.Action) {
	at := e.Time
	if e.Kind != session.ContactMessage || at.IsZero() || session.InstantOf(at) >= before.Heard || plain(before) == plain(after) {
		return
	}
	if before.Control == session.ControlAwaited && !e.Standby {
		return // the contact waited for control to come back, and it has
	}
	if e.Keyword && before.Phase == session.PhaseRobot {
		return // a wish for a person stays open until a person has written
	}
	if before.Phase == session.PhaseClosed && after.Phase != session.PhaseClosed {
		broken("law 6: late content opened a session")
	}
	for _, a := range acts {
		if a.Notice != session.NoticeNone && a.Event == e.ID {
			broken("law 6: late content caused %v", a)
		}
	}
	if after.Phase != before.Phase || after.Owes != before.Owes || after.Control != before.Control {
		return
	}
	if a, b := w.p.Wake(before), w.p.Wake(after); b.IsZero() != a.IsZero() || b.Before(a) {
		broken("law 6: late content moved a rung from %v to %v", a, b)
	}
	if after.Taken != before.Taken || after.Debt != before.Debt || after.Since != before.Since {
		broken("law 6: late content touched the ladder")
	}
}
