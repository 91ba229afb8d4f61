package queue

import (
	"slices"
	"testing"
)

// A job that was passed over has no turn to give back: its end does not end another job's.
func TestPassGivesATurnBackOnce(t *testing.T) {
	q := New()
	a, b, c := job("1a", 1), job("1b", 1), job("1c", 1)
	push(q, a, b, c)
	next(t, q, 0, a)
	q.Pass(a)
	next(t, q, 0, b)
	q.Done(a, 0)
	next(t, q, 0, nil) // b asks
	q.Granted(b)
	next(t, q, 0, c)
}

// A job that is pushed before all others goes behind the one that is out.
func TestAJobThatIsOutStaysFirst(t *testing.T) {
	q := New()
	a, b, first := job("1a", 1), job("1a", 1), job("1a", 1)
	push(q, a, b)
	next(t, q, 0, a)
	q.Granted(a)
	q.PushFirst(first, 0)
	if got := q.Behind(a); !slices.Equal(got, []*Job{first, b}) {
		t.Errorf("behind the one that is out: %v", got)
	}
	if got := q.Before(b); !slices.Equal(got, []*Job{first}) {
		t.Errorf("before the last one: %v", got)
	}
	q.Done(a, 0)
	gone(t, q, 0, first)
	gone(t, q, 0, b)
}
