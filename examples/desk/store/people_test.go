package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A queue's name may have blanks.
func TestQueuesOfPerson(t *testing.T) {
	s := open(t)
	want := Person{ID: "ann", Name: "Ann", Role: RoleAgent, Queues: []string{"second level", "billing"}, Room: 2}
	if err := s.PutPerson(t.Context(), want, "a long password"); err != nil {
		t.Fatal(err)
	}
	var got Person
	if err := s.View(t.Context(), func(tx *Tx) (err error) { got, err = tx.Person("ann"); return err }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("person (-want +got):\n%s", diff)
	}
}
