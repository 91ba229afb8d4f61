package queue

import (
	"cmp"
	"container/heap"
)

// indexed is a heap over container/heap whose items know their place, so that they can be taken
// out. An item that is in no heap has the place -1.
type indexed[T comparable] struct {
	items   []T
	compare func(a, b T) int
	index   func(T) *int
}

// Orders of the heaps.
var (
	threadsByAge = indexed[*thread]{
		compare: func(a, b *thread) int { return cmp.Compare(a.jobs[0].seq, b.jobs[0].seq) },
		index:   func(t *thread) *int { return &t.index },
	}
	byWake = indexed[*thread]{
		compare: func(a, b *thread) int { return cmp.Compare(a.wake, b.wake) },
		index:   func(t *thread) *int { return &t.index },
	}
	byOpening = indexed[*limit]{
		compare: func(a, b *limit) int { return cmp.Compare(a.until, b.until) },
		index:   func(g *limit) *int { return &g.index },
	}
)

// groupsByAge orders groups by the thread of a level that has waited longest.
func groupsByAge(level int) indexed[*group] {
	return indexed[*group]{
		compare: func(a, b *group) int { return cmp.Compare(a.oldest(level).jobs[0].seq, b.oldest(level).jobs[0].seq) },
		index:   func(g *group) *int { return &g.index[level] },
	}
}

func (h *indexed[T]) Len() int           { return len(h.items) }
func (h *indexed[T]) Less(i, j int) bool { return h.compare(h.items[i], h.items[j]) < 0 }

func (h *indexed[T]) Swap(i, j int) {
	h.items[i], h.items[j] = h.items[j], h.items[i]
	*h.index(h.items[i]), *h.index(h.items[j]) = i, j
}

// Push is for container/heap.
func (h *indexed[T]) Push(x any) {
	item := x.(T)
	*h.index(item) = len(h.items)
	h.items = append(h.items, item)
}

// Pop is for container/heap.
func (h *indexed[T]) Pop() any {
	n := len(h.items) - 1
	item := h.items[n]
	var none T
	h.items[n], h.items = none, h.items[:n]
	*h.index(item) = -1
	if n == 0 && cap(h.items) > 64 {
		h.items = nil // an empty heap keeps little
	}
	return item
}

func (h *indexed[T]) first() (item T, ok bool) {
	if len(h.items) == 0 {
		return item, false
	}
	return h.items[0], true
}

func (h *indexed[T]) push(item T) { heap.Push(h, item) }

// remove takes an item out, if it is in this heap.
func (h *indexed[T]) remove(item T) {
	if i := *h.index(item); i >= 0 && i < len(h.items) && h.items[i] == item {
		heap.Remove(h, i)
	}
}
