package store

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/bcrypt"
)

// A queue's name may have blanks.
// A role may do what those before it may; an unknown one may do nothing.
func TestMay(t *testing.T) {
	for i, role := range append([]string{"", "another"}, Roles...) {
		for j, asked := range Roles {
			if got, want := (Person{Role: role}).May(asked), i-2 >= j; got != want {
				t.Errorf("%q may do what %s does: %t", role, asked, got)
			}
		}
		if (Person{Role: role}).May("another") {
			t.Errorf("%q may do what an unknown role does", role)
		}
	}
}

func TestQueuesOfPerson(t *testing.T) {
	s := open(t)
	want := Person{ID: "ann", Name: "Ann", Role: RoleAgent, Queues: []string{"second level", "billing"}, Levels: map[string]uint8{"billing": 7}, Room: 2}
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

func TestSignInOfStrangers(t *testing.T) {
	s := open(t)
	former := unknownPerson
	defer func() { unknownPerson = former }()
	const theirs = "a lucky guess"
	lucky, err := bcrypt.GenerateFromPassword([]byte(theirs), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	unknownPerson = func() []byte { return lucky }
	if token, err := s.SignIn(t.Context(), "stranger", theirs, time.Now().Add(time.Hour)); !errors.Is(err, ErrSignIn) || token != "" {
		t.Errorf("%q, %v: an error of another kind tells that there is no such name", token, err)
	}
}

// hash is what is stored of a person's password.
func hash(t *testing.T, s *Store, id string) (stored []byte) {
	t.Helper()
	err := s.View(t.Context(), func(tx *Tx) (err error) {
		stored, err = one(tx, value[[]byte], `SELECT password FROM person WHERE id = ?`, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

// Who began to sign in with the former password is not let in after it was changed.
func TestSignInMeetsAChange(t *testing.T) {
	s, now := open(t), time.Now()
	ann := Person{ID: "ann", Name: "Ann", Role: RoleAgent, Room: 2}
	if err := s.PutPerson(t.Context(), ann, "a long password"); err != nil {
		t.Fatal(err)
	}
	former := hash(t, s, "ann")
	token, err := s.signIn(t.Context(), "ann", former, now.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.PutPerson(t.Context(), ann, "another password"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SignedIn(t.Context(), token, now); !errors.Is(err, ErrNotFound) {
		t.Errorf("a reset leaves the sign-in: %v", err)
	}
	if token, err := s.signIn(t.Context(), "ann", former, now.Add(time.Hour)); !errors.Is(err, ErrSignIn) || token != "" {
		t.Errorf("the former password: %q, %v", token, err)
	}
	if _, err := s.SignIn(t.Context(), "ann", "another password", now.Add(time.Hour)); err != nil {
		t.Errorf("the present password: %v", err)
	}
}
