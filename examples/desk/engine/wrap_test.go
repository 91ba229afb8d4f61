package engine_test

import (
	"errors"
	"testing"
	"time"

	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/metrics"
)

// An agent's place stays taken until the code is entered. The figures have the code.
func TestWrapUp(t *testing.T) {
	b := newBench(t, says())
	b.serve()
	agent := b.state().Agent
	load := func() (n int) {
		t.Helper()
		if err := b.store.View(t.Context(), func(tx *store.Tx) (err error) { n, err = tx.Load(agent); return err }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if err := b.Act(t.Context(), "close", b.thread, session.Event{Kind: session.CloseRequested, By: session.Agent, Agent: agent}); err != nil {
		t.Fatal(err)
	}
	if s := b.state(); s.Phase != session.PhaseClosed || load() != 1 {
		t.Fatalf("%v, %d places taken", s.Phase, load())
	}
	for _, code := range []string{"old", "none"} {
		if err := b.Wrapped(t.Context(), agent, b.thread, code); !errors.Is(err, engine.ErrCode) || load() != 1 {
			t.Errorf("the code %s is taken: %v, %d places taken", code, err, load())
		}
	}
	if err := b.Wrapped(t.Context(), "another", b.thread, "complaint"); err != nil || load() != 1 {
		t.Errorf("another agent ends it: %v, %d places taken", err, load())
	}
	for range 2 { // a form that is sent twice
		if err := b.Wrapped(t.Context(), agent, b.thread, "complaint"); err != nil || load() != 0 {
			t.Errorf("%v, %d places taken", err, load())
		}
	}
	shown := 0
	for _, m := range b.messages() {
		if m.Side == store.Desk && locale.Told(m.Text).English() == "Anna entered: complaint." {
			shown++
		}
	}
	if shown != 1 {
		t.Errorf("the code is shown %d times", shown)
	}
	err := b.store.View(t.Context(), func(tx *store.Tx) error {
		all, err := tx.Figures(time.Time{}, time.Now().Add(time.Hour))
		if err != nil {
			return err
		}
		c := all.Total(metrics.Filter{Measure: metrics.Wrapped, Agent: agent, Code: "complaint"})
		if c.N() != 1 {
			t.Errorf("%d figures with the code", c.N())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
