// Package queue decides which message leaves next. It is arithmetic: it has no clock, no lock and
// no goroutine. Instants are durations since a start that the caller chose.
//
// Jobs wait in threads, and of a thread one job is out at a time. A job falls under limits: that of
// its thread, and wider ones with other threads, named by keys. Threads under the same wide keys
// form a group, which is held while one of its keys is. The caller takes a job with Next, asks a
// limiter for it, and reports Granted or Refused, and in the end Done or Again.
package queue

import (
	"slices"
	"strings"
	"time"
)

// Levels is the number of priorities; level 0 is the highest.
const Levels = 3

// last is the level of threads whose first job goes after all others.
const last = Levels

// fairEvery is how often a permit goes to the thread that has waited longest, whatever its level.
const fairEvery = 10

// A Job is one message that waits in its thread. The caller fills in the exported fields before
// Push and leaves them alone after it.
type Job struct {
	Key    string   // names the job to the caller
	Thread string   // names its thread
	Wide   []string // keys of the limits wider than the thread; the first is the account's
	Level  int      // from 0, the highest priority, to Levels-1
	Last   bool     // its thread goes after all others of its account

	asking bool // it holds its account's turn to ask the limiter
	seq    uint64
	until  time.Duration // it may not leave before
	thread *thread
	group  *group
}

// A Queue orders jobs by thread, priority and age.
type Queue struct {
	threads map[string]*thread
	groups  map[string]*group
	limits  map[string]*limit
	ready   [last + 1]indexed[*group] // groups that are not held and have a thread of the level
	asleep  indexed[*thread]          // threads that may not leave before an instant
	held    indexed[*limit]           // limits that open at an instant
	seq     uint64
	granted int
}

// New returns an empty queue.
func New() *Queue {
	q := &Queue{threads: make(map[string]*thread), groups: make(map[string]*group), limits: make(map[string]*limit), asleep: byWake, held: byOpening}
	for level := range q.ready {
		q.ready[level] = groupsByAge(level)
	}
	return q
}

// Push puts a job at the end of its thread.
func (q *Queue) Push(j *Job, now time.Duration) {
	q.seq++
	j.seq = q.seq
	t := q.enter(j)
	t.jobs = append(t.jobs, j)
	q.place(t, now)
}

// PushFirst puts a job before all that wait in its thread, and ends a Hold of the thread. If a job
// of the thread is out, the new one comes after it.
func (q *Queue) PushFirst(j *Job, now time.Duration) {
	t := q.enter(j)
	at := 0
	if t.busy {
		at = 1
	}
	t.jobs, t.until = slices.Insert(t.jobs, at, j), 0
	q.place(t, now)
}

// enter makes a job one of its thread's, and of its group's.
func (q *Queue) enter(j *Job) *thread {
	t := q.thread(j.Thread)
	j.thread = t
	t.levels[j.Level]++
	q.join(j)
	return t
}

// Next returns the job that should ask for a permit now, or nil. Its thread is busy until Refused,
// Again or Done. Until then or until Granted or Pass, no other job of its account asks: which one
// asks next is chosen when the answer is there.
func (q *Queue) Next(now time.Duration) *Job {
	q.wakeUp(now)
	t := q.pick()
	if t == nil {
		return nil
	}
	j := t.jobs[0]
	t.busy, j.asking = true, true
	q.place(t, now)
	q.limits[j.Wide[0]].asking = true
	q.refresh(q.limits[j.Wide[0]])
	return j
}

// pick returns the thread that goes next: of the highest level, or every tenth time the one that
// has waited longest of all, or of its account.
func (q *Queue) pick() *thread {
	fair := q.granted%fairEvery == fairEvery-1
	var best *thread
	for level := range q.ready {
		if best != nil && (!fair || level == last) {
			break
		}
		if g, ok := q.ready[level].first(); ok {
			best = older(best, g.oldest(level))
		}
	}
	if best == nil {
		return nil
	}
	account := q.limits[best.group.wide[0]]
	if account.granted%fairEvery != fairEvery-1 {
		return best
	}
	for _, g := range account.groups {
		for level := range g.waiting {
			if !g.isHeld() {
				best = older(best, g.oldest(level))
			}
		}
	}
	return best
}

