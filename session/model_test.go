package session_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/contactkit/contactkit/session"
)

// drawn lets rapid make, and shrink, the random choices.
type drawn struct{ t *rapid.T }

func (d drawn) n(max int) int { return rapid.IntRange(0, max-1).Draw(d.t, "n") }

// TestStateMachine drives one thread by rapid's actions; every step keeps the laws.
func TestStateMachine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawn{t}
		w := newWorld(&session.Policy{Config: anyConfig(d), Hours: anyHours(d)})
		defer guard(t, w)
		events := 0
		t.Repeat(map[string]func(*rapid.T){
			"event": func(t *rapid.T) {
				events++
				w.step(anyEvent(drawn{t}, w.s, w.now, events))
			},
			"replay": func(t *rapid.T) { w.step(w.again(drawn{t})) },
			"tick":   func(*rapid.T) { w.step(tick) },
			"pause":  func(t *rapid.T) { w.now = w.now.Add(anyPause(drawn{t}, w.now, w.p.Wake(w.s))) },
			"policy": func(t *rapid.T) {
				d := drawn{t}
				w.p = &session.Policy{Config: anyConfig(d), Hours: anyHours(d)}
				if err := w.p.Check(); err != nil {
					broken("%v", err)
				}
				w.step(tick)
			},
			"move": func(t *rapid.T) { w.s.ID = fmt.Sprint("telegram/77/-100", rapid.IntRange(0, 9).Draw(t, "thread")) },
			"":     func(*rapid.T) { w.standing(w.s) },
		})
	})
}
