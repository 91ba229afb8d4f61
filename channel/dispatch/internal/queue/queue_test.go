package queue

import (
	"fmt"
	"testing"
	"time"
)

// job makes one of the account that its thread's name begins with.
func job(thread string, level int, kinds ...string) *Job {
	return &Job{Key: thread, Thread: thread, Level: level, Wide: append([]string{"account/" + thread[:1], "app"}, kinds...)}
}

func push(q *Queue, jobs ...*Job) {
	for _, j := range jobs {
		q.Push(j, 0)
	}
}

func next(t *testing.T, q *Queue, now time.Duration, want *Job) {
	t.Helper()
	if got := q.Next(now); got != want {
		t.Fatalf("at %v: Next = %+v, want %+v", now, got, want)
	}
}

// gone takes a job through its permit and out of the queue.
func gone(t *testing.T, q *Queue, now time.Duration, want *Job) {
	t.Helper()
	next(t, q, now, want)
	q.Granted(want)
	q.Done(want, now)
}

func TestOrderInAThread(t *testing.T) {
	q := New()
	a, b, c := job("1x", 1), job("1x", 1), job("1y", 1)
	push(q, a, b, c)
	next(t, q, 0, a)
	next(t, q, 0, nil) // the account asks
	q.Granted(a)
	next(t, q, 0, c)
	q.Pass(c)
	next(t, q, 0, nil) // both threads are busy
	if q.Out("1x") != a || q.Out("2") != nil {
		t.Error("Out does not name the job that is out")
	}
	q.Done(a, 0)
	gone(t, q, 0, b)
}

func TestPriorityIsChosenWhenThePermitIsThere(t *testing.T) {
	q := New()
	var notices []*Job
	for i := range 30 {
		notices = append(notices, job(fmt.Sprint("1n", i), 2))
	}
	push(q, notices...)
	person := job("1p", 0)
	next(t, q, 0, notices[0])
	push(q, person)
	q.Granted(notices[0])
	next(t, q, 0, person)
}

// A thread has the highest priority that waits in it, as long as that waits.
func TestAThreadHasItsHighestPriority(t *testing.T) {
	q := New()
	notice, robot, person := job("1a", 2), job("1b", 1), job("1a", 0)
	push(q, notice, robot, person)
	gone(t, q, 0, notice)
	if !q.Remove(person, 0) {
		t.Fatal("a job that waits cannot be removed")
	}
	late := job("1a", 2)
	push(q, late)
	gone(t, q, 0, robot)
	gone(t, q, 0, late)
}

func TestEveryTenthGoesToTheOldest(t *testing.T) {
	for _, other := range []string{"1", "2"} { // of the same account, and of another
		q := New()
		old := job(other+"old", 2)
		push(q, old)
		n := 1
		for ; n <= 2*fairEvery; n++ {
			push(q, job(fmt.Sprint("1p", n), 0))
			got := q.Next(0)
			q.Granted(got)
			if got == old {
				break
			}
		}
		if n != fairEvery {
			t.Errorf("the oldest of account %s went as number %d", other, n)
		}
	}
}

// Where another account has the tenths of all, an account still has its own.
func TestEveryTenthOfAnAccount(t *testing.T) {
	q := New()
	var olds []*Job
	for i := range 100 {
		olds = append(olds, job(fmt.Sprint("2old", i), 2))
	}
	push(q, olds...)
	mine := job("1old", 2)
	push(q, mine)
	granted := 0
	for range 200 {
		push(q, job(fmt.Sprint("1p", granted, q.seq), 0))
		got := q.Next(0)
		q.Granted(got)
		if got.Thread[0] == '1' {
			granted++
		}
		if got == mine {
			break
		}
	}
	if granted != fairEvery {
		t.Errorf("the account's oldest went as its number %d, want %d", granted, fairEvery)
	}
}

func TestARefusalHoldsItsKey(t *testing.T) {
	q := New()
	text, media, other := job("1a", 1, "kind/text"), job("1b", 1, "kind/media"), job("2c", 1, "kind/text2")
	push(q, text, media, other)
	next(t, q, 0, text)
	q.Refused(text, "kind/text", 5, 0)
	next(t, q, 0, media) // another kind of the same account
	q.Refused(media, "account/1", 7, 0)
	next(t, q, 0, other) // another account
	q.Granted(other)
	next(t, q, 6, nil)
	if at, ok := q.Wake(); !ok || at != 7 {
		t.Fatalf("wake at %v, %v, want 7", at, ok)
	}
	next(t, q, 7, text)
	q.Refused(text, "thread/1a", 20, 7)
	next(t, q, 7, media)
	q.Granted(media)
	q.Done(media, 8)
	next(t, q, 8, nil)
	next(t, q, 20, text)
}

