package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

// here is the conversation of these tests.
var here = thread("telegram", 42)

func do(t *testing.T, s *Store, f func(*Tx) error) {
	t.Helper()
	if err := s.Do(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func queues(t *testing.T, s *Store) (list []string) {
	t.Helper()
	err := s.View(t.Context(), func(tx *Tx) (err error) {
		list, err = tx.Queues()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// Jobs that come together do not share their fate: the one that fails is taken back, with what it
// did, and runs no After.
func TestAJobFailsAlone(t *testing.T) {
	s := open(t)
	var wg sync.WaitGroup
	broken := errors.New("broken")
	var mu sync.Mutex
	var after []string
	errs := make([]error, 20)
	for i := range errs {
		name := fmt.Sprintf("q%02d", i)
		wg.Go(func() {
			errs[i] = s.Do(t.Context(), func(tx *Tx) error {
				tx.After(func() { mu.Lock(); after = append(after, name); mu.Unlock() })
				if err := tx.AddQueue(name); err != nil || i%3 != 0 {
					return err
				}
				return broken
			})
		})
	}
	wg.Wait()
	var want []string
	for i, err := range errs {
		if i%3 == 0 {
			if !errors.Is(err, broken) {
				t.Errorf("job %d: %v", i, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("job %d: %v", i, err)
		}
		want = append(want, fmt.Sprintf("q%02d", i))
	}
	if diff := cmp.Diff(want, queues(t, s)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
	if len(after) != len(want) {
		t.Errorf("After ran for %d jobs, %d were committed", len(after), len(want))
	}
}

// Changes that Do has confirmed are there when the file is opened again; changes after Close are
// refused, not lost in silence.
func TestCloseAndOpen(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	do(t, s, func(tx *Tx) error { return tx.AddQueue("kept") })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Do(t.Context(), func(tx *Tx) error { return tx.AddQueue("late") }); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	if s, err = Open(dir); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if diff := cmp.Diff([]string{"kept"}, queues(t, s)); diff != "" {
		t.Errorf("after opening again (-want +got):\n%s", diff)
	}
}

// A caller who has gone away before his turn gets his error, and nothing is done for him.
func TestContextOfAJob(t *testing.T) {
	s := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := s.Do(ctx, func(tx *Tx) error { return tx.AddQueue("nobody's") })
	if !errors.Is(err, context.Canceled) || len(queues(t, s)) != 0 {
		t.Errorf("%v, queues %q", err, queues(t, s))
	}
}

func messages(t *testing.T, s *Store) (list []Message) {
	t.Helper()
	err := s.View(t.Context(), func(tx *Tx) (err error) {
		list, err = tx.Messages(here, 100)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A message is stored once, whether it comes again under its own key or under the platform's name.
func TestMessageOnce(t *testing.T) {
	s := open(t)
	add := func(key, id string) (seq int64) {
		do(t, s, func(tx *Tx) (err error) {
			seq, err = tx.AddMessage(Message{Thread: here, Key: key, Side: Customer, At: noon, Message: channel.Message{ID: id, Text: "hello"}})
			return err
		})
		return seq
	}
	if first, again, named := add("a", "m1"), add("a", "m2"), add("b", "m1"); first != 1 || again != 0 || named != 0 {
		t.Errorf("stored as %d, %d, %d", first, again, named)
	}
	if other := add("c", "m3"); other == 0 {
		t.Error("another message was taken for the same")
	}
}

// An edit that changes what is read is marked; one that does not, such as Telegram's for a link's
// preview, is not.
func TestEditIsMarkedIfItShows(t *testing.T) {
	s := open(t)
	said := channel.Message{ID: "m1", Text: "see example.com"}
	do(t, s, func(tx *Tx) error {
		_, err := tx.AddMessage(Message{Thread: here, Key: "a", Side: Customer, At: noon, Message: said})
		return err
	})
	edit := func(m channel.Message) bool {
		do(t, s, func(tx *Tx) error { return tx.EditMessage(here, m) })
		return messages(t, s)[0].Edited
	}
	if edit(said) {
		t.Error("an edit without a change is marked")
	}
	said.Text = "see example.org"
	if !edit(said) || messages(t, s)[0].Text != said.Text {
		t.Error("a real edit is not shown")
	}
}

// Receipts mark what was said until then, and never step back.
func TestReceipts(t *testing.T) {
	s := open(t)
	do(t, s, func(tx *Tx) error {
		for i, side := range []Side{Agent, Customer, Robot, Notice} {
			m := Message{Thread: here, Key: fmt.Sprint("k", i), Side: side, At: noon.Add(time.Duration(i) * time.Minute), State: Sent, Message: channel.Message{ID: fmt.Sprint("m", i)}}
			if _, err := tx.AddMessage(m); err != nil {
				return err
			}
		}
		return nil
	})
	states := func(f func(*Tx) error) (list []string) {
		do(t, s, f)
		for _, m := range messages(t, s) {
			list = append(list, m.State)
		}
		return list
	}
	steps := []struct {
		what string
		do   func(*Tx) error
		want []string
	}{
		{"read by name", func(tx *Tx) error { return tx.Receipt(here, Read, []string{"m0"}, time.Time{}) }, []string{Read, Sent, Sent, Sent}},
		{"delivered by time", func(tx *Tx) error { return tx.Receipt(here, Delivered, nil, noon.Add(2*time.Minute)) }, []string{Read, Sent, Delivered, Sent}},
		{"of an unknown name", func(tx *Tx) error { return tx.Receipt(here, Read, []string{"", "m9"}, time.Time{}) }, []string{Read, Sent, Delivered, Sent}},
		{"sent, late", func(tx *Tx) error { return tx.SetState(3, Sent, "") }, []string{Read, Sent, Delivered, Sent}},
		{"read to the end", func(tx *Tx) error { return tx.Receipt(here, Read, []string{"m3"}, time.Time{}) }, []string{Read, Sent, Read, Read}},
	}
	for _, step := range steps {
		if diff := cmp.Diff(step.want, states(step.do)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.what, diff)
		}
	}
}

// A path out of the folder of media is no name of a file.
func TestMediaStaysInItsFolder(t *testing.T) {
	for _, id := range []string{"", ".", "..", "../desk.db", "a/b", "/etc/passwd", ".hidden"} {
		if path, err := mediaFolder(t.TempDir()).path(id); err == nil {
			t.Errorf("%q leads to %s", id, path)
		}
	}
}

// The folder may be one that everybody reads: the credentials in the file are not everybody's.
func TestFileIsItsOwners(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "desk.db"), nil, 0o644); err != nil { // of an earlier desk
		t.Fatal(err)
	}
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.PutPerson(t.Context(), Person{ID: "ann", Name: "Ann", Role: RoleAgent}, "a long password"); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) < 3 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, path := range files {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode&0o077 != 0 {
			t.Errorf("%s: %v", filepath.Base(path), mode)
		}
	}
}
