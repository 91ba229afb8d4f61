package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/session"
)

func TestStagesAndRooms(t *testing.T) {
	s := open(t)
	if err := s.PutPerson(t.Context(), Person{ID: "ann", Name: "Ann", Role: RoleAgent}, "a long password"); err != nil {
		t.Fatal(err)
	}
	err := s.Do(t.Context(), func(tx *Tx) error {
		for _, want := range [][]Stage{{{Level: 7}, {After: time.Minute}}, {{Level: 3}}, nil} {
			if err := tx.SetStages("claims", want...); err != nil {
				return err
			}
			got, err := tx.Stages("claims")
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("stages, %v (-want +got):\n%s", err, diff)
			}
		}
		for _, want := range []map[string]int{{"telegram": 2, "twitter": 0}, {"facebook": 1}, {}} {
			if err := tx.SetRooms("ann", want); err != nil {
				return err
			}
			got, err := tx.Rooms("ann")
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("rooms, %v (-want +got):\n%s", err, diff)
			}
		}
		serves := func(platform string, n int, phase session.Phase) Conversation {
			at := thread(platform, n)
			return Conversation{Thread: at, State: session.State{ID: at.Key(), V: session.Version, Phase: phase, Agent: "ann"}}
		}
		for _, c := range []Conversation{
			serves("telegram", 1, session.PhaseAgent), serves("telegram", 2, session.PhaseHold), serves("x", 3, session.PhaseAgent), serves("x", 4, session.PhaseClosed),
		} {
			if err := tx.SaveConversation(c); err != nil {
				return err
			}
		}
		if err := tx.AddHelper(thread("x", 4), "ann", session.Consulted); err != nil {
			return err
		}
		got, err := tx.Loads("ann")
		if diff := cmp.Diff(map[string]int{"telegram": 2, "x": 2}, got); diff != "" {
			t.Errorf("loads (-want +got):\n%s", diff)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