// A key that several accounts share holds them all, also those that come while it is held.
func TestASharedKey(t *testing.T) {
	q := New()
	a, b, c := job("1a", 1), job("2b", 1), job("3c", 0)
	push(q, a, b)
	next(t, q, 0, a)
	q.Refused(a, "app", 10, 0)
	push(q, c)
	next(t, q, 9, nil)
	gone(t, q, 10, c)
	gone(t, q, 10, a)
	gone(t, q, 10, b)
}

// A retry keeps the job's place and holds up no other thread.
func TestAgain(t *testing.T) {
	q := New()
	a, behind, other := job("1a", 1), job("1a", 0), job("1b", 1)
	push(q, a, behind, other)
	next(t, q, 0, a)
	q.Granted(a)
	q.Again(a, 5, 0)
	gone(t, q, 1, other)
	next(t, q, 4, nil)
	if at, ok := q.Wake(); !ok || at != 5 {
		t.Errorf("wake at %v, %v, want 5", at, ok)
	}
	gone(t, q, 5, a)
	gone(t, q, 5, behind)
}

// A job that waits behind one that was to leave again is free once that one is taken out.
func TestTheWaitOfAJobIsItsOwn(t *testing.T) {
	q := New()
	a, behind := job("1a", 1), job("1a", 1)
	push(q, a, behind)
	next(t, q, 0, a)
	q.Again(a, 50, 0)
	q.Remove(a, 1)
	gone(t, q, 1, behind)
}

func TestHold(t *testing.T) {
	q := New()
	a, b := job("1a", 1), job("1a", 1)
	push(q, a, b)
	gone(t, q, 0, a)
	q.Hold("1a", 10, 0) // later messages wait for the echo
	next(t, q, 5, nil)
	rest := job("1a", 1)
	q.PushFirst(rest, 5) // the rest of what they wait for
	gone(t, q, 5, rest)
	gone(t, q, 5, b)

	q.Hold("1a", 20, 6) // also where nothing waits
	push(q, a)
	next(t, q, 6, nil)
	q.Hold("1a", 0, 7)
	gone(t, q, 7, a)
	if q.Len() != 0 {
		t.Error("the thread is not forgotten")
	}
}

func TestRemove(t *testing.T) {
	q := New()
	a, b := job("1a", 1), job("1a", 0)
	push(q, a, b)
	next(t, q, 0, a)
	if len(q.Behind(a)) != 1 || q.Behind(a)[0] != b {
		t.Errorf("behind the first: %v", q.Behind(a))
	}
	if q.Remove(a, 0) || !q.Remove(b, 0) || q.Remove(b, 0) {
		t.Error("one that is out was removed, or one that waits was not, or one twice")
	}
	q.Granted(a)
	q.Done(a, 0)
	if q.Len() != 0 || len(q.groups) != 0 || len(q.limits) != 0 {
		t.Errorf("%d threads, %d groups and %d limits are not forgotten", q.Len(), len(q.groups), len(q.limits))
	}
}

// A job that goes last goes after all others of its account, but is not forgotten.
func TestLast(t *testing.T) {
	q := New()
	refused := job("1a", 0)
	refused.Last = true
	push(q, refused, job("1a", 0))
	for n := 1; n <= 2*fairEvery; n++ {
		p := job(fmt.Sprint("1p", n), 2)
		push(q, p)
		got := q.Next(0)
		q.Granted(got)
		if got != refused {
			continue
		}
		if n != fairEvery {
			t.Errorf("it went as number %d", n)
		}
		break
	}
	q = New()
	refused = job("1a", 0)
	refused.Last = true
	push(q, refused)
	gone(t, q, 0, refused) // where nothing else waits, at once

	q = New()
	q.granted = fairEvery - 1 // the tenth of all accounts is for others
	p := job("1p", 2)
	push(q, refused, p)
	gone(t, q, 0, p)
}

// The next part of a message may be of another kind.
func TestMove(t *testing.T) {
	q := New()
	text, media := job("1a", 1, "kind/text"), job("1b", 1, "kind/media")
	push(q, text, media)
	next(t, q, 0, text)
	q.Granted(text)
	next(t, q, 0, media)
	q.Refused(media, "kind/media", 9, 0)
	q.Move(text, media.Wide)
	q.Again(text, 0, 0)
	next(t, q, 0, nil)
	gone(t, q, 9, text)
	gone(t, q, 9, media)
	if len(q.groups) != 0 || len(q.limits) != 0 {
		t.Errorf("%d groups and %d limits are not forgotten", len(q.groups), len(q.limits))
	}
}

// After Restart the next nine go by priority.
func TestRestart(t *testing.T) {
	q := New()
	old := job("1old", 2)
	push(q, old)
	for n := range fairEvery - 1 {
		p := job(fmt.Sprint("1p", n), 0)
		push(q, p)
		gone(t, q, 0, p)
	}
	q.Restart("account/1")
	q.granted = 0 // of all accounts
	p := job("1p", 0)
	push(q, p)
	gone(t, q, 0, p)
}
