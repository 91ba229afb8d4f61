package routing

import (
	"math/bits"
	"slices"
)

// Waiting lists up to n requests that an agent may take now, the first to be served first: those at
// a stage that asks the agent and those that wait for the agent alone. Room and Ready do not
// matter. Where queues are Pull, this is the list an agent picks from; the pick is told by
// [Board.Taken]. It describes the board as of the last call that was given a time.
func (b *Board) Waiting(agent string, n int) []string {
	i, ok := b.agentOf[agent]
	if !ok || n <= 0 {
		return nil
	}
	list := b.fitting(nil, b.agents[i].mine, i, n)
	for m := range b.media {
		for _, s := range b.agents[i].seats {
			seat := &b.seats[s]
			set := *b.someAt(seat.queue, uint8(m)) >> seat.stage << seat.stage
			for ; set != 0; set &= set - 1 {
				list = b.fitting(list, *b.waitsAt(seat.queue, bits.TrailingZeros16(set), uint8(m)), i, n)
			}
		}
	}
	slices.SortFunc(list, func(x, y entry) int {
		if x.less(y) {
			return -1
		}
		return 1
	})
	var ids []string
	for _, e := range list[:min(n, len(list))] {
		ids = append(ids, b.requests[e.id].id)
	}
	return ids
}

// fitting adds up to n requests of a line that an agent is not excluded from.
func (b *Board) fitting(list []entry, l line, agent int32, n int) []entry {
	for e := range l.walk {
		if b.requests[e.id].excludes(agent) {
			continue
		}
		list = append(list, e)
		if n--; n == 0 {
			break
		}
	}
	return list
}
