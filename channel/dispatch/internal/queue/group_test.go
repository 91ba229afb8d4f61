package queue

import "testing"

// Of a limit that is forgotten nothing wakes the caller.
func TestRemoveWhileItsLimitIsHeld(t *testing.T) {
	q := New()
	a := job("1a", 1)
	push(q, a)
	next(t, q, 0, a)
	q.Refused(a, "app", 10, 0)
	if at, ok := q.Wake(); !ok || at != 10 {
		t.Errorf("Wake = %v, %v, want 10", at, ok)
	}
	if !q.Remove(a, 0) {
		t.Error("the job was not removed")
	}
	if at, ok := q.Wake(); ok {
		t.Errorf("Wake = %v though nothing waits", at)
	}
}
