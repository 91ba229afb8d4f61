package routing

import "time"

// Accepted tells that the chosen agent has taken the conversation. It changes no place;
// [Board.Explain] shows it.
func (b *Board) Accepted(id string, now time.Time) []Choice {
	b.begin(now)
	if r, ok := b.requestOf[id]; ok && b.requests[r].state == reserved {
		b.requests[r].state = served
	}
	return b.out
}

// Drop tells that a conversation waits no more, or that its agent is done with it: the place is
// free. An unknown ID changes nothing.
func (b *Board) Drop(id string, now time.Time) []Choice {
	b.begin(now)
	b.match(b.leave(id))
	return b.out
}

// Taken tells that an agent has a conversation that the board did not choose: taken from a queue
// that is Pull, transferred, claimed by a supervisor. It holds a place even where the agent has no
// room. Its errors are those of [Board.Wait].
func (b *Board) Taken(r Request, agent string, now time.Time) ([]Choice, error) {
	b.begin(now)
	queue, media, err := b.places(&r)
	if err != nil {
		return b.out, err
	}
	b.hold(&r, queue, media, b.agent(agent), true)
	return b.out, nil
}

// Hold restores a place on a new board, after Set and before WaitAll. Unlike Taken it does not
// change the order of agents. Its errors are those of [Board.Wait].
func (b *Board) Hold(r Request, agent string, now time.Time) ([]Choice, error) {
	b.begin(now)
	queue, media, err := b.places(&r)
	if err != nil {
		return b.out, err
	}
	b.hold(&r, queue, media, b.agent(agent), false)
	return b.out, nil
}

func (b *Board) hold(r *Request, queue int32, media uint8, i int32, got bool) {
	freed := int32(-1)
	if old, ok := b.requestOf[r.ID]; ok && b.requests[old].state >= reserved && b.requests[old].agent == i {
		// The agent keeps the place, so that nothing else gets it.
		b.agents[i].all--
		b.agents[i].used[b.requests[old].media]--
		freed = i // another medium may have room now
		b.unline(old)
		b.discard(old)
	} else {
		freed = b.leave(r.ID)
	}
	id := b.add(r, queue, media)
	b.requests[id].state = served
	b.occupy(&b.requests[id], i)
	if got {
		b.agents[i].got = b.mark()
	}
	b.seat(i)
	b.match(freed)
}

// Wrap tells that a conversation has ended, and that its agent now writes it up (after-call work).
// The place stays taken; the ID is free for the contact, who may begin anew. The wrap-up ends at
// until, or with [Board.Wrapped]. If no agent holds the ID, Wrap changes nothing.
func (b *Board) Wrap(id string, until, now time.Time) []Choice {
	b.begin(now)
	r, ok := b.requestOf[id]
	if !ok || b.requests[r].state < reserved {
		return b.out
	}
	k := wrapKey{id, b.requests[r].agent}
	if old, ok := b.wrapOf[k]; ok {
		b.forget(old) // an agent wraps a conversation up once
	}
	delete(b.requestOf, id)
	b.requests[r].state, b.requests[r].until = wrapping, micros(until)
	b.wrapOf[k] = r
	b.at(r, b.requests[r].until)
	b.tick()
	return b.out
}

// Wrapped tells that an agent has finished the wrap-up of a conversation, such as by entering its
// code: the place is free.
func (b *Board) Wrapped(id, agent string, now time.Time) []Choice {
	b.begin(now)
	if i, ok := b.agentOf[agent]; ok {
		if r, ok := b.wrapOf[wrapKey{id, i}]; ok {
			b.forget(r)
		}
	}
	return b.out
}

// forget removes a request that an agent holds or wraps up, and uses the place.
func (b *Board) forget(r int32) {
	b.unline(r)
	freed := b.vacate(r)
	b.discard(r)
	b.match(freed)
}
