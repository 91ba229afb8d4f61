package session_test

import (
	"bufio"
	"encoding/json"
	"flag"
	"os"
	"testing"
	"time"

	"github.com/contactkit/contactkit/session"
)

var v1 = flag.String("v1", "testdata/v1.jsonl", "states that version 1 of the schema stored")

// stored is a state as version 1 stored it, with its policy, the wake that version 1 said, and the
// last event applied.
type stored struct {
	Config session.Config
	Nil    bool     // no calendar
	Spans  [][2]int // of the calendar, in minutes of the week
	State  session.State
	Wake   time.Time
	Last   session.Event
	Now    time.Time
}

func (x *stored) policy() *session.Policy {
	p := &session.Policy{Config: x.Config}
	if !x.Nil {
		w := week{}
		for _, s := range x.Spans {
			w = append(w, span{s[0], s[1]})
		}
		p.Hours = w
	}
	return p
}

// TestStatesOfVersion1 reads states that version 1 stored, and goes on with them: only who is
// queued wakes earlier, at closing time; the last event is still known; the laws hold from there.
func TestStatesOfVersion1(t *testing.T) {
	f, err := os.Open(*v1)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	n, queued, replays := 0, 0, 0
	for lines.Scan() {
		var x stored
		if err := json.Unmarshal(lines.Bytes(), &x); err != nil {
			t.Fatal(err)
		}
		n++
		p := x.policy()
		for _, mark := range x.State.Last {
			if mark&1 == 1 {
				t.Fatalf("line %d: a mark that version 1 never meant: %x", n, mark)
			}
		}
		switch wake := p.Wake(x.State); {
		case wake.Equal(x.Wake):
		case x.State.Phase == session.PhaseQueued && (x.Wake.IsZero() || wake.Before(x.Wake)):
			queued++
		default:
			t.Errorf("line %d: wakes at %v, not %v: %+v", n, wake, x.Wake, x.State)
		}
		if x.Last.ID != "" {
			ticked, _ := p.Step(x.State, tick, x.Now)
			again, _ := p.Step(x.State, x.Last, x.Now)
			if again != ticked {
				t.Errorf("line %d: the last event %v is not known any more", n, x.Last)
			}
			replays++
		}
		x.goOn(t, p, n)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d states, of which %d wake at closing time; %d replays known", n, queued, replays)
	if n < 100 || queued == 0 || replays < n/2 {
		t.Errorf("%d states, %d queued, %d replays: too few to tell", n, queued, replays)
	}
}

// goOn plays twenty steps from a stored state.
func (x *stored) goOn(t *testing.T, p *session.Policy, line int) {
	d := &tape{x: uint64(line)}
	w := newWorld(p)
	w.stored[x.State.Session] = x.State.Kept
	w.s, w.now, w.seed, w.serial = x.State, later(x.Now, x.State.At.Time()), line, 1000
	defer guard(t, w)
	for range 20 {
		w.now = w.now.Add(anyPause(d, w.now, p.Wake(w.s)))
		e := anyEvent(d, w.s, w.now, w.serial)
		e.Saw = "" // what version 1 applied, the test does not know
		w.step(e)
		w.serial++
	}
}
