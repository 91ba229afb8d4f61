package selftest

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// A wait lasts as long as a slow machine needs, and ends where the desk hangs or its journey does.
func TestPoll(t *testing.T) {
	after := func(d time.Duration) func() bool {
		start := time.Now()
		return func() bool { return time.Since(start) >= d }
	}
	never := func() bool { return false }
	synctest.Test(t, func(t *testing.T) {
		b := &bench{ctx: t.Context()}
		if err := b.poll(after(90 * time.Second)); err != nil {
			t.Errorf("what comes after 90 s: %v", err)
		}
		if err := b.poll(never); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("what never comes: %v, want context.DeadlineExceeded", err)
		}
		ctx, stop := context.WithCancelCause(t.Context())
		b = &bench{ctx: ctx}
		b.stuck = time.AfterFunc(stuckAfter, func() { stop(errStuck) })
		for range 20 { // together longer than the bound of one
			b.stuck.Reset(stuckAfter)
			if err := b.poll(after(90 * time.Second)); err != nil {
				t.Fatalf("a journey after the other: %v", err)
			}
		}
		time.Sleep(stuckAfter - time.Minute - 90*time.Second)
		if err := b.poll(never); !errors.Is(err, errStuck) {
			t.Errorf("a journey that hangs: %v, want %v", err, errStuck)
		}
	})
}
