package queue

import (
	"slices"
	"time"
)

// group holds the threads that wait under the same wide keys, so that one refusal holds them all.
type group struct {
	wide    []string
	gates   []*gate
	jobs    int // that refer to it
	waiting [last + 1]indexed[*thread]
	index   [last + 1]int // in the ready heaps
}

// gate is one wide key. It is closed while a job asks for it, and until an instant.
type gate struct {
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
			if q.gates[key] == nil {
				q.gates[key] = &gate{key: key, index: -1}
			}
			q.gates[key].groups = append(q.gates[key].groups, g)
			g.gates = append(g.gates, q.gates[key])
		}
		q.groups[name(j.Wide)] = g
	}
	g.jobs++
	j.group = g
}

// part takes a job out of a group, which is forgotten when no job is left in it, and with it its
// gates. A gate that was closed is forgotten too: the limiter will say so again.
func (q *Queue) part(g *group) {
	if g.jobs--; g.jobs > 0 {
		return
	}
	delete(q.groups, name(g.wide))
	for level := range q.ready {
		q.ready[level].remove(g)
	}
	for _, gate := range g.gates {
		i := slices.Index(gate.groups, g)
		if gate.groups = slices.Delete(gate.groups, i, i+1); len(gate.groups) == 0 {
			q.held.remove(gate)
			delete(q.gates, gate.key)
		}
	}
}

// refresh puts a gate and its groups where they belong after the gate was opened or closed.
func (q *Queue) refresh(gate *gate) {
	q.held.remove(gate)
	if gate.until > 0 && len(gate.groups) > 0 {
		q.held.push(gate)
	}
	for _, g := range gate.groups {
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
	return slices.ContainsFunc(g.gates, func(gate *gate) bool { return gate.asking || gate.until > 0 })
}

// oldest returns the thread of a level that has waited longest, or nil.
func (g *group) oldest(level int) *thread {
	t, _ := g.waiting[level].first()
	return t
}
