package routing

import (
	"cmp"
	"slices"
	"time"
)

// Wait tells of a conversation that waits for an agent, or of a change to one that does. If an
// agent held it, as when an offer was declined, the agent's place is free. If the queue or the
// medium is not in the configuration, the error is a [*FieldError] and the request changes nothing.
// A call that fails may still return choices, which time has brought: carry them out.
func (b *Board) Wait(r Request, now time.Time) ([]Choice, error) {
	b.begin(now)
	queue, media, err := b.places(&r)
	if err != nil {
		return b.out, err
	}
	freed := b.leave(r.ID)
	b.loose = append(b.loose, b.entry(b.add(&r, queue, media)))
	b.match(freed)
	return b.out, nil
}

// WaitAll is Wait for many requests at once, to fill a new board: they are served in their order,
// not in that of the slice, which decides only between equal keys. A request that Wait would
// refuse is left out; the error is that of the first one.
func (b *Board) WaitAll(list []Request, now time.Time) ([]Choice, error) {
	b.begin(now)
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(x, y Request) int { return cmp.Compare(b.key(&x), b.key(&y)) })
	var first error
	for i := range list {
		queue, media, err := b.places(&list[i])
		if err != nil {
			first = cmp.Or(first, err)
			continue
		}
		freed := b.leave(list[i].ID)
		b.loose = append(b.loose, b.entry(b.add(&list[i], queue, media)))
		b.match(freed)
	}
	return b.out, first
}

// leave forgets the request of an ID, and returns the agent who held it, or -1.
func (b *Board) leave(id string) int32 {
	r, ok := b.requestOf[id]
	if !ok {
		return -1
	}
	b.unline(r)
	freed := b.vacate(r)
	b.discard(r)
	return freed
}
