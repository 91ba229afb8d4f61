package queue

import (
	"slices"
	"time"
)

// group holds the threads that wait under the same wide keys, so that one refusal holds them all.
type group struct {
	wide    []string
	limits  []*limit
	jobs    int // that refer to it
	waiting [last + 1]indexed[*thread]
	index   [last + 1]int // in the ready heaps
}

// limit is one wide key. It is closed while a job asks for it, and until an instant.
type limit struct {
	key     string
	groups  []*group
	asking  bool
	until   time.Duration // zero: it is open
	granted int
	index   int // in the heap of those that open at an instant
}

// join finds or makes the group of a job.
func (q *Queue) join(j *Job) {
	g := q.groups[name(j.Wide)]
	if g == nil {
		g = &group{wide: j.Wide}
		for level := range g.waiting {
			g.waiting[level], g.index[level] = threadsByAge, -1
		}
		for _, key := range j.Wide {
			if q.limits[key] == nil {
				q.limits[key] = &limit{key: key, index: -1}
			}
			q.limits[key].groups = append(q.limits[key].groups, g)
			g.limits = append(g.limits, q.limits[key])
		}
		q.groups[name(j.Wide)] = g
	}
	g.jobs++
	j.group = g
}

// part takes a job out of a group, which is forgotten when no job is left in it, and with it its
// limits. A limit that was closed is forgotten too: the limiter will say so again.
func (q *Queue) part(g *group) {
	if g.jobs--; g.jobs > 0 {
		return
	}
	delete(q.groups, name(g.wide))
	for _, limit := range g.limits {
		i := slices.Index(limit.groups, g)
		if limit.groups = slices.Delete(limit.groups, i, i+1); len(limit.groups) == 0 {
			q.held.remove(limit)
			delete(q.limits, limit.key)
		}
	}
}

// refresh puts a limit and its groups where they belong after the limit was opened or closed.
func (q *Queue) refresh(limit *limit) {
	q.held.remove(limit)
	if limit.until > 0 {
		q.held.push(limit)
	}
	for _, g := range limit.groups {
		for level := range g.waiting {
			q.rank(g, level)
		}
	}
}

// rank puts a group where it belongs among those that have a thread of a level that may leave.
func (q *Queue) rank(g *group, level int) {
	if g.index[level] < 0 && g.waiting[level].Len() == 0 {
		return
	}
	q.ready[level].remove(g)
	if g.waiting[level].Len() > 0 && !g.isHeld() {
		q.ready[level].push(g)
	}
}

func (g *group) isHeld() bool {
	return slices.ContainsFunc(g.limits, func(limit *limit) bool { return limit.asking || limit.until > 0 })
}

// oldest returns the thread of a level that has waited longest, or nil.
func (g *group) oldest(level int) *thread {
	t, _ := g.waiting[level].first()
	return t
}