// older returns the one of two threads whose first job has waited longer. Either may be nil.
func older(a, b *thread) *thread {
	if a == nil || b != nil && b.jobs[0].seq < a.jobs[0].seq {
		return b
	}
	return a
}

// Granted says that a job has its permits: others of its account may ask.
func (q *Queue) Granted(j *Job) {
	q.granted++
	q.limits[j.Wide[0]].granted++
	q.Pass(j)
}

// Pass says that a job asks for no permit now: others of its account may ask.
func (q *Queue) Pass(j *Job) {
	if !j.asking {
		return
	}
	j.asking = false
	q.limits[j.Wide[0]].asking = false
	q.refresh(q.limits[j.Wide[0]])
}

// Refused says that there is no permit of a key before until. A wide key holds everything under it,
// any other the job's thread. The job stays the first of its thread.
func (q *Queue) Refused(j *Job, key string, until, now time.Duration) {
	if g := q.limits[key]; g != nil && slices.Contains(j.Wide, key) {
		g.until = max(g.until, until)
		q.refresh(g)
	}
	q.Again(j, until, now)
}

// Again says that a job is not out any more, and is to leave once more, not before until. It stays
// the first of its thread.
func (q *Queue) Again(j *Job, until, now time.Duration) {
	q.Pass(j)
	j.thread.busy, j.until = false, until
	q.place(j.thread, now)
}

// Move gives a job that is out other wide keys: its next part may be of another kind. The first
// key, the account's, must stay.
func (q *Queue) Move(j *Job, wide []string) {
	old := j.group
	j.Wide = wide
	q.join(j)
	q.part(old)
}

// Done takes out a job that is out.
func (q *Queue) Done(j *Job, now time.Duration) {
	q.Pass(j)
	j.thread.busy = false
	q.Remove(j, now)
}

// Remove takes out a job, unless it is out, and reports whether it could.
func (q *Queue) Remove(j *Job, now time.Duration) bool {
	t := j.thread
	i := slices.Index(t.jobs, j)
	if i < 0 || i == 0 && t.busy {
		return false
	}
	q.leave(t)
	t.jobs = slices.Delete(t.jobs, i, i+1)
	t.levels[j.Level]--
	q.part(j.group)
	q.place(t, now)
	return true
}

// Hold keeps a thread from leaving before until, also one without jobs; an until that has passed
// frees it.
func (q *Queue) Hold(name string, until, now time.Duration) {
	t := q.thread(name)
	t.until = until
	q.place(t, now)
}

// Behind returns the jobs that wait behind a job in its thread, in their order.
func (q *Queue) Behind(j *Job) []*Job {
	i := slices.Index(j.thread.jobs, j)
	return slices.Clone(j.thread.jobs[i+1:])
}

// Before returns the jobs that wait before a job in its thread and are not out, in their order.
func (q *Queue) Before(j *Job) []*Job {
	t := j.thread
	from := 0
	if t.busy {
		from = 1
	}
	return slices.Clone(t.jobs[from:max(from, slices.Index(t.jobs, j))])
}

// Out returns the job of a thread that is out, or nil.
func (q *Queue) Out(name string) *Job {
	if t := q.threads[name]; t != nil && t.busy {
		return t.jobs[0]
	}
	return nil
}

// Restart begins the count of an account's permits anew, so that the next nine go by priority.
func (q *Queue) Restart(key string) {
	if g := q.limits[key]; g != nil {
		g.granted = 0
	}
}

// Len returns the number of threads that are remembered.
func (q *Queue) Len() int { return len(q.threads) }

// Wake returns when Next should be called again if nothing else happens; not ok: never.
func (q *Queue) Wake() (at time.Duration, ok bool) {
	if t, sleeps := q.asleep.first(); sleeps {
		at, ok = t.wake, true
	}
	if g, waits := q.held.first(); waits && (!ok || g.until < at) {
		at, ok = g.until, true
	}
	return at, ok
}

// wakeUp places the threads and opens the limits that are due.
func (q *Queue) wakeUp(now time.Duration) {
	for t, ok := q.asleep.first(); ok && t.wake <= now; t, ok = q.asleep.first() {
		q.place(t, now)
	}
	for g, ok := q.held.first(); ok && g.until <= now; g, ok = q.held.first() {
		g.until = 0
		q.refresh(g)
	}
}

// name is a set of keys as one.
func name(wide []string) string { return strings.Join(wide, "\x00") }
