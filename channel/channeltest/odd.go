package channeltest

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/contactkit/contactkit/channel"
)

var hostileCases = []testCase{
	{name: "odd values", check: oddValues,
		promise: "Any value of a genuine body may one day have another type or size: no such body panics, costs an event, or yields one that cannot be stored. With -short, every seventh change is tried."},
	{name: "unknown members", check: unknownMembers,
		promise: "Members that the platform adds tomorrow, wherever they stand and whatever they hold, change no event but its Raw."},
	{name: "deep nesting", optional: true, has: func(h Harness) bool { return h.Deep == nil || len(h.Deep) > 0 }, check: deepNesting,
		promise: "A body of brackets without end neither crashes nor stalls: it is an ordinary malformed body or an ordinary odd one."},
}

// oddStep is how many changes the short form (-short) goes on: it makes every seventh.
const oddStep = 7

func oddValues(s *suite) {
	step, n := 1, 0
	if testing.Short() {
		step = oddStep
	}
	ch := s.receiver()
	bodies := s.bodies()
	for _, name := range slices.Sorted(maps.Keys(bodies)) {
		body := bodies[name]
		s.mutated = false
		s.usual = s.receive(ch, s.sign(body)).Events
		s.mutated = true
		for change := range s.h.odds()(body) {
			if n++; n%step != 0 {
				continue
			}
			w := s.sign(change.Body)
			got, err := ch.Receive(w)
			if err != nil && (!errors.Is(err, channel.ErrMalformed) || len(got.Events) != 1) {
				s.Errorf("Receive = %d events, %v", len(got.Events), err)
			}
			// A batch that is taken away takes its events along; a leaf must not, and some trace
			// must remain in any case.
			if change.Leaf && len(got.Events) < len(s.usual) {
				s.Errorf("%d events, and %d before one value was changed", len(got.Events), len(s.usual))
			}
			s.checkEvents(ch, w, got.Events)
			if s.Failed() {
				s.Fatalf("%s: %s in %q", name, change.Name, short(change.Body))
			}
		}
	}
}

func unknownMembers(s *suite) {
	ch := s.receiver()
	for name, body := range s.bodies() {
		want := s.receive(ch, s.sign(body)).Events
		got := s.receive(ch, s.sign(s.h.more()(body))).Events
		if len(got) != len(want) {
			s.Errorf("%s: with unknown members it has %d events, and %d without", name, len(got), len(want))
			continue
		}
		for i, e := range got {
			if _, ok := want[i].Body.(channel.Custom); ok {
				continue // its bytes are its content, and may name it
			}
			e.Raw, want[i].Raw = nil, nil
			e.ID, want[i].ID = "", "" // may be a hash of the element, where the platform gives it no name
			if !sameEvent(e, want[i]) {
				s.Errorf("%s: event %d changed with members that nobody knows:\nbefore %s\nafter  %s", name, i, s.print(want[i]), s.print(e))
			}
		}
	}
}

// Change is a body in which one value of a genuine body has been replaced.
type Change struct {
	Name string // the value and its replacement, for the report of a failed test
	Body []byte
	// Leaf says that the value holds no others, so that the body must become as many events as
	// before.
	Leaf bool
}
