package queue

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// In any history, Next returns what the rules say, looked for by going through everything.
func TestAgainstGoingThroughEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := New()
		var now time.Duration
		var out, waiting []*Job
		one := func(jobs []*Job, what string) *Job { return rapid.SampledFrom(jobs).Draw(t, what) }
		drop := func(jobs []*Job, j *Job) []*Job {
			return slices.DeleteFunc(jobs, func(other *Job) bool { return other == j })
		}
		for range rapid.IntRange(1, 120).Draw(t, "steps") {
			switch rapid.IntRange(0, 8).Draw(t, "step") {
			case 0, 1, 2:
				account := rapid.IntRange(0, 2).Draw(t, "account")
				j := &Job{Key: fmt.Sprint(q.seq), Thread: fmt.Sprint(account, "/", rapid.IntRange(0, 3).Draw(t, "thread")),
					Wide:  []string{fmt.Sprint("account/", account), "app", rapid.SampledFrom([]string{"text", "media"}).Draw(t, "kind") + fmt.Sprint(account)},
					Level: rapid.IntRange(0, Levels-1).Draw(t, "level"), Last: rapid.IntRange(0, 9).Draw(t, "last") == 0}
				q.Push(j, now)
				waiting = append(waiting, j)
			case 3, 4:
				q.wakeUp(now)
				want := slowPick(q, now)
				got := q.Next(now)
				if want == nil != (got == nil) || want != nil && got != want.jobs[0] {
					t.Fatalf("Next is %+v, want that of %+v", got, want)
				}
				if got != nil {
					waiting, out = drop(waiting, got), append(out, got)
				}
			case 5:
				if len(out) > 0 {
					if j := one(out, "granted"); j.asking {
						q.Granted(j)
					}
				}
			case 6:
				if len(out) > 0 {
					j := one(out, "refused")
					q.Refused(j, rapid.SampledFrom(append(slices.Clone(j.Wide), "thread")).Draw(t, "key"), now+time.Duration(rapid.IntRange(0, 5).Draw(t, "until")), now)
					out, waiting = drop(out, j), append(waiting, j)
				}
			case 7:
				if len(out) > 0 {
					j := one(out, "over")
					out = drop(out, j)
					if rapid.Bool().Draw(t, "again") {
						q.Move(j, append(slices.Clone(j.Wide[:2]), "other"))
						q.Again(j, now+time.Duration(rapid.IntRange(0, 5).Draw(t, "until")), now)
						waiting = append(waiting, j)
					} else {
						q.Done(j, now)
					}
				}
				if len(waiting) > 0 && rapid.Bool().Draw(t, "remove") {
					j := one(waiting, "removed")
					if !q.Remove(j, now) {
						t.Fatal("a job that waits was not removed")
					}
					waiting = drop(waiting, j)
				}
			case 8:
				now += time.Duration(rapid.IntRange(0, 4).Draw(t, "passed"))
			}
			if fault := q.fault(); fault != "" {
				t.Fatal(fault)
			}
			if at, ok := q.Wake(); ok && at > now && slowPick(q, now) == nil {
				q.wakeUp(at - 1)
				if j := slowPick(q, at-1); j != nil {
					t.Fatalf("something may leave before the wake at %v: %+v", at, j)
				}
			}
		}
		for _, j := range out {
			q.Done(j, now)
		}
		for _, j := range waiting {
			q.Remove(j, now)
		}
		q.wakeUp(1 << 40)
		if q.Len()+len(q.groups)+len(q.limits)+q.held.Len()+q.asleep.Len() > 0 {
			t.Fatalf("an empty queue remembers %d threads, %d groups and %d limits", q.Len(), len(q.groups), len(q.limits))
		}
	})
}

// fault says what is wrong in the books of a queue.
func (q *Queue) fault() string {
	jobs := map[*group]int{}
	for name, t := range q.threads {
		var levels [Levels]int32
		for _, j := range t.jobs {
			levels[j.Level]++
			jobs[j.group]++
		}
		waits := t.group != nil && t.group.waiting[t.level].has(t)
		if levels != t.levels || t.index >= 0 != (waits || q.asleep.has(t)) {
			return fmt.Sprintf("thread %s counts %v of %v, and is at %d", name, t.levels, levels, t.index)
		}
	}
	for name, g := range q.groups {
		if g.jobs != jobs[g] || g.jobs == 0 {
			return fmt.Sprintf("group %q counts %d of %d jobs", name, g.jobs, jobs[g])
		}
		delete(jobs, g)
		for level := range q.ready {
			if can := g.waiting[level].Len() > 0 && !g.isHeld(); can != q.ready[level].has(g) || can != (g.index[level] >= 0) {
				return fmt.Sprintf("group %q is at %d of level %d, ready %v", name, g.index[level], level, can)
			}
		}
	}
	held := 0
	for key, limit := range q.limits {
		if limit.until > 0 {
			held++
		}
		if len(limit.groups) == 0 || limit.until > 0 != q.held.has(limit) || limit.until > 0 != (limit.index >= 0) {
			return fmt.Sprintf("limit %q of %d groups is at %d", key, len(limit.groups), limit.index)
		}
	}
	if len(jobs) > 0 || held != q.held.Len() {
		return fmt.Sprintf("%d groups are forgotten, and %d limits held of %d", len(jobs), q.held.Len(), held)
	}
	return ""
}

func (h *indexed[T]) has(item T) bool { return slices.Contains(h.items, item) }

// slowPick is pick by going through all threads.
func slowPick(q *Queue, now time.Duration) *thread {
	var all []*thread
	for _, t := range q.threads {
		free := !t.busy && len(t.jobs) > 0 && t.until <= now && t.jobs[0].until <= now
		for _, key := range firstWide(t) {
			limit := q.limits[key]
			free = free && !limit.asking && limit.until <= now
		}
		if free {
			all = append(all, t)
		}
	}
	best := func(fair bool, threads []*thread) (best *thread) {
		for _, t := range threads {
			switch {
			case best == nil, !fair && t.highest() < best.highest(), (fair || t.highest() == best.highest()) && t.jobs[0].seq < best.jobs[0].seq:
				best = t
			}
		}
		return best
	}
	notLast := slices.DeleteFunc(slices.Clone(all), func(t *thread) bool { return t.highest() == last })
	fair := q.granted%fairEvery == fairEvery-1
	t := best(fair, notLast)
	if t == nil {
		t = best(fair, all)
	}
	if t == nil || q.limits[firstWide(t)[0]].granted%fairEvery != fairEvery-1 {
		return t
	}
	return best(true, slices.DeleteFunc(all, func(other *thread) bool { return firstWide(other)[0] != firstWide(t)[0] }))
}

func firstWide(t *thread) []string {
	if len(t.jobs) == 0 {
		return nil
	}
	return t.jobs[0].Wide
}
