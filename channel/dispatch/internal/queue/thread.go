package queue

import "time"

// thread is the queue of one thread.
type thread struct {
	name   string
	jobs   []*Job
	levels [Levels]int32 // how many jobs of each level
	busy   bool          // the first job is out
	until  time.Duration // nothing may leave before

	group *group // where it waits for a permit; nil: it does not
	level int
	wake  time.Duration // when it wakes, if it sleeps
	index int           // in the heap in which it is; -1: in none
}

func (q *Queue) thread(name string) *thread {
	t := q.threads[name]
	if t == nil {
		t = &thread{name: name, index: -1}
		q.threads[name] = t
	}
	return t
}

// place puts a thread where it belongs: with those that wait for a permit, asleep, or forgotten.
func (q *Queue) place(t *thread, now time.Duration) {
	q.leave(t)
	t.wake = t.until
	if len(t.jobs) > 0 {
		t.wake = max(t.wake, t.jobs[0].until)
	}
	switch {
	case t.busy:
	case t.wake > now:
		q.asleep.push(t)
	case len(t.jobs) == 0:
		delete(q.threads, t.name)
	default:
		t.level, t.group = t.highest(), t.jobs[0].group
		t.group.waiting[t.level].push(t)
		q.rank(t.group, t.level)
	}
}

// leave takes a thread out of where it waits or sleeps.
func (q *Queue) leave(t *thread) {
	if g := t.group; g != nil {
		t.group = nil
		g.waiting[t.level].remove(t)
		q.rank(g, t.level)
		return
	}
	q.asleep.remove(t)
}

// highest returns the highest priority that waits in a thread.
func (t *thread) highest() int {
	if t.jobs[0].Last {
		return last
	}
	for level, n := range t.levels {
		if n > 0 {
			return level
		}
	}
	return last
}
