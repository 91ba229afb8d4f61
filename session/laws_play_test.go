package session_test

import (
	"flag"
	"fmt"
	"testing"

	"github.com/contactkit/contactkit/session"
)

var histories = flag.Int("histories", 1500, "how many histories TestLaws and its like play")

var firstSeed = flag.Int("first", 0, "the first seed of TestLaws")

// play runs a history of n steps: events new, impossible, late and replayed,
// ticks, pauses, clocks that jump back, and policies that change.
func (w *world) play(d dice, n int) {
	for range n {
		w.now = w.now.Add(anyPause(d, w.now, w.p.Wake(w.s)))
		switch {
		case chance(d, 12):
			c := anyConfig(d)
			if err := c.Check(); err != nil {
				broken("%v", err)
			}
			w.p = &session.Policy{Config: c, Hours: anyHours(d)}
			fallthrough
		case chance(d, 5):
			w.step(tick)
		case chance(d, 10):
			w.step(w.again(d))
		default:
			w.step(anyEvent(d, w.s, w.now, w.serial))
			w.serial++
		}
	}
}

// again is an event delivered again: one of the last eight applied, or one that
// came to nothing before. Without any it is a Tick.
func (w *world) again(d dice) session.Event {
	n, m := min(len(w.applied), 8), len(w.refused)
	if n+m == 0 {
		return tick
	}
	if i := d.n(n + m); i < n {
		return w.applied[len(w.applied)-1-i]
	} else {
		return w.refused[i-n]
	}
}

// tape reads choices from a fuzzer's bytes, and from a seed where they end.
type tape struct {
	b []byte
	x uint64
}

func (t *tape) n(max int) int {
	if len(t.b) > 0 && max <= 256 {
		v := int(t.b[0])
		t.b = t.b[1:]
		t.x = (t.x ^ uint64(v)) * 0x100000001b3
		return v % max
	}
	t.x += 0x9e3779b97f4a7c15
	z := t.x
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int((z ^ z>>31) % uint64(max))
}

func FuzzLaws(f *testing.F) {
	for seed := range 40 {
		f.Add([]byte{byte(seed), byte(seed * 7)})
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		d := &tape{b: b}
		w := newWorld(&session.Policy{Config: anyConfig(d), Hours: anyHours(d)})
		defer guard(t, w)
		w.play(d, 40)
	})
}

// TestLaws plays many histories from seeds, so that a failure can be found again.
func TestLaws(t *testing.T) {
	n := *histories
	if testing.Short() || raceDetector {
		n = min(n, 150)
	}
	crossed := 0
	for seed := *firstSeed; seed < *firstSeed+n; seed++ {
		func() {
			d := &tape{x: uint64(seed) * 7919}
			w := newWorld(&session.Policy{Config: anyConfig(d), Hours: anyHours(d)})
			w.seed = seed
			defer guard(t, w)
			w.play(d, 60)
			crossed += w.crossed
		}()
	}
	if crossed < n/100 {
		t.Errorf("only %d answers crossed a message", crossed)
	}
}

// A thread that the platform moves takes its state along under a new ID, and keeps every law: its
// numbers go on, so its keys stay unique.
func TestMovedThreads(t *testing.T) {
	n := min(*histories, 800)
	if testing.Short() {
		n = min(n, 150)
	}
	for seed := range n {
		func() {
			d := &tape{x: uint64(seed)*7919 + 77}
			w := newWorld(&session.Policy{Config: anyConfig(d), Hours: anyHours(d)})
			w.seed = seed
			defer guard(t, w)
			for i := range 6 {
				w.s.ID = fmt.Sprintf("telegram/77/-100%d", i)
				w.play(d, 10)
			}
		}()
	}
}
