package engine_test

import (
	"testing"
	"time"

	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/metrics"
)

// The time for which an agent was ready is counted once it is over, and not twice if the agent says
// so again.
func TestReadyTimeIsCounted(t *testing.T) {
	b := newBench(t, says())
	for _, ready := range []bool{true, true, false, false} {
		if err := b.Ready(t.Context(), "anna", ready); err != nil {
			t.Fatal(err)
		}
	}
	err := b.store.View(t.Context(), func(tx *store.Tx) error {
		all, err := tx.Figures(time.Time{}, time.Now().Add(time.Hour))
		if err != nil {
			return err
		}
		c := all.Total(metrics.Filter{Measure: metrics.Ready, Agent: "anna"})
		if c.N() != 1 || metrics.Duration(c.Max()) > time.Minute {
			t.Errorf("%d times, the longest %v", c.N(), metrics.Duration(c.Max()))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A desk that is killed while an agent leaves goes on with it: the conversations that were not
// given back yet are tasks.
func TestLeavingSurvivesAKill(t *testing.T) {
	b := newBench(t, says())
	b.serve()
	b.stop()
	s, err := b.open()
	if err != nil {
		t.Fatal(err)
	}
	err = s.Do(t.Context(), func(tx *store.Tx) error {
		return tx.AddTask(store.Task{Key: "left/anna/1", Kind: store.Leave, Thread: b.thread, Data: "anna"})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b.start()
	b.rest()
	if s := b.state(); s.Agent == "anna" && s.Phase == session.PhaseAgent {
		t.Errorf("anna has left, and still serves: %v", s.Phase)
	}
}
