package routing

import (
	"fmt"
	"strings"
	"time"
)

// Explain says in words whether a conversation waits, since when, what hinders the agents who could
// serve it, and what comes next. It is for people: the wording may change. It looks at every agent.
// It describes the board as of the last call that was given a time.
func (b *Board) Explain(id string) string {
	r, ok := b.requestOf[id]
	if !ok {
		return b.explainWraps(id)
	}
	q := &b.requests[r]
	on := &b.queues[q.queue]
	switch q.state {
	case reserved:
		return fmt.Sprintf("offered to %s from queue %s", b.agents[q.agent].id, on.ID)
	case served:
		return fmt.Sprintf("%s has it", b.agents[q.agent].id)
	case personal:
		return fmt.Sprintf("waiting in queue %s since %s; for %s alone until %s: %s", on.ID, clock(q.since),
			b.agents[q.agent].id, clock(q.until), b.hinders(q, q.agent))
	}
	var x strings.Builder
	fmt.Fprintf(&x, "waiting in queue %s since %s", on.ID, clock(q.since))
	if on.Pull {
		x.WriteString("; agents take from this queue themselves")
	} else {
		fmt.Fprintf(&x, "; stage %d of %d asks agents: %s", q.stage+1, len(on.Stages), b.count(q))
		if next := int(q.stage) + 1; next < len(on.Stages) {
			fmt.Fprintf(&x, "; the next stage asks at %s", clock(q.since+on.Stages[next].After.Microseconds()))
		}
	}
	if on.ttl > 0 {
		fmt.Fprintf(&x, "; the wait ends at %s", clock(q.since+on.ttl))
	}
	return x.String()
}

// explainWraps says who still writes up a conversation that has ended.
func (b *Board) explainWraps(id string) string {
	for i := range b.agents {
		if r, ok := b.wrapOf[wrapKey{id, int32(i)}]; ok {
			return fmt.Sprintf("%s wraps it up until %s", b.agents[i].id, clock(b.requests[r].until))
		}
	}
	return "not on the board"
}

// Words for an agent who is not chosen, in the order in which they are looked for.
var hindrances = [...]string{"without the skill", "excluded", "away", "asked at a later stage", "full", "full for this medium", "free"}

// count counts the agents by what hinders them.
func (b *Board) count(q *request) string {
	var n [len(hindrances)]int
	for i := range b.agents {
		if b.agents[i].known {
			n[b.hindrance(q, int32(i))]++
		}
	}
	var parts []string
	for i, n := range n {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, hindrances[i]))
		}
	}
	if len(parts) == 0 {
		return "there are none"
	}
	return strings.Join(parts, ", ")
}

func (b *Board) hinders(q *request, agent int32) string { return hindrances[b.hindrance(q, agent)] }

// hindrance is the first reason in hindrances for which an agent does not get a request.
func (b *Board) hindrance(q *request, agent int32) int {
	x := &b.agents[agent]
	stage := b.stageIn(agent, q.queue)
	switch {
	case stage < 0:
		return 0
	case q.excludes(agent):
		return 1
	case !x.ready:
		return 2
	case q.state != personal && stage > int(q.stage):
		return 3
	case x.all >= x.limit:
		return 4
	case x.used[q.media] >= x.room[q.media]:
		return 5
	}
	return 6
}

func clock(micros int64) string {
	return time.UnixMicro(micros).UTC().Format("2006-01-02 15:04:05 MST")
}
