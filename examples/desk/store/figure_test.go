package store

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/contactkit/contactkit/session/metrics"
)

// Figures of quarter hours that are over become one row each, and say the same as before.
func TestCompactFigures(t *testing.T) {
	s := open(t)
	sheet := func(tx *Tx) []byte {
		t.Helper()
		all, err := tx.Figures(noon.Add(-time.Hour), noon.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		b, _ := all.AppendBinary(nil)
		return b
	}
	rows := func(tx *Tx) int {
		t.Helper()
		n, err := one(tx, value[int], `SELECT count(*) FROM figure`)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	err := s.Do(t.Context(), func(tx *Tx) error {
		for i := range 12 { // of four quarter hours
			one, err := metrics.NewSheet(Levels...)
			if err != nil {
				return err
			}
			at := noon.Add(time.Duration(i-6) * 5 * time.Minute)
			one.Add(metrics.Dimensions{Measure: metrics.Wait, Queue: fmt.Sprint("q", i%2)}, at, time.Duration(i)*time.Minute)
			if err := tx.AddFigures(one, at); err != nil {
				return err
			}
		}
		before := sheet(tx)
		for range 2 {
			if err := tx.CompactFigures(noon.Add(10 * time.Minute)); err != nil {
				return err
			}
			if n := rows(tx); n != 2+6 { // the last two quarter hours are not over
				t.Errorf("%d rows", n)
			}
		}
		if !bytes.Equal(sheet(tx), before) {
			t.Error("the figures are others than before")
		}
		return tx.AddFigures(new(metrics.Sheet), noon)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSpan(t *testing.T) {
	s := open(t)
	at := thread("x", 1)
	err := s.Do(t.Context(), func(tx *Tx) error {
		if p, err := tx.Span(at); err != nil || p != (metrics.Span{}) {
			t.Errorf("of a new thread: %+v, %v", p, err)
		}
		for _, want := range []metrics.Span{{Session: 1, Began: 5, Queue: "q"}, {Session: 1}} {
			if err := tx.SaveSpan(at, want); err != nil {
				return err
			}
			if p, err := tx.Span(at); err != nil || p != want {
				t.Errorf("%+v, %v, want %+v", p, err, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
