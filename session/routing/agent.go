package routing

import (
	"math"
	"time"
)

// An Agent is a person who serves.
type Agent struct {
	ID    string
	Ready bool // takes conversations now
	All   int  // conversations at once; 0: none
	// Room is the number of conversations at once, by medium. A missing medium is limited by All
	// alone.
	Room   map[string]int
	Skills map[string]uint8 // the level, by skill
	// Got and Back are what [Board.Stamps] returned, for an agent whom the board does not know yet.
	// If Back is 0, the agent counts as one who became ready now.
	Got, Back int64
}

// An agent is an Agent on the board. Before the first Set an agent is only mentioned by requests
// and not known.
type agent struct {
	id        string
	known     bool
	ready     bool
	all       int // places taken
	limit     int // of all
	used      [MaxMedia]int
	room      [MaxMedia]int
	got, back int64   // stamps: the last conversation got; the last change of availability
	seats     []int32 // one for each queue that the agent can serve, in the order of queues
	seated    uint8   // the set of media under which the seats are in lines; 0: in no line
	mine      line    // requests that wait for this agent alone
	fans      line    // requests that would wait for this agent if the skills were there
}

// A seat is an agent's place in the choice for one queue.
type seat struct {
	agent, queue int32
	stage        int
	sum          int // of the levels that the stage asks for
}

// agent is the number of an agent, known or only mentioned.
func (b *Board) agent(id string) int32 {
	i, ok := b.agentOf[id]
	if !ok {
		i = int32(len(b.agents))
		b.agentOf[id] = i
		b.agents = append(b.agents, agent{id: id})
	}
	return i
}

// has reports whether the agent may get one more conversation of a medium.
func (a *agent) has(media uint8) bool {
	return a.ready && a.all < a.limit && a.used[media] < a.room[media]
}

// Set tells of an agent, new or changed: ready or away, other skills, other limits. Conversations
// that the agent has stay. An agent who has left the desk is set with Ready false.
func (b *Board) Set(a Agent, now time.Time) []Choice {
	b.begin(now)
	i := b.agent(a.ID)
	b.unseat(i)
	x := &b.agents[i]
	switch {
	case !x.known && a.Back != 0:
		x.got, x.back = max(x.got, a.Got), max(x.back, a.Back)
		b.stamp = max(b.stamp, a.Got, a.Back)
	case !x.known, a.Ready && !x.ready:
		x.back = b.mark()
	}
	x.known, x.ready, x.limit = true, a.Ready, a.All
	for m, media := range b.media {
		x.room[m] = math.MaxInt
		if n, ok := a.Room[media]; ok {
			x.room[m] = n
		}
	}
	b.learn(i, a.Skills)
	b.prefers(i)
	b.match(i)
	return b.out
}

// Stamps are the marks that order an agent among equals, to be kept in the agent's row: when the
// agent last got a conversation, and when the agent last gave one back or became ready. They are
// microseconds since 1970, a different number for each change. For an unknown agent they are 0.
func (b *Board) Stamps(agent string) (got, back int64) {
	i, ok := b.agentOf[agent]
	if !ok {
		return 0, 0
	}
	return b.agents[i].got, b.agents[i].back
}

// learn gives an agent a seat in every queue that the skills allow.
func (b *Board) learn(i int32, skills map[string]uint8) {
	x := &b.agents[i]
	b.spare = append(b.spare, x.seats...)
	x.seats = x.seats[:0]
	for q := range b.queues {
		stage, sum := able(&b.queues[q], skills)
		if stage < 0 {
			continue
		}
		var s int32
		if n := len(b.spare); n > 0 {
			s, b.spare = b.spare[n-1], b.spare[:n-1]
		} else {
			s = int32(len(b.seats))
			b.seats = append(b.seats, seat{})
			b.seatPlace = append(b.seatPlace, -1)
		}
		b.seats[s] = seat{i, int32(q), stage, sum}
		x.seats = append(x.seats, s)
	}
}

// able finds the first stage of a queue that an agent meets, or -1, and the sum of the levels.
func able(q *queue, skills map[string]uint8) (stage, sum int) {
next:
	for i, s := range q.Stages {
		sum = 0
		for _, n := range s.Needs {
			level, ok := skills[n.Skill]
			if !ok || level < n.Level {
				continue next
			}
			sum += int(level)
		}
		return i, sum
	}
	return -1, 0
}

// stageIn is the first stage of a queue that asks an agent, or -1.
func (b *Board) stageIn(i, queue int32) int {
	for _, s := range b.agents[i].seats {
		if b.seats[s].queue == queue {
			return b.seats[s].stage
		}
	}
	return -1
}

// prefers moves requests to and from an agent whose skills have changed: requests do not wait
// for an agent who cannot serve their queue.
func (b *Board) prefers(i int32) {
	x := &b.agents[i]
	for n := len(x.mine) - 1; n >= 0; n-- {
		if id := x.mine[n].id; b.stageIn(i, b.requests[id].queue) < 0 {
			b.loosen(id)
			n = min(n+1, len(x.mine)) // another request has moved to n
		}
	}
	for n := len(x.fans) - 1; n >= 0; n-- {
		id := x.fans[n].id
		if q := &b.requests[id]; q.until > b.now && b.stageIn(i, q.queue) >= 0 {
			b.loosen(id)
			n = min(n+1, len(x.fans))
		}
	}
}

// unseat takes an agent out of all choices.
func (b *Board) unseat(i int32) {
	x := &b.agents[i]
	if x.seated != 0 {
		for _, s := range x.seats {
			seat := &b.seats[s]
			b.readyAt(seat.queue, seat.stage, x.seated).remove(b.seatPlace, s)
		}
		x.seated = 0
	}
}

// seat puts an agent into the choices that the agent has room for, in the present order.
func (b *Board) seat(i int32) {
	x := &b.agents[i]
	var open uint8
	for m := range b.media {
		if x.has(uint8(m)) {
			open |= 1 << m
		}
	}
	if open != x.seated {
		b.unseat(i)
	}
	if x.seated = open; open == 0 {
		return
	}
	for _, s := range x.seats {
		seat := &b.seats[s]
		if !b.queues[seat.queue].Pull {
			b.readyAt(seat.queue, seat.stage, open).put(b.seatPlace, b.rank(x, s))
		}
	}
}

// rank orders the agents of a choice: the smaller is chosen.
func (b *Board) rank(x *agent, s int32) entry {
	available := max(x.got, x.back)
	switch seat := &b.seats[s]; b.queues[seat.queue].Select {
	case RoundRobin:
		return entry{x.got, x.back, s}
	case LeastSkilled:
		return entry{int64(seat.sum), available, s}
	case MostSkilled:
		return entry{int64(-seat.sum), available, s}
	case LeastLoaded:
		return entry{int64(x.all), available, s}
	}
	return entry{available, 0, s}
}
