package store

import (
	"testing"
)

// A store whose disk is full can begin a transaction, but fails its probe.
func TestProbe(t *testing.T) {
	s, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	limit := func(pages string) {
		t.Helper()
		err := s.Do(t.Context(), func(tx *Tx) error {
			_, err := tx.exec(`PRAGMA max_page_count = ` + pages)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	limit("1") // SQLite makes it as many as the file has
	if err := s.Do(t.Context(), func(*Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if err := s.Probe(t.Context()); err == nil {
		t.Error("a store whose disk is full passes its probe")
	}
	limit("1000000")
	if err := s.Probe(t.Context()); err != nil {
		t.Errorf("once there is room: %v", err)
	}
}
