package routing

import "math/bits"

// match serves, in the order of their keys, the requests in no line and those that fit an agent who
// has a new place (i; -1: no agent). No other waiting request fits an agent with room: that is so
// after every call.
func (b *Board) match(i int32) {
	if len(b.loose) == 0 && i < 0 {
		return
	}
	b.sortLoose()
	if i >= 0 && len(b.loose) > 0 {
		b.seat(i)
	}
	next := 0
	for {
		top := none
		if i >= 0 {
			top = b.first(i)
		}
		if next < len(b.loose) && !top.before(b.loose[next]) {
			b.settle(b.loose[next].id)
			next++
			continue
		}
		if top.id < 0 {
			break
		}
		b.reserve(top.id, i)
		if next < len(b.loose) {
			b.seat(i)
		}
	}
	b.loose = b.loose[:0]
	if i >= 0 {
		b.seat(i)
	}
}

// first is the waiting request that an agent should get next, or none.
func (b *Board) first(i int32) entry {
	x, top := &b.agents[i], none
	if !x.ready || x.all >= x.limit {
		return top
	}
	for e := range x.mine.walk {
		if x.has(b.requests[e.id].media) {
			top = e
			break
		}
	}
	for m := range b.media {
		if !x.has(uint8(m)) {
			continue
		}
		for _, s := range x.seats {
			seat := &b.seats[s]
			if b.queues[seat.queue].Pull {
				continue
			}
			set := *b.someAt(seat.queue, uint8(m)) >> seat.stage << seat.stage
			for ; set != 0; set &= set - 1 {
				l := *b.waitsAt(seat.queue, bits.TrailingZeros16(set), uint8(m))
				for e := range l.walk {
					if !e.before(top) {
						break
					}
					if !b.requests[e.id].excludes(i) {
						top = e
						break
					}
				}
			}
		}
	}
	return top
}

// settle finds an agent for a request in no line, or the line where it waits.
func (b *Board) settle(id int32) {
	q := &b.requests[id]
	ttl := b.queues[q.queue].ttl
	if ttl > 0 && q.since+ttl <= b.now {
		b.out = append(b.out, Choice{Request: q.id})
		b.discard(id)
		return
	}
	q.stage = b.stageOf(q)
	fan := false
	if p := q.prefer; p >= 0 {
		stage, early := b.stageIn(p, q.queue), q.until > b.now
		alone := stage >= 0 && early
		if stage >= 0 && (alone || stage <= int(q.stage)) && b.agents[p].has(q.media) {
			b.reserve(id, p)
			b.seat(p)
			return
		}
		if alone {
			b.keep(id)
			return
		}
		fan = early
	}
	if i := b.choose(q); i >= 0 {
		b.reserve(id, i)
		b.seat(i)
		return
	}
	b.rest(id)
	if fan {
		b.agents[q.prefer].fans.put(b.fanPlace, b.entry(id))
	}
}

// choose finds the best agent for a request by stage and rank, or -1.
func (b *Board) choose(q *request) int32 {
	if b.queues[q.queue].Pull {
		return -1
	}
	for stage := range int(q.stage) + 1 {
		top := none
		for set := uint8(1) << q.media; set < 1<<len(b.media); set++ {
			if set>>q.media&1 == 0 {
				continue
			}
			for e := range b.readyAt(q.queue, stage, set).walk {
				if !e.before(top) {
					break
				}
				if !q.excludes(b.seats[e.id].agent) {
					top = e
					break
				}
			}
		}
		if top.id >= 0 {
			return b.seats[top.id].agent
		}
	}
	return -1
}

// reserve gives a waiting request to an agent.
func (b *Board) reserve(id, i int32) {
	b.unline(id)
	q, x := &b.requests[id], &b.agents[i]
	q.state = reserved
	b.occupy(q, i)
	x.got = b.mark()
	b.out = append(b.out, Choice{q.id, x.id})
}

// occupy takes a place of an agent.
func (b *Board) occupy(q *request, i int32) {
	x := &b.agents[i]
	q.agent = i
	x.all++
	x.used[q.media]++
}

// vacate gives the place of a request back, and returns whose it was, or -1.
func (b *Board) vacate(id int32) int32 {
	q := &b.requests[id]
	if q.state < reserved {
		return -1
	}
	x := &b.agents[q.agent]
	x.all--
	x.used[q.media]--
	x.back = b.mark()
	return q.agent
}

// keep lets a request wait for its preferred agent alone.
func (b *Board) keep(id int32) {
	q := &b.requests[id]
	q.state, q.agent = personal, q.prefer
	b.agents[q.agent].mine.put(b.linePlace, b.entry(id))
	due := q.until
	if ttl := b.queues[q.queue].ttl; ttl > 0 {
		due = min(due, q.since+ttl)
	}
	b.at(id, due)
}

// rest lets a request wait at its stage, until the next stage or the end of its queue's TTL.
func (b *Board) rest(id int32) {
	q := &b.requests[id]
	q.state = waiting
	b.waitsAt(q.queue, int(q.stage), q.media).put(b.linePlace, b.entry(id))
	*b.someAt(q.queue, q.media) |= 1 << q.stage
	on := &b.queues[q.queue]
	var due int64
	if next := int(q.stage) + 1; next < len(on.Stages) {
		due = q.since + on.Stages[next].After.Microseconds()
	}
	if end := q.since + on.ttl; on.ttl > 0 && (due == 0 || end < due) {
		due = end
	}
	if due != 0 {
		b.at(id, due)
	}
}
